package dev.diskless.medium;

import java.time.Instant;
import java.util.Objects;

/**
 * One entry of an overlay, without its content.
 *
 * @param name path from the root, without leading or trailing slash and without {@code .} or {@code ..} components;
 *     bytes that are not UTF-8 stand as U+DC80 + (byte - 0x80)
 * @param type what it is
 * @param mode the twelve permission bits
 * @param uid number of the owner
 * @param gid number of the group
 * @param modified time of the last change; kept to whole seconds
 * @param size bytes of content; 0 for everything but a file
 * @param linkTarget target of a link, as written; empty for everything else
 * @param deviceMajor major number of a device; 0 for everything else
 * @param deviceMinor minor number of a device; 0 for everything else
 */
public record OverlayEntry(
        String name,
        EntryType type,
        int mode,
        int uid,
        int gid,
        Instant modified,
        long size,
        String linkTarget,
        int deviceMajor,
        int deviceMinor) {

    public OverlayEntry {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(modified);
        Objects.requireNonNull(linkTarget);
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("mode has more than twelve bits: " + Integer.toOctalString(mode));
        }
        if (size < 0 || (size > 0 && type != EntryType.FILE)) {
            throw new IllegalArgumentException("size " + size + " of a " + type);
        }
    }

    /**
     * A file of root.
     *
     * @param name its path from the root
     * @param mode the twelve permission bits
     * @param modified time of the last change
     * @param size bytes of content
     * @return the entry
     */
    public static OverlayEntry file(String name, int mode, Instant modified, long size) {
        return new OverlayEntry(name, EntryType.FILE, mode, 0, 0, modified, size, "", 0, 0);
    }

    /**
     * A directory of root.
     *
     * @param name its path from the root
     * @param mode the twelve permission bits
     * @param modified time of the last change
     * @return the entry
     */
    public static OverlayEntry directory(String name, int mode, Instant modified) {
        return new OverlayEntry(name, EntryType.DIRECTORY, mode, 0, 0, modified, 0, "", 0, 0);
    }

    /**
     * A symbolic link of root.
     *
     * @param name its path from the root
     * @param target what it points to, as written
     * @param modified time of the last change
     * @return the entry
     */
    public static OverlayEntry symlink(String name, String target, Instant modified) {
        return new OverlayEntry(name, EntryType.SYMLINK, 0777, 0, 0, modified, 0, target, 0, 0);
    }
}
