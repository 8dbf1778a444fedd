package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the blocks of a file system. Content is laid down in the order of writing, each file behind its own last
 * block. Directories and extent nodes get a zone of their own, so that they lie together and do not cut files into
 * pieces. In a file system that is being made, the choice never depends on how much is asked for at once.
 *
 * <p>Blocks that were in use when the volume was last whole on the device are not given out again before it is so
 * without them. Not thread-safe.
 */
final class BlockAllocator {

    private static final int ZONE = 256;
    private static final int ZONE_SHARE = 64;
    private static final int MAX_RUNS = 256;

    private final BlockDevice device;
    private final int blockSize;
    private final GroupBitmaps bitmaps;
    private final Descriptors descriptors;
    private final boolean exists;
    private final @Nullable GroupUsage usage;
    private final List<Run> released = new ArrayList<>();
    private long free;
    private long steps;
    private long releasedBlocks;

    private long cursor;
    private long zoneStart;
    private long zoneEnd;

    private BlockAllocator(
            BlockDevice device,
            int blockSize,
            GroupBitmaps bitmaps,
            Descriptors descriptors,
            @Nullable GroupUsage usage) {
        this.device = device;
        this.blockSize = blockSize;
        this.bitmaps = bitmaps;
        this.descriptors = descriptors;
        this.usage = usage;
        this.exists = usage != null;
    }

    /** The allocator of a file system that is being made. */
    static BlockAllocator ofNew(BlockDevice device, FormatPlan plan, GroupBitmaps bitmaps, DescriptorTable descriptors)
            throws IOException {
        BlockAllocator allocator = new BlockAllocator(device, plan.blockSize(), bitmaps, descriptors, null);
        for (int group = 0; group < plan.groups(); group++) {
            int count = (int) (plan.groupEnd(group) - plan.groupStart(group)) - bitmaps.usedIn(group);
            descriptors.get(group).setFreeBlocks(count);
        }
        allocator.start(plan.inodeTableBlocks(), 1 << FormatPlan.LOG_GROUPS_PER_FLEX);
        return allocator;
    }

    /** The allocator of a file system that exists. */
    static BlockAllocator ofExisting(
            BlockDevice device,
            VolumeGeometry geometry,
            GroupBitmaps bitmaps,
            Descriptors descriptors,
            GroupUsage usage)
            throws IOException {
        BlockAllocator allocator = new BlockAllocator(device, geometry.blockSize(), bitmaps, descriptors, usage);
        allocator.start(geometry.inodeTableBlocks(), 1);
        return allocator;
    }

    // The gaps before the first inode tables are for directories; content starts behind these tables.
    private void start(long tableBlocks, int groupsPerFlex) throws IOException {
        for (int group = 0; group < bitmaps.groups(); group++) {
            free += descriptors.get(group).freeBlocks();
        }
        int flexLast = Math.min(groupsPerFlex, bitmaps.groups()) - 1;
        long tablesEnd = descriptors.get(flexLast).inodeTable() + tableBlocks;
        zoneStart = bitmaps.first();
        zoneEnd = Math.min(bitmaps.end(), tablesEnd);
        cursor = zoneEnd;
    }

    /** How often something was taken or given back. */
    long steps() {
        return steps;
    }

    /** Number of blocks that nothing uses; those that wait to be free are not counted. */
    long free() {
        return free;
    }

    /** Number of blocks that wait to be free. */
    long waiting() {
        return releasedBlocks;
    }

    /** The runs of blocks that wait to be free. */
    List<Run> released() {
        return released;
    }

    /** Fails if there is not as much room as something needs. */
    void require(long blocks) throws IOException {
        if (blocks > free) {
            throw full(blocks);
        }
    }

    /** Whether there are blocks that may not be written in place. */
    boolean copies() {
        return exists;
    }

    /** Whether a block is no part of the volume as it is whole on the device, so that it may be written in place. */
    boolean isFresh(long block) throws IOException {
        return !exists || !bitmaps.wasUsed(block);
    }

    /** Takes one block, the first free one from a goal on; the order of mke2fs for its own objects. */
    long allocateFirst(long goal) throws IOException {
        long block = bitmaps.firstFree(goal, bitmaps.end());
        if (block < 0) {
            block = bitmaps.firstFree(bitmaps.first(), goal);
        }
        if (block < 0) {
            throw full(1);
        }
        take(block, 1);
        return block;
    }

    /** Takes a certain block, if nothing uses it. */
    boolean takeIfFree(long block) throws IOException {
        boolean isFree = !bitmaps.isUsed(block);
        if (isFree) {
            take(block, 1);
        }
        return isFree;
    }

    /** Takes one block of a group; gives -1 if there is none. */
    long allocateIn(int group) throws IOException {
        long block = bitmaps.firstFree(bitmaps.groupStart(group), bitmaps.groupEnd(group));
        if (block >= 0) {
            take(block, 1);
        }
        return block;
    }

