package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;
import java.util.Arrays;

/** Hands out the inodes of a new file system, one behind the other. Not thread-safe. */
final class InodeAllocator {

    private final BlockDevice device;
    private final FormatPlan plan;
    private final DescriptorTable descriptors;
    private long used;

    InodeAllocator(BlockDevice device, FormatPlan plan, DescriptorTable descriptors) {
        this.device = device;
        this.plan = plan;
        this.descriptors = descriptors;
        for (int group = 0; group < plan.groups(); group++) {
            descriptors.get(group).setFreeInodes(plan.inodesPerGroup());
            descriptors.get(group).setUnusedInodes(plan.inodesPerGroup());
        }
    }

    /** Number of inodes that nothing uses. */
    long free() {
        return total() - used;
    }

    /** The inode to take next. */
    long next() throws IOException {
        if (used == total()) {
            throw new ImageFullException(ImageFullException.detail("no inode left in the file system")
                    .at(device)
                    .expected("more than " + total() + " inodes")
                    .found(total())
                    .cure("make the image or the partition larger"));
        }
        return used + 1;
    }

    /** Takes the next inode. */
    void take(long number, boolean isDirectory) {
        used = number;
        GroupDescriptor descriptor = descriptors.get((number - 1) / plan.inodesPerGroup());
        // A group whose inodes are in use has both bitmaps, as the kernel and e2fsprogs keep it.
        descriptor.clearFlag(GroupDescriptor.INODE_UNINIT | GroupDescriptor.BLOCK_UNINIT);
        descriptor.setFreeInodes(descriptor.freeInodes() - 1);
        descriptor.setUnusedInodes(descriptor.unusedInodes() - 1);
        if (isDirectory) {
            descriptor.setUsedDirectories(descriptor.usedDirectories() + 1);
        }
    }

    /** The bitmap block to store for a group: bits that stand for no inode are set. */
    byte[] bitmap(int group) {
        byte[] block = new byte[plan.blockSize()];
        int inUse = (int) Math.min(plan.inodesPerGroup(), used - (long) group * plan.inodesPerGroup());
        Arrays.fill(block, 0, inUse >>> 3, (byte) 0xFF);
        if ((inUse & 7) != 0) {
            block[inUse >>> 3] = (byte) ((1 << (inUse & 7)) - 1);
        }
        Arrays.fill(block, plan.inodesPerGroup() / 8, block.length, (byte) 0xFF);
        return block;
    }

    private long total() {
        return (long) plan.inodesPerGroup() * plan.groups();
    }
}
