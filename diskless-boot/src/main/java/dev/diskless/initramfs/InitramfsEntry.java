package dev.diskless.initramfs;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * One entry of an initramfs, without its content.
 *
 * @param name its name as it stands in the archive; bytes that are not UTF-8 stand as U+DC80 + (byte - 0x80)
 * @param mode type and permission bits, as in {@code st_mode}
 * @param uid number of the owner
 * @param gid number of the group
 * @param links number of names of the file; where it is above 1, only one of the entries with the same archive and
 *     inode need carry the content
 * @param inode number of the file in its archive
 * @param modified time of the last change
 * @param size bytes of content
 * @param linkTarget target of a symbolic link, as written; empty for everything else
 * @param archive which of the archives that follow one another it stands in, from 0
 */
public record InitramfsEntry(
        String name,
        int mode,
        long uid,
        long gid,
        long links,
        long inode,
        Instant modified,
        long size,
        String linkTarget,
        int archive) {

    private static final int TYPE = 0170000;

    public InitramfsEntry {
        Objects.requireNonNull(name);
        Objects.requireNonNull(modified);
        Objects.requireNonNull(linkTarget);
    }

    /**
     * Whether it is a file with content.
     *
     * @return true for a regular file
     */
    public boolean isFile() {
        return (mode & TYPE) == 0100000;
    }

    /**
     * Whether it is a directory.
     *
     * @return true for a directory
     */
    public boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    /**
     * Whether it is a symbolic link.
     *
     * @return true for a symbolic link
     */
    public boolean isSymlink() {
        return (mode & TYPE) == 0120000;
    }

    /**
     * Where it lands: its name from the root of the initramfs, without leading slash and with {@code .} and {@code ..}
     * resolved by name.
     *
     * @return the path; empty for the root
     */
    public String path() {
        return resolve("", name);
    }

    /** A name seen from a directory, with {@code .} and {@code ..} resolved by name; the root is its own parent. */
    static String resolve(String directory, String name) {
        Deque<String> components = new ArrayDeque<>();
        String whole = name.startsWith("/") ? name : directory + "/" + name;
        for (String component : whole.split("/", -1)) {
            if (component.equals("..")) {
                components.pollLast();
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return String.join("/", components);
    }
}
