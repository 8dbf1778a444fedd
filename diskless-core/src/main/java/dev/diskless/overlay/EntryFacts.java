package dev.diskless.overlay;

import dev.diskless.medium.OverlayEntry;
import java.nio.ByteBuffer;

/**
 * What is known of the thing that a name of an overlay stands for after it was unpacked: hard links are files here.
 *
 * @param entry the entry; of a hard link its file's, under its own name
 * @param contentName the name under which the source has the content
 * @param implied whether nobody wrote the entry, and it is a directory because of what is below it
 */
record EntryFacts(OverlayEntry entry, String contentName, long d0, long d1, long d2, long d3, boolean implied) {

    static EntryFacts withoutContent(OverlayEntry entry, boolean implied) {
        return new EntryFacts(entry, entry.name(), 0, 0, 0, 0, implied);
    }

    static EntryFacts of(OverlayEntry entry, byte[] sha256) {
        ByteBuffer digest = ByteBuffer.wrap(sha256);
        return new EntryFacts(
                entry, entry.name(), digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong(), false);
    }

    /** The same content under another name. */
    EntryFacts linkedAs(String name) {
        return new EntryFacts(entry.withName(name), contentName, d0, d1, d2, d3, implied);
    }

    String name() {
        return entry.name();
    }

    boolean hasSameContent(EntryFacts other) {
        return entry.size() == other.entry.size()
                && d0 == other.d0
                && d1 == other.d1
                && d2 == other.d2
                && d3 == other.d3;
    }
}
