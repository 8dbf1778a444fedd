package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.NameHash;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The hash tree of one directory. Its blocks are given in their order, names between them. */
final class HashTreeCheck {

    private static final int INFO = 24;
    private static final int ROOT_COUNTS = 32;
    private static final int NODE_COUNTS = 8;
    private static final int NODE = 1;
    private static final int REFERENCED = 2;
    private static final int BLOCK_MASK = 0x0FFFFFFF;
    private static final long LAST_HASH = 0xFFFFFFFFL;

    private final Examined volume;
    private final Layout layout;
    private final long number;
    private final Inode inode;

    private long[] physical = new long[16];
    private byte[] kinds = new byte[16];
    private int[] lowest = new int[16];
    private int[] highest = new int[16];
    private int current;
    private @Nullable NameHash hash;
    private int levels;

    HashTreeCheck(Examined volume, long number, Inode inode) {
        this.volume = volume;
        this.layout = volume.layout;
        this.number = number;
        this.inode = inode;
    }

    /** Looks at the next block; false if it is no leaf. */
    boolean enter(long logical, long at, byte[] bytes) {
        if (logical >= BLOCK_MASK) {
            return true;
        }
        current = (int) logical;
        room(current);
        physical[current] = at;
        lowest[current] = -1;
        highest[current] = 0;
        if (logical == 0) {
            kinds[0] = NODE | REFERENCED;
            root(at, bytes);
            return false;
        }
        boolean node = HashTreeNode.isInner(bytes) && LittleEndian.u16(bytes, NODE_COUNTS) == limit(NODE_COUNTS);
        kinds[current] = (byte) (node ? NODE : 0);
        if (node) {
            checksum(at, HashTreeNode.inner(bytes));
        }
        return !node;
    }

    /** Takes a name of the block that was entered last. */
    void name(byte[] bytes, int from, int length) {
        if (hash != null && current < kinds.length) {
            int value = hash.of(bytes, from, length);
            if (Integer.compareUnsigned(value, lowest[current]) < 0) {
                lowest[current] = value;
            }
            if (Integer.compareUnsigned(value, highest[current]) > 0) {
                highest[current] = value;
            }
        }
    }

    /** Follows the tree when all blocks were entered. */
    void finish(long blocks) throws IOException {
        if (hash == null || blocks > kinds.length) {
            return;
        }
        node(0, ROOT_COUNTS, levels, 0, LAST_HASH);
        for (int i = 1; i < blocks; i++) {
            if ((kinds[i] & REFERENCED) == 0) {
                bad(Problem.HASH_TREE_REFERENCE, physical[i], "no hash leads to block " + i);
            }
        }
    }

    private void root(long at, byte[] bytes) {
        int version = LittleEndian.u8(bytes, INFO + 4);
        levels = LittleEndian.u8(bytes, INFO + 6);
        boolean large = layout.features().hasIncompatible(Features.LARGEDIR);
        DirectoryBlock dots = new DirectoryBlock(bytes);
        if (LittleEndian.i32(bytes, INFO) != 0
                || LittleEndian.u8(bytes, INFO + 5) != 8
                || levels > (large ? 2 : 1)
                || (LittleEndian.u8(bytes, INFO + 7) & 1) != 0
                || dots.distance(0) != 12
                || dots.distance(12) != bytes.length - 12
                || !NameHash.isKnown(version)) {
            bad(Problem.HASH_TREE_ROOT, at, "the root of a hash tree makes no sense");
            return;
        }
        checksum(at, HashTreeNode.root(bytes));
        hash = new NameHash(volume.superblock, version);
    }

    private void checksum(long at, HashTreeNode node) {
        if (layout.hasMetadataChecksums()
                && (!node.hasTail()
                        || node.storedChecksum()
                                != node.computedChecksum(layout.seed().ofInode(number, inode.generation())))) {
            bad(Problem.DIRECTORY_CHECKSUM, at, "wrong checksum of a node of a hash tree");
        }
    }

    private int limit(int counts) {
        return (layout.blockSize() - counts - (layout.hasMetadataChecksums() ? 8 : 0)) / 8;
    }

    private void node(int block, int counts, int level, long low, long high) throws IOException {
        byte[] bytes = volume.source.block(physical[block]);
        if (bytes == null) {
            return;
        }
        int limit = LittleEndian.u16(bytes, counts);
        int count = LittleEndian.u16(bytes, counts + 2);
        if (limit != limit(counts) || count < 1 || count > limit) {
            bad(Problem.HASH_TREE_NODE, physical[block], "a node of a hash tree counts " + count + " of " + limit);
            return;
        }
        long before = low;
        for (int i = 0; i < count; i++) {
            int at = counts + 8 * i;
            long start = i == 0 ? low : LittleEndian.u32(bytes, at);
            long end = i + 1 < count ? LittleEndian.u32(bytes, at + 8) | 1 : high;
            if (start < before) {
                bad(Problem.HASH_TREE_ORDER, physical[block], "hashes are out of order");
            }
            before = start;
            child(block, LittleEndian.i32(bytes, at + 4) & BLOCK_MASK, level, start & ~1L, end);
        }
    }

    private void child(int from, int child, int level, long low, long high) throws IOException {
        if (child == 0 || child >= kinds.length || physical[child] == 0) {
            bad(Problem.HASH_TREE_REFERENCE, physical[from], "a hash leads to block " + child);
            return;
        }
        if ((kinds[child] & REFERENCED) != 0) {
            bad(Problem.HASH_TREE_REFERENCE, physical[child], "two hashes lead to block " + child);
            return;
        }
        kinds[child] |= REFERENCED;
        boolean node = (kinds[child] & NODE) != 0;
        if (node != level > 0) {
            bad(Problem.HASH_TREE_NODE, physical[child], "a leaf of a hash tree is not at its depth");
        } else if (node) {
            node(child, NODE_COUNTS, level - 1, low, high);
        } else if (Integer.compareUnsigned(lowest[child], highest[child]) <= 0
                && ((lowest[child] & LAST_HASH) < low || (highest[child] & LAST_HASH) > high)) {
            bad(Problem.HASH_TREE_ORDER, physical[child], "a name lies in a leaf for other hashes");
        }
    }

    private void room(int block) {
        if (block >= kinds.length) {
            int size = Math.max(block + 1, kinds.length * 2);
            physical = Arrays.copyOf(physical, size);
            kinds = Arrays.copyOf(kinds, size);
            lowest = Arrays.copyOf(lowest, size);
            highest = Arrays.copyOf(highest, size);
        }
    }

    private void bad(Problem problem, long block, String message) {
        volume.findings.block(problem, number, block, message);
    }
}
