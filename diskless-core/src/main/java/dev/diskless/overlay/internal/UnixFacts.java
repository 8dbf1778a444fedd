package dev.diskless.overlay.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * What a file system tells of one object.
 *
 * @param mode type and permission bits, as in {@code st_mode}
 * @param uid number of the owner
 * @param gid number of the group
 * @param links how many names it has
 * @param rdev number of a device
 * @param state by what a file is recognised
 */
public record UnixFacts(int mode, long uid, long gid, long links, long rdev, FileState state) {

    /** The bits of the type. */
    public static final int TYPE = 0170000;

    public static final int SOCKET = 0140000;
    public static final int SYMBOLIC_LINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHARACTER_DEVICE = 0020000;
    public static final int FIFO = 0010000;

    private static final String NAMES = "unix:mode,uid,gid,nlink,rdev,size,lastModifiedTime,ctime,dev,ino";

    /**
     * Asks without following a link.
     *
     * @throws IOException if there is nothing, or reading fails
     */
    public static UnixFacts of(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ofOtherHost(path);
        }
        Map<String, Object> facts = Files.readAttributes(path, NAMES, LinkOption.NOFOLLOW_LINKS);
        return new UnixFacts(
                (int) number(facts, "mode"),
                number(facts, "uid") & 0xffffffffL,
                number(facts, "gid") & 0xffffffffL,
                number(facts, "nlink"),
                number(facts, "rdev"),
                new FileState(
                        number(facts, "dev"),
                        number(facts, "ino"),
                        number(facts, "size"),
                        time(facts, "lastModifiedTime").toInstant(),
                        time(facts, "ctime").toInstant()));
    }

    // Owner 0:0 and usual permissions, where the host has no such things.
    private static UnixFacts ofOtherHost(Path path) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        int mode = SOCKET;
        if (facts.isRegularFile()) {
            mode = REGULAR | 0644;
        } else if (facts.isDirectory()) {
            mode = DIRECTORY | 0755;
        } else if (facts.isSymbolicLink()) {
            mode = SYMBOLIC_LINK | 0777;
        }
        FileState state =
                new FileState(0, 0, facts.size(), facts.lastModifiedTime().toInstant(), null);
        return new UnixFacts(mode, 0, 0, 1, 0, state);
    }

    /** Whether it is of a type. */
    public boolean is(int type) {
        return (mode & TYPE) == type;
    }

    private static long number(Map<String, Object> facts, String name) throws IOException {
        if (facts.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("the host does not tell " + name);
    }

    private static FileTime time(Map<String, Object> facts, String name) throws IOException {
        if (facts.get(name) instanceof FileTime time) {
            return time;
        }
        throw new IOException("the host does not tell " + name);
    }
}
