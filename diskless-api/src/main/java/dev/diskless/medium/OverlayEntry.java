package dev.diskless.medium;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/**
 * One entry of an overlay, without its content. Immutable, thread-safe. Made by a factory for what root owns, and from
 * there by the methods that begin with {@code with}.
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
 * @param userName name of the owner beside its number; empty if there is none
 * @param groupName name of the group beside its number; empty if there is none
 * @param xattrs extended attributes by their names with prefix, for example {@code security.capability}, sorted by the
 *     bytes of the names; unmodifiable
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
        int deviceMinor,
        String userName,
        String groupName,
        SortedMap<String, XattrValue> xattrs) {

    public OverlayEntry {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(modified);
        Objects.requireNonNull(linkTarget);
        Objects.requireNonNull(userName);
        Objects.requireNonNull(groupName);
        xattrs = sorted(xattrs);
        if ((mode & ~07777) != 0) {
            throw new IllegalArgumentException("mode has more than twelve bits: " + Integer.toOctalString(mode));
        }
        if (size < 0 || (size > 0 && type != EntryType.FILE)) {
            throw new IllegalArgumentException("size " + size + " of a " + type);
        }
    }

    /**
     * An entry with numeric owners and without extended attributes.
     *
     * @param name its path from the root
     * @param type what it is
     * @param mode the twelve permission bits
     * @param uid number of the owner
     * @param gid number of the group
     * @param modified time of the last change
     * @param size bytes of content
     * @param linkTarget target of a link, or empty
     * @param deviceMajor major number of a device, or 0
     * @param deviceMinor minor number of a device, or 0
     */
    public OverlayEntry(
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
        this(
                name,
                type,
                mode,
                uid,
                gid,
                modified,
                size,
                linkTarget,
                deviceMajor,
                deviceMinor,
                "",
                "",
                Collections.emptySortedMap());
    }

    private static SortedMap<String, XattrValue> sorted(Map<String, XattrValue> xattrs) {
        if (xattrs.isEmpty()) {
            return Collections.emptySortedMap();
        }
        return xattrs instanceof XattrMap own ? own : new XattrMap(xattrs);
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

    /**
     * This entry at another place.
     *
     * @param path its path from the root
     * @return the entry
     */
    public OverlayEntry withName(String path) {
        return new OverlayEntry(
                path,
                type,
                mode,
                uid,
                gid,
                modified,
                size,
                linkTarget,
                deviceMajor,
                deviceMinor,
                userName,
                groupName,
                xattrs);
    }

    /**
     * This entry with other permissions.
     *
     * @param bits the twelve permission bits
     * @return the entry
     */
    public OverlayEntry withMode(int bits) {
        return new OverlayEntry(
                name,
                type,
                bits,
                uid,
                gid,
                modified,
                size,
                linkTarget,
                deviceMajor,
                deviceMinor,
                userName,
                groupName,
                xattrs);
    }

    /**
     * This entry of another owner, without the names of the old one.
     *
     * @param user number of the owner
     * @param group number of the group
     * @return the entry
     */
    public OverlayEntry withOwner(int user, int group) {
        return new OverlayEntry(
                name, type, mode, user, group, modified, size, linkTarget, deviceMajor, deviceMinor, "", "", xattrs);
    }

    /**
     * This entry with names for its owner and group.
     *
     * @param user name of the owner, or empty
     * @param group name of the group, or empty
     * @return the entry
     */
    public OverlayEntry withOwnerNames(String user, String group) {
        return new OverlayEntry(
                name, type, mode, uid, gid, modified, size, linkTarget, deviceMajor, deviceMinor, user, group, xattrs);
    }

    /**
     * This entry with another time.
     *
     * @param time time of the last change
     * @return the entry
     */
    public OverlayEntry withModified(Instant time) {
        return new OverlayEntry(
                name,
                type,
                mode,
                uid,
                gid,
                time,
                size,
                linkTarget,
                deviceMajor,
                deviceMinor,
                userName,
                groupName,
                xattrs);
    }

    /**
     * This entry as a link to something else.
     *
     * @param target target of the link, as written
     * @return the entry
     */
    public OverlayEntry withLinkTarget(String target) {
        return new OverlayEntry(
                name,
                type,
                mode,
                uid,
                gid,
                modified,
                size,
                target,
                deviceMajor,
                deviceMinor,
                userName,
                groupName,
                xattrs);
    }

    /**
     * This entry with other extended attributes.
     *
     * @param attributes values by their names with prefix; copied
     * @return the entry
     */
    public OverlayEntry withXattrs(Map<String, XattrValue> attributes) {
        return new OverlayEntry(
                name,
                type,
                mode,
                uid,
                gid,
                modified,
                size,
                linkTarget,
                deviceMajor,
                deviceMinor,
                userName,
                groupName,
                sorted(attributes));
    }
}