    /** Whether a group has so many free blocks. */
    boolean hasFree(int group, int wanted) throws IOException {
        long at = bitmaps.groupStart(group) - 1;
        for (int i = 0; i < wanted && at + 1 < bitmaps.groupEnd(group); i++) {
            at = bitmaps.firstFree(at + 1, bitmaps.groupEnd(group));
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes blocks for content.
     *
     * @param goal where they should start; 0 for a file without blocks
     * @param wanted how many are needed
     * @return the blocks; at least one, often fewer than wanted
     */
    Run allocate(long goal, long wanted) throws IOException {
        long from = goal > 0 && goal < bitmaps.end() ? goal : Math.min(cursor, bitmaps.end() - 1);
        long start = find(from, bitmaps.end());
        if (exists && start != goal) {
            start = findLong(start, wanted);
        }
        if (start < 0) {
            start = find(bitmaps.first(), from);
        }
        if (start < 0) {
            zoneEnd = zoneStart;
            start = find(bitmaps.first(), bitmaps.end());
        }
        if (start < 0) {
            throw full(wanted);
        }
        long end = runEnd(start, wanted);
        take(start, end - start);
        cursor = end;
        return new Run(start, end - start);
    }

    /** The first of the runs from one on that is long enough, or else the longest of those that were looked at. */
    private long findLong(long start, long wanted) throws IOException {
        long best = start;
        long longest = 0;
        long at = start;
        for (int i = 0; i < MAX_RUNS && at >= 0; i++) {
            long end = runEnd(at, wanted);
            if (end - at > longest) {
                best = at;
                longest = end - at;
            }
            if (longest == wanted) {
                break;
            }
            at = find(end, bitmaps.end());
        }
        return best;
    }

    private long runEnd(long start, long wanted) throws IOException {
        long limit = Math.min(start + wanted, bitmaps.end());
        if (zoneStart > start) {
            limit = Math.min(limit, zoneStart);
        }
        long used = bitmaps.firstUsed(start, limit);
        return used < 0 ? limit : used;
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
            return allocateFirst(bitmaps.first());
        }
        take(block, 1);
        return block;
    }

    /** Fails if blocks of a file belong to the tables of the volume. */
    void requireContent(long block, long count) throws IOException {
        if (usage != null) {
            usage.requireContent(block, count);
        }
    }

    /** Gives blocks back: at once if the volume never had them, else when it is whole without them. */
    void release(long block, long count) throws IOException {
        requireContent(block, count);
        releaseTable(block, count);
    }

    /** Gives back blocks of the volume's own tables, in the same way. */
    void releaseTable(long block, long count) throws IOException {
        steps++;
        long at = block;
        while (at < block + count) {
            boolean fresh = isFresh(at);
            long end = at + 1;
            while (end < block + count && isFresh(end) == fresh) {
                end++;
            }
            if (fresh) {
                bitmaps.clear(at, end - at);
                count(at, end - at, 1);
            } else {
                released.add(new Run(at, end - at));
                releasedBlocks += end - at;
            }
            at = end;
        }
    }

    /** Makes free what waits for it. */
    void freeReleased() throws IOException {
        for (Run run : released) {
            for (long at = run.physical(); at < run.physical() + run.length(); ) {
                // A block that two extents of a damaged file have is free after the first.
                long end = bitmaps.firstFree(at, run.physical() + run.length());
                end = end < 0 ? run.physical() + run.length() : end;
                if (end > at) {
                    bitmaps.clear(at, end - at);
                    count(at, end - at, 1);
                }
                at = end + 1;
            }
        }
        released.clear();
        releasedBlocks = 0;
    }

    private void openZone() throws IOException {
        long start = bitmaps.firstFree(Math.min(cursor, bitmaps.end()), bitmaps.end());
        if (start < 0) {
            start = bitmaps.firstFree(bitmaps.first(), bitmaps.end());
        }
        if (start >= 0) {
            zoneStart = start;
            zoneEnd = Math.min(bitmaps.end(), start + Math.min(ZONE, 1 + free / ZONE_SHARE));
        }
    }

    /** The first free block of a range that is not in the zone of directories. */
    private long find(long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            int group = bitmaps.groupOf(at);
            long end = Math.min(to, bitmaps.groupEnd(group));
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

    private void take(long block, long count) throws IOException {
        steps++;
        bitmaps.mark(block, count);
        count(block, count, -1);
    }

    private void count(long block, long count, int sign) throws IOException {
        for (long at = block; at < block + count; ) {
            int group = bitmaps.groupOf(at);
            int part = (int) (Math.min(bitmaps.groupEnd(group), block + count) - at);
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
                .expected(blocks * blockSize + " bytes")
                .found(free * blockSize + " bytes")
                .cure("make the image or the partition larger"));
    }
}
