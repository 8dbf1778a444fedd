package dev.diskless.ext4.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The few parts of blocks whose checksums were checked last, so that who asks for the same one several times does not
 * check it each time. A block that was changed here since counts as checked. Any number of threads may use it.
 */
final class CheckedParts {

    private static final int SLOTS = 64;

    private final AtomicReferenceArray<@Nullable Checked> slots = new AtomicReferenceArray<>(SLOTS);

    @SuppressWarnings("ArrayRecordComponent") // Only ever compared by identity.
    private record Checked(byte[] block, long part) {}

    /** Whether this part of these same bytes was checked. */
    boolean contains(byte[] block, long part) {
        Checked checked = slots.get((int) (part % SLOTS));
        return checked != null && checked.block == block && checked.part == part;
    }

    void add(byte[] block, long part) {
        slots.set((int) (part % SLOTS), new Checked(block, part));
    }
}
