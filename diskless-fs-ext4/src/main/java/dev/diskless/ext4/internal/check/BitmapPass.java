package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;

/** Compares bitmaps and counters with what is in use. */
final class BitmapPass {

    private static final int DIRECTORY_TYPE = 2;

    private final Examined volume;
    private final Layout layout;
    private final Findings findings;
    private final byte[] bitmap;
    private final long[] used;
    private long freeBlocks;
    private long freeInodes;

    BitmapPass(Examined volume) {
        this.volume = volume;
        this.layout = volume.layout;
        this.findings = volume.findings;
        this.bitmap = new byte[layout.blockSize()];
        this.used = new long[layout.blockSize() / 8];
    }

    void run(Progress progress) throws IOException {
        try (Progress work = progress.child("bitmaps", ProgressUnit.STEPS, layout.groups())) {
            for (int group = 0; group < layout.groups(); group++) {
                blocks(group);
                inodes(group);
                work.advance(1);
            }
        }
        Superblock superblock = volume.superblock;
        if (superblock.freeBlocksCount() != freeBlocks) {
            findings.volume(
                    Problem.TOTAL_FREE_BLOCKS,
                    "the superblock counts " + superblock.freeBlocksCount() + " free blocks, there are " + freeBlocks);
        }
        if (superblock.u32(Superblock.FREE_INODES_COUNT) != freeInodes) {
            findings.volume(
                    Problem.TOTAL_FREE_INODES,
                    "the superblock counts " + superblock.u32(Superblock.FREE_INODES_COUNT) + " free inodes, there are "
                            + freeInodes);
        }
    }

    private boolean isUnwritten(int group, int flag) {
        return layout.hasDescriptorChecksums() && volume.groups.hasFlag(group, flag);
    }

    private void blocks(int group) throws IOException {
        int count = layout.blocksIn(group);
        int inUse = volume.blocks.count(group);
        freeBlocks += count - inUse;
        if (volume.groups.freeBlocks(group) != count - inUse) {
            findings.group(
                    Problem.GROUP_FREE_BLOCKS,
                    group,
                    "counts " + volume.groups.freeBlocks(group) + " free blocks and has " + (count - inUse));
        }
        if (isUnwritten(group, GroupDescriptor.BLOCK_UNINIT)) {
            if (inUse != volume.metadataBlocks[group]) {
                findings.group(Problem.BLOCK_MARKED_FREE, group, "has blocks in use and no block bitmap");
            }
            return;
        }
        for (int word = 0; word < (count + 63) / 64; word++) {
            used[word] = volume.blocks.word(group, word);
        }
        compare(group, volume.groups.blockBitmap(group), count, layout.groupStart(group), true);
    }

    private void inodes(int group) throws IOException {
        int count = layout.inodesPerGroup();
        long first = (long) group * count + 1;
        java.util.Arrays.fill(used, 0);
        int inUse = 0;
        int directories = 0;
        if (!volume.inodes.isEmpty(group)) {
            for (int i = 0; i < count; i++) {
                int state = volume.inodes.state(first + i);
                if ((state & InodeMap.USED) != 0) {
                    inUse++;
                    directories += (state & InodeMap.TYPE) == DIRECTORY_TYPE ? 1 : 0;
                    used[i / 64] |= 1L << i;
                }
            }
        }
        freeInodes += count - inUse;
        GroupTable groups = volume.groups;
        if (groups.freeInodes(group) != count - inUse) {
            findings.group(
                    Problem.GROUP_FREE_INODES,
                    group,
                    "counts " + groups.freeInodes(group) + " free inodes and has " + (count - inUse));
        }
        if (groups.directories(group) != directories) {
            findings.group(
                    Problem.GROUP_DIRECTORIES,
                    group,
                    "counts " + groups.directories(group) + " directories and has " + directories);
        }
        if (isUnwritten(group, GroupDescriptor.INODE_UNINIT)) {
            if (inUse != 0) {
                findings.group(Problem.INODE_MARKED_FREE, group, "has inodes in use and no inode bitmap");
            }
            return;
        }
        compare(group, groups.inodeBitmap(group), count, first, false);
    }

    private void compare(int group, long block, int count, long first, boolean blocks) throws IOException {
        String what = blocks ? "block" : "inode";
        if (!layout.holds(block, 1) || !volume.source.read(block, bitmap)) {
            findings.add(Problem.BITMAP_UNREADABLE, -1, block, group, "the bitmap lies outside");
            return;
        }
        long missing = -1;
        long surplus = -1;
        int missed = 0;
        int kept = 0;
        for (int word = 0; word * 64 < count; word++) {
            long stored = LittleEndian.i64(bitmap, word * 8);
            long difference = stored ^ used[word];
            if (count - word * 64 < 64) {
                difference &= (1L << count) - 1;
            }
            for (; difference != 0; difference &= difference - 1) {
                long number = first + word * 64L + Long.numberOfTrailingZeros(difference);
                if ((stored & Long.lowestOneBit(difference)) == 0) {
                    missing = missed++ == 0 ? number : missing;
                } else {
                    surplus = kept++ == 0 ? number : surplus;
                }
            }
        }
        if (missed > 0) {
            String message = missed + " in use are marked free, the first is " + what + " " + missing;
            findings.add(
                    blocks ? Problem.BLOCK_MARKED_FREE : Problem.INODE_MARKED_FREE,
                    blocks ? -1 : missing,
                    blocks ? missing : -1,
                    group,
                    message);
        }
        if (kept > 0) {
            String message = kept + " that are free are marked in use, the first is " + what + " " + surplus;
            findings.add(
                    blocks ? Problem.BLOCK_MARKED_USED : Problem.INODE_MARKED_USED,
                    blocks ? -1 : surplus,
                    blocks ? surplus : -1,
                    group,
                    message);
        }
        int bits = blocks ? layout.blocksPerGroup() : layout.inodesPerGroup();
        if (layout.hasMetadataChecksums()) {
            int checksum = layout.seed().checksum(bitmap, 0, bits / 8);
            boolean right = blocks
                    ? volume.groups.matchesBlockBitmap(group, checksum)
                    : volume.groups.matchesInodeBitmap(group, checksum);
            if (!right) {
                findings.add(Problem.BITMAP_CHECKSUM, -1, block, group, "wrong checksum of the " + what + " bitmap");
            }
        }
        padding(group, block, count);
    }

    private void padding(int group, long block, int count) {
        for (int bit = count; bit < bitmap.length * 8; bit++) {
            if ((bitmap[bit / 8] >> bit % 8 & 1) == 0) {
                findings.add(Problem.BITMAP_PADDING, -1, block, group, "the padding of a bitmap is not set");
                return;
            }
        }
    }
}
