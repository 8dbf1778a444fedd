package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;

/**
 * Hands out the blocks of a new file system. Content is laid down in the order of writing, each file behind its own last
 * block. Directories and extent nodes get a zone of their own, so that they lie together and do not cut files into
 * pieces. The choice never depends on how much is asked for at once. Not thread-safe.
 */
final class BlockAllocator {

    private static final int ZONE = 256;
    private static final int ZONE_SHARE = 64;

    private final BlockDevice device;
    private final FormatPlan plan;
    private final BlockBitmaps bitmaps;
    private final DescriptorTable descriptors;
    private long free;

    private long cursor;
    private long zoneStart;
    private long zoneEnd;

    BlockAllocator(BlockDevice device, FormatPlan plan, BlockBitmaps bitmaps, DescriptorTable descriptors) {
        this.device = device;
        this.plan = plan;
        this.bitmaps = bitmaps;
        this.descriptors = descriptors;
        for (int group = 0; group < plan.groups(); group++) {
            int count = (int) (plan.groupEnd(group) - plan.groupStart(group)) - bitmaps.usedIn(group);
            descriptors.get(group).setFreeBlocks(count);
            free += count;
        }
        // The gaps before the first inode tables are for directories; content starts behind these tables.
        int flexLast = Math.min((1 << FormatPlan.LOG_GROUPS_PER_FLEX) - 1, plan.groups() - 1);
        zoneStart = plan.firstDataBlock();
        zoneEnd = descriptors.get(flexLast).inodeTable() + plan.inodeTableBlocks();
        cursor = zoneEnd;
    }

    /** Number of blocks that nothing uses. */
    long free() {
        return free;
    }

    /** Fails if there is not as much room as something needs. */
    void require(long blocks) throws IOException {
        if (blocks > free) {
            throw full(blocks);
        }
    }

    /** Takes one block, the first free one from a goal on; the order of mke2fs for its own objects. */
    long allocateFirst(long goal) throws IOException {
        long block = bitmaps.firstFree(goal, plan.blocks());
        if (block < 0) {
            block = bitmaps.firstFree(plan.firstDataBlock(), goal);
        }
        if (block < 0) {
            throw full(1);
        }
        take(block, 1);
        return block;
    }

    /**
     * Takes blocks for content.
     *
     * @param goal where they should start; 0 for a file without blocks
     * @param wanted how many are needed
     * @return the blocks; at least one, often fewer than wanted
     */
    Run allocate(long goal, long wanted) throws IOException {
        long from = goal > 0 && goal < plan.blocks() ? goal : Math.min(cursor, plan.blocks() - 1);
        long start = find(from, plan.blocks());
        if (start < 0) {
            start = find(plan.firstDataBlock(), from);
        }
        if (start < 0) {
            zoneEnd = zoneStart;
            start = find(plan.firstDataBlock(), plan.blocks());
        }
        if (start < 0) {
            throw full(wanted);
        }
        long end = start + 1;
        while (end < start + wanted && end < plan.blocks() && end != zoneStart && !bitmaps.isUsed(end)) {
            end++;
        }
        take(start, end - start);
        cursor = end;
        return new Run(start, end - start);
    }

    /** Takes one block for a directory or an extent node, the goal itself if that is free. */
    long allocateMetadata(long goal) throws IOException {
        long block = goal >= zoneStart && goal < zoneEnd && !bitmaps.isUsed(goal) ? goal : -1;
        if (block < 0) {
            block = bitmaps.firstFree(zoneStart, zoneEnd);
        }
        if (block < 0) {
            openZone();
            block = bitmaps.firstFree(zoneStart, zoneEnd);
        }
        if (block < 0) {
            return allocateFirst(plan.firstDataBlock());
        }
        take(block, 1);
        return block;
    }

    /** Gives blocks back. */
    void release(long block, long count) {
        bitmaps.clear(block, count);
        count(block, count, 1);
    }

    private void openZone() {
        long start = bitmaps.firstFree(Math.min(cursor, plan.blocks()), plan.blocks());
        if (start < 0) {
            start = bitmaps.firstFree(plan.firstDataBlock(), plan.blocks());
        }
        if (start >= 0) {
            zoneStart = start;
            zoneEnd = Math.min(plan.blocks(), start + Math.min(ZONE, 1 + free / ZONE_SHARE));
        }
    }

    /** The first free block of a range that is not in the zone of directories. */
    private long find(long from, long to) {
        long at = from;
        while (at < to) {
            int group = bitmaps.groupOf(at);
            long end = Math.min(to, plan.groupEnd(group));
            long block = descriptors.get(group).freeBlocks() == 0 ? -1 : bitmaps.firstFree(at, end);
            if (block < 0) {
                at = end;
            } else if (block >= zoneStart && block < zoneEnd) {
                at = zoneEnd;
            } else {
                return block;
            }
        }
        return -1;
    }

    private void take(long block, long count) {
        bitmaps.mark(block, count);
        count(block, count, -1);
    }

    private void count(long block, long count, int sign) {
        for (long at = block; at < block + count; ) {
            int group = bitmaps.groupOf(at);
            int part = (int) (Math.min(plan.groupEnd(group), block + count) - at);
            GroupDescriptor descriptor = descriptors.get(group);
            descriptor.setFreeBlocks(descriptor.freeBlocks() + sign * part);
            descriptor.clearFlag(GroupDescriptor.BLOCK_UNINIT);
            at += part;
        }
        free += sign * count;
    }

    private ImageFullException full(long blocks) {
        return new ImageFullException(ImageFullException.detail("no room left in the file system")
                .at(device)
                .expected(blocks * plan.blockSize() + " bytes")
                .found(free * plan.blockSize() + " bytes")
                .cure("make the image or the partition larger"));
    }
}
