package dev.diskless.examples.tree;

import java.nio.file.attribute.FileTime;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One object of a tree.
 *
 * @param path its names from the top of the tree, divided by slashes; empty for the top itself
 * @param mode type and permissions as in {@code st_mode}
 * @param uid number of the owner
 * @param gid number of the group
 * @param rdev device number of a device, else 0
 * @param size bytes of a regular file, else 0
 * @param modified when the content was changed
 * @param linkTarget where a symbolic link leads, else null
 * @param sameAs path of an earlier entry that this is another name of, else null
 * @param attributes extended attributes by their full names
 */
public record TreeEntry(
        String path,
        int mode,
        long uid,
        long gid,
        long rdev,
        long size,
        FileTime modified,
        @Nullable String linkTarget,
        @Nullable String sameAs,
        SortedMap<String, byte[]> attributes) {

    static final int TYPE = 0170000;
    static final int PERMISSIONS = 07777;
    static final int SET_ID = 06000;
    static final int SOCKET = 0140000;
    static final int SYMBOLIC_LINK = 0120000;
    static final int REGULAR = 0100000;
    static final int BLOCK_DEVICE = 0060000;
    static final int DIRECTORY = 0040000;
    static final int CHARACTER_DEVICE = 0020000;
    static final int FIFO = 0010000;

    int type() {
        return mode & TYPE;
    }

    int permissions() {
        return mode & PERMISSIONS;
    }

    boolean isTop() {
        return path.isEmpty();
    }

    /** The same object with another owner and group. */
    public TreeEntry ownedBy(long newUid, long newGid) {
        return new TreeEntry(path, mode, newUid, newGid, rdev, size, modified, linkTarget, sameAs, attributes);
    }
}
