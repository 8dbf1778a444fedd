package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.GroupDescriptor;
import java.io.IOException;

/**
 * Finds room for the bitmaps and inode tables of a new file system the way mke2fs does: those of 16 groups together,
 * each kind in one run, from the first of the 16 groups on; without {@code flex_bg} those of each group at its start.
 * Where a backup superblock is in the way, the search goes on behind it; the windows of the search are part of the
 * layout.
 */
final class TablePlacement {

    private final FormatPlan plan;
    private final GroupBitmaps bitmaps;
    private final DescriptorTable descriptors;
    private final int flex;

    private TablePlacement(FormatPlan plan, GroupBitmaps bitmaps, DescriptorTable descriptors) {
        this.plan = plan;
        this.bitmaps = bitmaps;
        this.descriptors = descriptors;
        this.flex = 1 << plan.logGroupsPerFlex();
    }

    /**
     * Marks the room of superblocks, descriptors, bitmaps and inode tables and enters it into the descriptors.
     *
     * @return false if there is not enough
     */
    static boolean place(FormatPlan plan, GroupBitmaps bitmaps, DescriptorTable descriptors) throws IOException {
        return place(plan, bitmaps, descriptors, 0);
    }

    /**
     * Does so for the groups from one on; what the groups before it use must be marked.
     *
     * @return false if there is not enough
     */
    static boolean place(FormatPlan plan, GroupBitmaps bitmaps, DescriptorTable descriptors, int first)
            throws IOException {
        boolean tellsUnused = plan.features().hasDescriptorChecksums();
        for (int group = first; group < plan.groups(); group++) {
            bitmaps.mark(plan.groupStart(group), plan.superblockBlocks(group));
            GroupDescriptor descriptor = descriptors.get(group);
            if (!plan.lazyTables()) {
                descriptor.setFlag(GroupDescriptor.INODE_ZEROED);
            }
            if (tellsUnused) {
                descriptor.setFlag(GroupDescriptor.INODE_UNINIT);
            }
            if (tellsUnused && group < plan.groups() - 1) {
                descriptor.setFlag(GroupDescriptor.BLOCK_UNINIT);
            }
        }
        TablePlacement placement = new TablePlacement(plan, bitmaps, descriptors);
        long[] last = new long[3];
        if (first > 0) {
            GroupDescriptor before = descriptors.get(first - 1);
            last = new long[] {before.blockBitmap(), before.inodeBitmap(), before.inodeTable()};
        }
        for (int group = first; group < plan.groups(); group++) {
            if (!(plan.hasFlexGroups() ? placement.place(group, last) : placement.placeAlone(group))) {
                return false;
            }
        }
        return true;
    }

    /** Places the three of one group; {@code last} holds those of the group before it. */
    private boolean place(int group, long[] last) throws IOException {
        boolean isFirst = group % flex == 0;
        int flexLast = Math.min(group | flex - 1, plan.groups() - 1);
        int remaining = flexLast - group + 1;
        int slot = slotWidth(group, flexLast);
        int table = plan.inodeTableBlocks();

        long block = allocate(group, flexLast, isFirst ? 0 : last[0] + 1, remaining, 1);
        if (block < 0) {
            return false;
        }
        last[0] = block;
        block = allocate(group, flexLast, isFirst ? last[0] + slot : last[1] + 1, remaining, 1);
        if (block < 0) {
            return false;
        }
        last[1] = block;
        block = allocate(group, flexLast, isFirst ? last[1] + slot : last[2] + table, remaining, table);
        if (block < 0) {
            return false;
        }
        last[2] = block;
        descriptors.get(group).locate(last[0], last[1], last[2]);
        return true;
    }

    /** Places the three of one group in that group. */
    private boolean placeAlone(int group) throws IOException {
        long end = plan.groupEnd(group) - 1;
        long[] found = new long[3];
        for (int kind = 0; kind < found.length; kind++) {
            int size = kind < 2 ? 1 : plan.inodeTableBlocks();
            found[kind] = search(plan.groupStart(group), end, size);
            if (found[kind] < 0) {
                return false;
            }
            bitmaps.mark(found[kind], size);
        }
        descriptors.get(group).locate(found[0], found[1], found[2]);
        return true;
    }

    /** The room kept for one kind of bitmap: 16 blocks, but in the last run only as many as there are groups, if several. */
    private int slotWidth(int group, int flexLast) {
        int inLast = flexLast % flex;
        return flexLast == plan.groups() - 1 && inLast != 0 && group % flex == 0 ? inLast + 1 : flex;
    }

    private long allocate(int group, int flexLast, long after, int remaining, int size) throws IOException {
        long end = plan.groupEnd(flexLast) - 1;
        long from = start(group, end, after, remaining, size);
        long block = search(from, end, size);
        if (block < 0 && size == 1) {
            block = search(plan.groupStart(group), end, 1);
        }
        if (block >= 0) {
            bitmaps.mark(block, size);
            for (int touched = bitmaps.groupOf(block); touched <= bitmaps.groupOf(block + size - 1); touched++) {
                descriptors.get(touched).clearFlag(GroupDescriptor.BLOCK_UNINIT);
            }
        }
        return block;
    }

    /** Where to begin: behind the one before if near there is room, else where the whole run fits, else anywhere. */
    private long start(int group, long end, long after, int remaining, int size) throws IOException {
        int window = Math.min(remaining * size, plan.blocksPerGroup() / 4);
        if (after != 0 && after < plan.blocks()) {
            long near = search(after, after + window, size);
            if (near >= 0) {
                return near;
            }
        }
        long flexStart = plan.groupStart(group / flex * flex);
        long block = search(flexStart, end, window);
        if (block < 0) {
            block = search(flexStart, end, size);
        }
        if (block < 0) {
            block = search(0, end, size);
        }
        return Math.max(block, 0);
    }

    /** The first free run that starts before {@code end}; a start at or behind the end wraps around once. */
    private long search(long start, long end, int count) throws IOException {
        long block = start == 0 ? plan.firstDataBlock() : start;
        long stop = end == 0 ? start : end;
        do {
            if (block + count - 1 >= plan.blocks()) {
                if (stop > start) {
                    return -1;
                }
                block = plan.firstDataBlock();
            }
            if (bitmaps.isFree(block, count)) {
                return block;
            }
            block++;
        } while (block != stop);
        return -1;
    }
}
