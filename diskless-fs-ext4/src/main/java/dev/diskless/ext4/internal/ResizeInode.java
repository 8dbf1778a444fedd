package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * Inode 7 of a new file system, which owns the blocks kept for a longer descriptor table: a file of block maps whose
 * double indirect block lists the kept blocks of group 0, each of which lists those of the groups with copies.
 */
final class ResizeInode {

    static final long NUMBER = 7;

    private static final int DOUBLE_INDIRECT = Inode.BLOCK_ARRAY + 13 * 4;
    private static final int DIRECT_BLOCKS = 12;
    private static final int SECTOR = 512;
    private static final int PERMISSIONS = 0600;

    private ResizeInode() {}

    /** Makes the inode and its blocks. */
    static Inode make(NewFileSystem target, MetadataCache cache, Instant time) throws IOException {
        FormatPlan plan = target.plan();
        long perBlock = plan.blockSize() / 4;
        long goal = firstReserved(plan) + plan.reservedDescriptorBlocks() + 1 + plan.inodeTableBlocks();
        long map = target.blocks().allocateFirst(goal);
        Inode inode = Inode.fresh(plan.inodeSize(), Mode.REGULAR | PERMISSIONS, time);
        inode.setLinks(1);
        inode.setSize((perBlock * perBlock + perBlock + DIRECT_BLOCKS) * plan.blockSize());
        LittleEndian.put32(inode.bytes(), DOUBLE_INDIRECT, map);
        list(plan, inode, cache);
        return inode;
    }

    /** The block that lists the kept blocks of group 0. */
    static long map(Inode inode) {
        return LittleEndian.u32(inode.bytes(), DOUBLE_INDIRECT);
    }

    /** Lists the blocks that a volume keeps, in the double indirect block of the inode and in those of group 0. */
    static void list(FormatPlan plan, Inode inode, MetadataCache cache) {
        int perBlock = plan.blockSize() / 4;
        byte[] entries = cache.create(map(inode));
        int[] copies = groupsWithCopies(plan);
        long blocks = 1;
        for (int i = 0; i < plan.reservedDescriptorBlocks(); i++) {
            long kept = firstReserved(plan) + i;
            LittleEndian.put32(entries, (plan.descriptorBlocks() + i) % perBlock * 4, kept);
            blocks += 1 + copies.length;
            byte[] list = cache.create(kept);
            for (int copy = 0; copy < copies.length; copy++) {
                LittleEndian.put32(list, copy * 4, kept + (long) copies[copy] * plan.blocksPerGroup());
            }
        }
        inode.setBlocks(blocks * (plan.blockSize() / SECTOR));
    }

    private static long firstReserved(FormatPlan plan) {
        return plan.firstDataBlock() + 1L + plan.descriptorBlocks();
    }

    private static int[] groupsWithCopies(FormatPlan plan) {
        return IntStream.range(1, plan.groups()).filter(plan::holdsSuperblock).toArray();
    }
}
