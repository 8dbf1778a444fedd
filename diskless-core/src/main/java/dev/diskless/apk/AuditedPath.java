package dev.diskless.apk;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.UnixFacts;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One path of a root that an audit found, with all that was read about it, so that nobody needs to ask again.
 *
 * @param name path from the root, without leading or trailing slash; bytes that are not UTF-8 stand as U+DC80 + (byte -
 *     0x80)
 * @param path the same on its file system
 * @param change why it is in the list
 * @param facts what its file system says of it, all of it
 */
public record AuditedPath(String name, Path path, AuditChange change, UnixFacts facts) {

    /**
     * What it is.
     *
     * @return the type, never {@link EntryType#HARD_LINK}; empty for a socket, which no overlay can hold
     */
    public Optional<EntryType> type() {
        return facts.type();
    }

    /**
     * Whether it is a directory.
     *
     * @return true for a directory itself, not for a link to one
     */
    public boolean isDirectory() {
        return facts.is(UnixFacts.DIRECTORY);
    }

    /**
     * The line of {@code apk audit}.
     *
     * @return letter, blank and name, a directory with a slash at its end; for example {@code U etc/hosts}
     */
    public String line() {
        return change.letter() + " " + name + (isDirectory() ? "/" : "");
    }
}
