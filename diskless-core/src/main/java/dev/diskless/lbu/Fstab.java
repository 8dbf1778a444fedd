package dev.diskless.lbu;

import dev.diskless.fault.InvalidRequestException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code etc/fstab} (fstab(5)): device, mount point, type, options, two numbers; other lines stay as they are. */
final class Fstab {

    static final String PATH = "etc/fstab";

    private static final Pattern OPTIONS = Pattern.compile("(\\s*\\S+\\s+\\S+\\s+\\S+\\s+)(\\S+)(.*)", Pattern.DOTALL);
    private static final String DEVICE =
            "UUID=[0-9A-Za-z-]{4,64}|LABEL=[A-Za-z0-9_.:@+-]{1,64}|/dev/[A-Za-z0-9_./:@+-]{1,200}";

    private final String text;
    private final List<String> lines;

    private Fstab(String text) {
        this.text = text;
        this.lines = text.isEmpty() ? List.of() : text.lines().toList();
    }

    static Fstab parse(String text) {
        return new Fstab(text);
    }

    /** The first line that mounts something at a place. */
    Optional<FstabLine> at(String mountPoint) {
        return entries().stream()
                .filter(line -> line.mountPoint().equals(mountPoint))
                .findFirst();
    }

    /** The line of the nearest mount point above a path; the root itself is none. */
    Optional<FstabLine> holding(String path) {
        return entries().stream()
                .filter(line -> line.holds(path) && !line.mountPoint().equals("/"))
                .max(Comparator.comparingInt(line -> line.mountPoint().length()));
    }

    private List<FstabLine> entries() {
        return lines.stream().map(FstabLine::parse).flatMap(Optional::stream).toList();
    }

    /**
     * The file with one line that mounts a file system read-only, in the place of all that concern either. A line that
     * says the same with other options stays.
     *
     * @param device {@code UUID=}, {@code LABEL=} or a path below {@code /dev}
     */
    String mount(String device, String mountPoint, String type) throws InvalidRequestException {
        check(device, DEVICE, "no valid identity of a file system");
        check(type, "[a-z0-9]{1,32}", "no valid type of a file system");
        List<FstabLine> concerned =
                entries().stream().filter(l -> concerns(l, device, mountPoint)).toList();
        if (concerned.size() == 1 && saysTheSame(concerned.get(0), device, mountPoint, type)) {
            return text;
        }
        String wanted = device + " " + mountPoint + " " + type + " noatime,ro 0 0";
        List<String> result = new ArrayList<>();
        boolean placed = false;
        for (String line : lines) {
            if (FstabLine.parse(line)
                    .filter(l -> concerns(l, device, mountPoint))
                    .isEmpty()) {
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

    private static boolean concerns(FstabLine line, String device, String mountPoint) {
        return line.mountPoint().equals(mountPoint) || line.isFor(device);
    }

    private static boolean saysTheSame(FstabLine line, String device, String mountPoint, String type) {
        return line.mountPoint().equals(mountPoint)
                && line.isFor(device)
                && line.type().equals(type)
                && line.options().contains("ro");
    }

    /** The file in which nothing keeps a place from being mounted by itself; {@code noauto} alone gets defaults. */
    String withoutNoauto(String mountPoint) {
        List<String> result = new ArrayList<>();
        boolean changed = false;
        for (String line : lines) {
            Matcher fields = OPTIONS.matcher(line);
            boolean hit = FstabLine.parse(line)
                    .filter(l ->
                            l.mountPoint().equals(mountPoint) && l.options().contains("noauto"))
                    .isPresent();
            if (hit && fields.matches()) {
                List<String> options = new ArrayList<>(List.of(fields.group(2).split(",")));
                options.removeIf("noauto"::equals);
                String rest = options.isEmpty() ? "defaults" : String.join(",", options);
                result.add(fields.group(1) + rest + fields.group(3));
                changed = true;
            } else {
                result.add(line);
            }
        }
        return changed ? String.join("\n", result) + "\n" : text;
    }

    private static void check(String value, String pattern, String what) throws InvalidRequestException {
        if (!value.matches(pattern)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail(what).at(value));
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
