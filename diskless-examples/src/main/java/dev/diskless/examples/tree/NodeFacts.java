package dev.diskless.examples.tree;

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
 * @param rdev device number of a device
 * @param file tells the files of one tree apart
 */
record NodeFacts(int mode, long uid, long gid, long links, long rdev, long size, FileTime modified, FileKey file) {

    /** Tells files apart. */
    record FileKey(long device, long inode) {}

    private static final String UNIX = "unix:mode,uid,gid,nlink,rdev,size,lastModifiedTime,dev,ino";
    private static final FileKey NO_KEY = new FileKey(0, 0);

    static NodeFacts of(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ofOtherHost(path);
        }
        Map<String, Object> facts = Files.readAttributes(path, UNIX, LinkOption.NOFOLLOW_LINKS);
        return new NodeFacts(
                (int) number(facts, "mode"),
                unsigned(facts, "uid"),
                unsigned(facts, "gid"),
                number(facts, "nlink"),
                number(facts, "rdev"),
                number(facts, "size"),
                (FileTime) value(facts, "lastModifiedTime"),
                new FileKey(number(facts, "dev"), number(facts, "ino")));
    }

    // Owner 0:0 and usual permissions, where the host has no such things.
    private static NodeFacts ofOtherHost(Path path) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        int mode = TreeEntry.FIFO;
        if (facts.isRegularFile()) {
            mode = TreeEntry.REGULAR | 0644;
        } else if (facts.isDirectory()) {
            mode = TreeEntry.DIRECTORY | 0755;
        } else if (facts.isSymbolicLink()) {
            mode = TreeEntry.SYMBOLIC_LINK | 0777;
        }
        return new NodeFacts(mode, 0, 0, 1, 0, facts.size(), facts.lastModifiedTime(), NO_KEY);
    }

    boolean is(int type) {
        return (mode & TreeEntry.TYPE) == type;
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

    // The JDK shows numbers from 2^31 on as negative ones.
    private static long unsigned(Map<String, Object> facts, String name) throws IOException {
        return number(facts, name) & 0xFFFF_FFFFL;
    }
}
