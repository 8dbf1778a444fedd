package dev.diskless.apk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;

/** What a file system tells of one name, without following a link. Where it has no owners, all belongs to 0:0. */
record NodeFacts(
        int mode, long uid, long gid, long size, FileTime modified, long device, long inode, long links, long rdev) {

    static final int TYPE = 0170000;
    static final int FIFO = 0010000;
    static final int CHARACTER_DEVICE = 0020000;
    static final int DIRECTORY = 0040000;
    static final int BLOCK_DEVICE = 0060000;
    static final int REGULAR = 0100000;
    static final int SYMLINK = 0120000;
    static final int SOCKET = 0140000;

    private static final String UNIX = "unix:mode,uid,gid,nlink,rdev,size,lastModifiedTime,dev,ino";

    // The names cost as much as asking the kernel.
    private static final String UNIX_BRIEF = "unix:mode,uid,gid,size,dev";
    private static final FileTime NO_TIME = FileTime.fromMillis(0);

    /** What a comparison needs: type, permissions, owners, size and device; the rest is 0. */
    static NodeFacts brief(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ofOtherHost(path);
        }
        Map<String, Object> facts = Files.readAttributes(path, UNIX_BRIEF, LinkOption.NOFOLLOW_LINKS);
        return new NodeFacts(
                (int) number(facts, "mode"),
                number(facts, "uid") & 0xFFFF_FFFFL,
                number(facts, "gid") & 0xFFFF_FFFFL,
                number(facts, "size"),
                NO_TIME,
                number(facts, "dev"),
                0,
                0,
                0);
    }

    static NodeFacts of(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ofOtherHost(path);
        }
        Map<String, Object> facts = Files.readAttributes(path, UNIX, LinkOption.NOFOLLOW_LINKS);
        return new NodeFacts(
                (int) number(facts, "mode"),
                number(facts, "uid") & 0xFFFF_FFFFL,
                number(facts, "gid") & 0xFFFF_FFFFL,
                number(facts, "size"),
                (FileTime) value(facts, "lastModifiedTime"),
                number(facts, "dev"),
                number(facts, "ino"),
                number(facts, "nlink"),
                number(facts, "rdev"));
    }

    boolean is(int type) {
        return (mode & TYPE) == type;
    }

    int permissions() {
        return mode & 07777;
    }

    private static NodeFacts ofOtherHost(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        Class<? extends BasicFileAttributes> view = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
        BasicFileAttributes facts = Files.readAttributes(path, view, LinkOption.NOFOLLOW_LINKS);
        int mode = FIFO | 0644;
        if (facts.isRegularFile()) {
            mode = REGULAR | 0644;
        } else if (facts.isDirectory()) {
            mode = DIRECTORY | 0755;
        } else if (facts.isSymbolicLink()) {
            mode = SYMLINK | 0777;
        }
        if (facts instanceof PosixFileAttributes known) {
            mode &= TYPE;
            for (PosixFilePermission permission : known.permissions()) {
                mode |= 0400 >> permission.ordinal();
            }
        }
        return new NodeFacts(mode, 0, 0, facts.size(), facts.lastModifiedTime(), 0, 0, 1, 0);
    }

    private static Object value(Map<String, Object> facts, String name) throws IOException {
        Object value = facts.get(name);
        if (value == null) {
            throw new IOException("the host does not tell " + name);
        }
        return value;
    }

    private static long number(Map<String, Object> facts, String name) throws IOException {
        return ((Number) value(facts, name)).longValue();
    }
}
