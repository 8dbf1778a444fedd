package dev.diskless.lbu;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One line of an {@code etc/fstab} (fstab(5)) that mounts something. */
record FstabLine(String device, String mountPoint, String type, List<String> options) {

    /** The line of a text; empty for comments and what is no line of a table. */
    static Optional<FstabLine> parse(String line) {
        String[] fields = line.strip().split("[ \t]+");
        if (fields.length < 2 || fields[0].startsWith("#")) {
            return Optional.empty();
        }
        String place = unescape(fields[1]);
        return Optional.of(new FstabLine(
                unescape(fields[0]).replace("\"", ""),
                place.length() > 1 && place.endsWith("/") ? place.substring(0, place.length() - 1) : place,
                fields.length > 2 ? fields[2] : "auto",
                fields.length > 3 ? Arrays.asList(fields[3].split(",")) : List.of("defaults")));
    }

    /** Whether the line names the device that another text names. */
    boolean isFor(String other) {
        return canonical(device).equals(canonical(other));
    }

    boolean holds(String path) {
        return path.startsWith(mountPoint.equals("/") ? "/" : mountPoint + "/");
    }

    private static String canonical(String device) {
        for (String kind : List.of("UUID", "LABEL")) {
            String directory = "/dev/disk/by-" + kind.toLowerCase(Locale.ROOT) + "/";
            String value = device.startsWith(directory) ? device.substring(directory.length()) : null;
            if (value == null && device.regionMatches(true, 0, kind + "=", 0, kind.length() + 1)) {
                value = device.substring(kind.length() + 1);
            }
            if (value != null) {
                return kind + "=" + (kind.equals("UUID") ? value.toLowerCase(Locale.ROOT) : value);
            }
        }
        return device;
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
