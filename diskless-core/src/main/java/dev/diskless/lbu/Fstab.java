package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code etc/fstab} (fstab(5)): device, mount point, type, options, two numbers; other lines stay as they are. */
final class Fstab {

    private final List<String> lines;

    private Fstab(List<String> lines) {
        this.lines = lines;
    }

    static Fstab parse(String text) {
        return new Fstab(text.isEmpty() ? List.of() : text.lines().toList());
    }

    /** The file with one line that mounts a file system read-only, in the place of all that concern either. */
    String mount(String uuid, String mountPoint, String type) throws InvalidRequestException {
        check(uuid, "[0-9A-Za-z-]{4,64}", "no valid identity of a file system");
        check(type, "[a-z0-9]{1,32}", "no valid type of a file system");
        String wanted = "UUID=" + uuid + " " + mountPoint + " " + type + " noatime,ro 0 0";
        List<String> result = new ArrayList<>();
        boolean placed = false;
        for (String line : lines) {
            if (!concerns(line, uuid, mountPoint)) {
                result.add(line);
            } else if (!placed) {
                result.add(wanted);
                placed = true;
            }
        }
        if (!placed) {
            result.add(wanted);
        }
        return String.join("\n", result) + "\n";
    }

    private static boolean concerns(String line, String uuid, String mountPoint) {
        String[] fields = line.strip().split("[ \t]+");
        if (fields.length < 2 || fields[0].startsWith("#")) {
            return false;
        }
        String device = fields[0].replace("\"", "").toLowerCase(Locale.ROOT);
        String place = fields[1].endsWith("/") ? fields[1].substring(0, fields[1].length() - 1) : fields[1];
        String id = uuid.toLowerCase(Locale.ROOT);
        return place.equals(mountPoint) || device.equals("uuid=" + id) || device.equals("/dev/disk/by-uuid/" + id);
    }

    private static void check(String value, String pattern, String what) throws InvalidRequestException {
        if (!value.matches(pattern)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail(what).at(value));
        }
    }
}
