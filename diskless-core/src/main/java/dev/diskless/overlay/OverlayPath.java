package dev.diskless.overlay;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.NameBytes;
import java.util.Set;

/** The rules for paths that a caller gives. */
final class OverlayPath {

    /** Directories that every user may write to; only their owner knows their mode. */
    static final Set<String> SHARED = Set.of("tmp", "var/tmp");

    private static final Set<String> VOLATILE = Set.of("dev", "proc", "sys", "run");
    private static final int STICKY = 01000;

    private OverlayPath() {}

    /** A path as archives name it; refused if it is no plain path from the root. */
    static String plain(String path) throws InvalidRequestException {
        byte[] bytes = NameBytes.encode(path).orElseThrow(() -> refused("the path has half a surrogate pair", path));
        if (bytes.length >= ApkovlFormat.MAX_NAME_BYTES) {
            throw refused("the path is longer than " + (ApkovlFormat.MAX_NAME_BYTES - 1) + " bytes", path);
        }
        if (path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0) {
            throw refused("the path has a zero byte or a line feed", path);
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new InvalidRequestException(
                        InvalidRequestException.detail("the path has an empty, . or .. component")
                                .at(path)
                                .cure("name it from the root without a leading slash, such as etc/motd"));
            }
        }
        return NameBytes.decode(bytes);
    }

    /** A path of a root; there a name may have a line feed. */
    static String plainOrLineFeed(String path) throws InvalidRequestException {
        plain(path.replace('\n', ' '));
        return path;
    }

    /** A path at which something may be put. */
    static String of(String path, boolean directory) throws InvalidRequestException {
        String plain = plain(path);
        int slash = plain.indexOf('/');
        if (VOLATILE.contains(slash < 0 ? plain : plain.substring(0, slash))) {
            throw refused("nothing below dev, proc, run and sys survives a boot", path);
        }
        if (slash < 0 && !directory) {
            throw new InvalidRequestException(InvalidRequestException.detail(
                            "a file or link at the top level makes apk forget the rest of the overlay")
                    .at(path)
                    .cure("put it into a directory"));
        }
        return plain;
    }

    /** The mode of a parent directory that nobody described. */
    static int impliedMode(String directory) throws InvalidRequestException {
        if (SHARED.contains(directory)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("the directory " + directory + " needs its mode to be given")
                            .at(directory)
                            .cure("add it as a directory with mode 01777"));
        }
        return directory.equals("root") ? 0700 : 0755;
    }

    static void checkShared(String directory, int mode) throws InvalidRequestException {
        if (SHARED.contains(directory) && (mode & STICKY) == 0) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("a directory for all users without its sticky bit")
                            .at(directory)
                            .expected("mode 01777")
                            .found("mode 0" + Integer.toOctalString(mode)));
        }
    }

    static int mode(String path, int mode) throws InvalidRequestException {
        if ((mode & ~07777) != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("the mode has more than twelve bits")
                    .at(path)
                    .found("0" + Integer.toOctalString(mode)));
        }
        return mode;
    }

    /** The link that starts a service in a runlevel. */
    static String ofService(String service, String runlevel) throws InvalidRequestException {
        for (String name : new String[] {service, runlevel}) {
            if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._+-]{0,254}")) {
                throw refused("no name of a service or runlevel", name);
            }
        }
        return "etc/runlevels/" + runlevel + "/" + service;
    }

    static InvalidRequestException refused(String what, String path) {
        return new InvalidRequestException(InvalidRequestException.detail(what).at(path));
    }
}
