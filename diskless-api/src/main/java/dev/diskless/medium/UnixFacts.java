package dev.diskless.medium;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file system tells of one object in its {@code unix} view. Where it has none, the owner is 0:0, the permissions
 * are those of the {@code posix} view or else the usual ones, and what is no file, directory or symbolic link counts as a
 * socket.
 *
 * @param mode type and permissions, as in {@code st_mode}
 * @param uid number of the owner, 0 to 2^32 - 1
 * @param gid number of the group, 0 to 2^32 - 1
 * @param links how many names it has
 * @param rdev number of a device, as Linux and its C libraries put major and minor number into one
 * @param size bytes of content, or of the target of a symbolic link
 * @param modified time of the last change of its content, as exact as the file system keeps it
 * @param changed time of the last change of anything, which no program can set; null where the host does not tell
 * @param device number of its file system; with {@code inode} it tells names of one file; 0 where the host has none
 * @param inode its number there; 0 where the host has none
 */
public record UnixFacts(
        int mode,
        long uid,
        long gid,
        long links,
        long rdev,
        long size,
        Instant modified,
        @Nullable Instant changed,
        long device,
        long inode) {

    /** The bits of the type. */
    public static final int TYPE = 0170000;

    /** The twelve bits of the permissions. */
    public static final int PERMISSIONS = 07777;

    /** Type of a socket. */
    public static final int SOCKET = 0140000;

    /** Type of a symbolic link. */
    public static final int SYMBOLIC_LINK = 0120000;

    /** Type of a file. */
    public static final int REGULAR = 0100000;

    /** Type of a block device. */
    public static final int BLOCK_DEVICE = 0060000;

    /** Type of a directory. */
    public static final int DIRECTORY = 0040000;

    /** Type of a character device. */
    public static final int CHARACTER_DEVICE = 0020000;

    /** Type of a named pipe. */
    public static final int FIFO = 0010000;

    private static final String ALL = "unix:mode,uid,gid,nlink,rdev,size,lastModifiedTime,ctime,dev,ino";
    // The names cost as much as asking the kernel.
    private static final String BRIEF = "unix:mode,uid,gid,size,dev";

    /**
     * Asks without following a symbolic link.
     *
     * @param path an object
     * @return what is known of it
     * @throws IOException if there is nothing, or reading fails
     */
    public static UnixFacts of(Path path) throws IOException {
        return all(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Asks for what a path leads to, through symbolic links.
     *
     * @param path an object or a link to one
     * @return what is known of it
     * @throws IOException if there is nothing, or reading fails
     */
    public static UnixFacts following(Path path) throws IOException {
        return all(path);
    }

    /**
     * Asks without following a symbolic link, and only for mode, owner, group, size and device; the rest is 0. Takes about
     * half the time.
     *
     * @param path an object
     * @return a part of what is known of it
     * @throws IOException if there is nothing, or reading fails
     */
    public static UnixFacts brief(Path path) throws IOException {
        if (!hasFacts(path)) {
            return ofOtherHost(path, LinkOption.NOFOLLOW_LINKS);
        }
        Map<String, Object> facts = Files.readAttributes(path, BRIEF, LinkOption.NOFOLLOW_LINKS);
        return new UnixFacts(
                (int) number(facts, "mode"),
                unsigned(facts, "uid"),
                unsigned(facts, "gid"),
                0,
                0,
                number(facts, "size"),
                Instant.EPOCH,
                null,
                number(facts, "dev"),
                0);
    }

    /**
     * Whether it is of a type.
     *
     * @param type one of the types
     * @return true if it is
     */
    public boolean is(int type) {
        return (mode & TYPE) == type;
    }

    /**
     * The permissions.
     *
     * @return twelve bits
     */
    public int permissions() {
        return mode & PERMISSIONS;
    }

    /**
     * What it can be in an overlay.
     *
     * @return the type, never {@link EntryType#HARD_LINK}; empty for a socket, which no overlay can hold
     */
    public Optional<EntryType> type() {
        return switch (mode & TYPE) {
            case REGULAR -> Optional.of(EntryType.FILE);
            case DIRECTORY -> Optional.of(EntryType.DIRECTORY);
            case SYMBOLIC_LINK -> Optional.of(EntryType.SYMLINK);
            case CHARACTER_DEVICE -> Optional.of(EntryType.CHARACTER_DEVICE);
            case BLOCK_DEVICE -> Optional.of(EntryType.BLOCK_DEVICE);
            case FIFO -> Optional.of(EntryType.FIFO);
            default -> Optional.empty();
        };
    }

    /**
     * The major number of a device: bits 8 to 19 of {@link #rdev()}, and 44 to 63 before them.
     *
     * @return the number, as 32 bits
     */
    public int major() {
        return (int) ((rdev >>> 8 & 0xfff) | (rdev >>> 32 & 0xffff_f000L));
    }

    /**
     * The minor number of a device: bits 0 to 7 of {@link #rdev()}, and 20 to 43 before them.
     *
     * @return the number, as 32 bits
     */
    public int minor() {
        return (int) ((rdev & 0xff) | (rdev >>> 12 & 0xffff_ff00L));
    }

    private static boolean hasFacts(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static UnixFacts all(Path path, LinkOption... options) throws IOException {
        if (!hasFacts(path)) {
            return ofOtherHost(path, options);
        }
        Map<String, Object> facts = Files.readAttributes(path, ALL, options);
        return new UnixFacts(
                (int) number(facts, "mode"),
                unsigned(facts, "uid"),
                unsigned(facts, "gid"),
                number(facts, "nlink"),
                number(facts, "rdev"),
                number(facts, "size"),
                time(facts, "lastModifiedTime"),
                time(facts, "ctime"),
                number(facts, "dev"),
                number(facts, "ino"));
    }

    private static UnixFacts ofOtherHost(Path path, LinkOption... options) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        Class<? extends BasicFileAttributes> view = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
        BasicFileAttributes facts = Files.readAttributes(path, view, options);
        int mode = SOCKET | 0644;
        if (facts.isRegularFile()) {
            mode = REGULAR | 0644;
        } else if (facts.isDirectory()) {
            mode = DIRECTORY | 0755;
        } else if (facts.isSymbolicLink()) {
            mode = SYMBOLIC_LINK | 0777;
        }
        if (facts instanceof PosixFileAttributes known) {
            mode &= TYPE;
            for (PosixFilePermission permission : known.permissions()) {
                mode |= 0400 >> permission.ordinal();
            }
        }
        Instant modified = facts.lastModifiedTime().toInstant();
        return new UnixFacts(mode, 0, 0, 1, 0, facts.size(), modified, null, 0, 0);
    }

    // The JDK shows numbers from 2^31 on as negative ones.
    private static long unsigned(Map<String, Object> facts, String name) throws IOException {
        return number(facts, name) & 0xffff_ffffL;
    }

    private static long number(Map<String, Object> facts, String name) throws IOException {
        if (facts.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IOException("the host does not tell " + name);
    }

    private static Instant time(Map<String, Object> facts, String name) throws IOException {
        if (facts.get(name) instanceof FileTime time) {
            return time.toInstant();
        }
        throw new IOException("the host does not tell " + name);
    }
}
