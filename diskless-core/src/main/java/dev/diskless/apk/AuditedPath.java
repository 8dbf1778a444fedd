package dev.diskless.apk;

import dev.diskless.medium.EntryType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One path of a root that an audit found, with all that was read about it, so that nobody needs to ask again.
 *
 * @param name path from the root, without leading or trailing slash; bytes that are not UTF-8 stand as U+DC80 + (byte -
 *     0x80)
 * @param path the same on its file system
 * @param change why it is in the list
 * @param type what it is; never {@link EntryType#HARD_LINK}; empty for a socket, which no overlay can hold
 * @param mode the twelve permission bits
 * @param uid number of the owner, 0 to 2^32 - 1
 * @param gid number of the group, 0 to 2^32 - 1
 * @param size bytes of content, or of the target of a link
 * @param modified time of the last change, as exact as the file system keeps it
 * @param device number of the file system; with {@code inode} it tells hard links of one file
 * @param inode number of the file on its file system; 0 where the host has none
 * @param links how many names the file has
 * @param rdev number of the device, for devices; as Linux encodes it
 */
public record AuditedPath(
        String name,
        Path path,
        AuditChange change,
        Optional<EntryType> type,
        int mode,
        long uid,
        long gid,
        long size,
        Instant modified,
        long device,
        long inode,
        long links,
        long rdev) {

    static AuditedPath of(String name, Path path, AuditChange change, NodeFacts facts) {
        return new AuditedPath(
                name,
                path,
                change,
                type(facts),
                facts.permissions(),
                facts.uid(),
                facts.gid(),
                facts.size(),
                facts.modified().toInstant(),
                facts.device(),
                facts.inode(),
                facts.links(),
                facts.rdev());
    }

    /**
     * Whether it is a directory.
     *
     * @return true for a directory itself, not for a link to one
     */
    public boolean isDirectory() {
        return type.filter(EntryType.DIRECTORY::equals).isPresent();
    }

    /**
     * The line of {@code apk audit}.
     *
     * @return letter, blank and name, a directory with a slash at its end; for example {@code U etc/hosts}
     */
    public String line() {
        return change.letter() + " " + name + (isDirectory() ? "/" : "");
    }

    private static Optional<EntryType> type(NodeFacts facts) {
        switch (facts.mode() & NodeFacts.TYPE) {
            case NodeFacts.REGULAR:
                return Optional.of(EntryType.FILE);
            case NodeFacts.DIRECTORY:
                return Optional.of(EntryType.DIRECTORY);
            case NodeFacts.SYMLINK:
                return Optional.of(EntryType.SYMLINK);
            case NodeFacts.CHARACTER_DEVICE:
                return Optional.of(EntryType.CHARACTER_DEVICE);
            case NodeFacts.BLOCK_DEVICE:
                return Optional.of(EntryType.BLOCK_DEVICE);
            case NodeFacts.FIFO:
                return Optional.of(EntryType.FIFO);
            default:
                return Optional.empty();
        }
    }
}
