package dev.diskless.overlay;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.XattrValue;
import java.util.Map;

/**
 * What one piece of work may hold of entries in memory, so that no overlay, however well its names compress, exhausts
 * it. The limit follows from the largest heap that Java was given ({@link Runtime#maxMemory}), and what an entry counts
 * is what it takes on a usual JVM with compressed pointers. Contents are no part of it. For one thread.
 */
final class EntryBudget {

    /** What a comparison makes of an entry beside the entry itself, in bytes. */
    static final int COMPARED = 64;

    /** What a join of layers makes of an entry. */
    static final int JOINED = 96;

    /** What a merge makes of an entry, until it is written. */
    static final int MERGED = 224;

    /** What a tree that starts from an overlay makes of an entry, until it is written, all entries renamed. */
    static final int EDITED = 560;

    /** What a list of names makes of a name while it is collected. */
    static final int NAMED = 64;

    private static final int ENTRY = 160;
    private static final int TEXT = 40;
    private static final int ATTRIBUTE = 128;
    private static final int KNOWN = 8;

    private final long most;
    private final int each;
    private long used;
    private long entries;

    private EntryBudget(long most, int each) {
        this.most = most;
        this.each = each;
    }

    /** Five eighths of the heap, for the entries of all overlays that one piece of work holds. */
    static EntryBudget ofEntries(int each) {
        return new EntryBudget(Runtime.getRuntime().maxMemory() / 8 * 5, each);
    }

    /** A quarter of the heap, for a list of names. */
    static EntryBudget ofNames() {
        return new EntryBudget(Runtime.getRuntime().maxMemory() / 4, NAMED);
    }

    /** The same for a limit of its own. */
    static EntryBudget of(long bytes, int each) {
        return new EntryBudget(bytes, each);
    }

    /** What is left, counted apart. */
    EntryBudget rest() {
        return new EntryBudget(most - used, each);
    }

    /** Counts an entry before it is kept. */
    void take(OverlayEntry entry, Object source) throws LimitExceededException {
        entries++;
        takeTexts(ENTRY + each + bytesOf(entry), source);
    }

    /** Counts one that another table has already. */
    void takeKnown(Object source) throws LimitExceededException {
        takeTexts(KNOWN, source);
    }

    /** Counts a name. */
    void take(String name, Object source) throws LimitExceededException {
        entries++;
        takeTexts(each + text(name), source);
    }

    /** Counts texts, and what is made of them. */
    void takeTexts(long bytes, Object source) throws LimitExceededException {
        used += bytes;
        if (used > most) {
            throw new LimitExceededException(
                    LimitExceededException.detail("too many entries, or too long ones, for the memory there is")
                            .at(source)
                            .expected("at most " + most + " bytes in all that is held at once")
                            .found("more with entry " + entries)
                            .cure("give Java more memory, for example with -Xmx1g, if you trust the overlay"));
        }
    }

    private static long bytesOf(OverlayEntry entry) {
        return text(entry.name())
                + textIfAny(entry.linkTarget())
                + textIfAny(entry.userName())
                + textIfAny(entry.groupName())
                + attributes(entry);
    }

    private static long attributes(OverlayEntry entry) {
        long bytes = 0;
        for (Map.Entry<String, XattrValue> attribute : entry.xattrs().entrySet()) {
            bytes += ATTRIBUTE + text(attribute.getKey()) + attribute.getValue().length();
        }
        return bytes;
    }

    private static long textIfAny(String text) {
        return text.isEmpty() ? 0 : text(text);
    }

    /** What a text takes. */
    static long text(String text) {
        boolean narrow = true;
        for (int i = 0; i < text.length() && narrow; i++) {
            narrow = text.charAt(i) <= 0xff;
        }
        return TEXT + (long) text.length() * (narrow ? 1 : 2);
    }
}
