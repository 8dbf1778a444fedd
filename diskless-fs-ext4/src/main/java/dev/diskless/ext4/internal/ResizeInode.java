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
        int perBlock = plan.blockSize() / 4;
        long first = plan.firstDataBlock() + 1L + plan.descriptorBlocks();
        long goal = first + plan.reservedDescriptorBlocks() + 1 + plan.inodeTableBlocks();
        long map = target.blocks().allocateFirst(goal);
        byte[] entries = cache.create(map);
        int[] copies = groupsWithCopies(plan);
        long blocks = 1;
        for (int i = 0; i < plan.reservedDescriptorBlocks(); i++) {
            LittleEndian.put32(entries, (plan.descriptorBlocks() + i) % perBlock * 4, first + i);
            blocks += 1 + copies.length;
            byte[] list = cache.create(first + i);
            for (int copy = 0; copy < copies.length; copy++) {
                LittleEndian.put32(list, copy * 4, first + i + (long) copies[copy] * plan.blocksPerGroup());
            }
        }
        Inode inode = Inode.fresh(plan.inodeSize(), Mode.REGULAR | PERMISSIONS, time);
        inode.setLinks(1);
        inode.setSize(((long) perBlock * perBlock + perBlock + DIRECT_BLOCKS) * plan.blockSize());
        inode.setBlocks(blocks * (plan.blockSize() / SECTOR));
        LittleEndian.put32(inode.bytes(), DOUBLE_INDIRECT, map);
        return inode;
    }

    private static int[] groupsWithCopies(FormatPlan plan) {
        return IntStream.range(1, plan.groups()).filter(plan::holdsSuperblock).toArray();
    }
}
