package dev.diskless.livehost.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A line of {@code /etc/fstab}, as fstab(5) describes it; raw but for the mount point. */
record TableLine(String device, String mountPoint, String type, List<String> options) {

    /** Reads a raw line; empty for comments and what is no line of a table. */
    static Optional<TableLine> parse(String line) {
        String[] fields = line.strip().split("[ \t]+");
        if (fields.length < 3 || fields[0].startsWith("#")) {
            return Optional.empty();
        }
        String place = HostName.text(HostName.unescape(fields[1]));
        return Optional.of(new TableLine(
                HostName.unescape(fields[0]).replace("\"", ""),
                place.length() > 1 && place.endsWith("/") ? place.substring(0, place.length() - 1) : place,
                fields[2],
                fields.length > 3 ? Arrays.asList(fields[3].split(",")) : List.of()));
    }
}
