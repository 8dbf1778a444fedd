package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The few blocks of directories that were checked last. Looking up a name, counting the blocks it needs and putting it
 * in all read the same blocks. A block that was changed here since counts as checked. Any number of threads may use it.
 */
final class CheckedBlocks {

    private static final int SLOTS = 16;

    private final AtomicReferenceArray<@Nullable Checked> slots = new AtomicReferenceArray<>(SLOTS);

    /** The block if these same bytes were checked as this part of this directory; else null. */
    @Nullable
    DirectoryBlock find(byte[] bytes, long physical, long directory, Inode inode, int logical) {
        Checked checked = slots.get((int) (physical % SLOTS));
        return checked != null
                        && checked.block.bytes() == bytes
                        && checked.directory == directory
                        && checked.generation == inode.generation()
                        && checked.logical == logical
                        && checked.indexed == inode.hasFlag(Inode.FLAG_INDEX)
                ? checked.block
                : null;
    }

    void add(DirectoryBlock block, long physical, long directory, Inode inode, int logical) {
        slots.set(
                (int) (physical % SLOTS),
                new Checked(block, directory, inode.generation(), logical, inode.hasFlag(Inode.FLAG_INDEX)));
    }

    private record Checked(DirectoryBlock block, long directory, int generation, int logical, boolean indexed) {}
}
