package dev.diskless.preflight;

import dev.diskless.medium.FileSystemDescription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One line of an {@code etc/fstab} (fstab(5)), as far as the boot looks at it. */
record MountLine(String device, String mountPoint, String type, List<String> options) {

    static List<MountLine> parse(String fstab) {
        List<MountLine> lines = new ArrayList<>();
        for (String line : fstab.split("\n")) {
            String[] fields = line.strip().split("[ \t]+");
            if (fields.length >= 4 && !fields[0].startsWith("#")) {
                lines.add(new MountLine(
                        unescape(fields[0]).replace("\"", ""),
                        withoutSlash(unescape(fields[1])),
                        fields[2],
                        Arrays.asList(fields[3].split(","))));
            }
        }
        return lines;
    }

    /** Whether the line names that file system in a way that the boot understands. */
    boolean isFor(FileSystemDescription volume) {
        String id = volume.uuid().toLowerCase(Locale.ROOT);
        String name = device.toLowerCase(Locale.ROOT);
        return (!id.isEmpty() && (name.equals("uuid=" + id) || name.equals("/dev/disk/by-uuid/" + id)))
                || (!volume.label().isEmpty() && device.equals("LABEL=" + volume.label()));
    }

    boolean isBelowMedia() {
        return mountPoint.startsWith("/media/") && !mountPoint.contains("/../");
    }

    boolean holds(String path) {
        return path.startsWith(mountPoint + "/")
                && !Arrays.asList(path.split("/")).contains("..");
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }

    private static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
