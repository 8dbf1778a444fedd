package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.fault.ImageFullException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hands out the inodes of a file system, the lowest free one of a group first. Inodes that were in use when the volume was
 * last whole on the device are not given out again before it is so without them. Not thread-safe.
 */
final class InodeAllocator {

    private final BlockDevice device;
    private final GroupBitmaps bitmaps;
    private final Descriptors descriptors;
    private final boolean exists;
    private final SortedMap<Long, Boolean> released = new TreeMap<>();
    private final Map<Integer, Integer> unused = new HashMap<>();
    private boolean hides;
    private long free;
    private long steps;
    private long lowest = 1;

    private InodeAllocator(BlockDevice device, GroupBitmaps bitmaps, Descriptors descriptors, boolean exists) {
        this.device = device;
        this.bitmaps = bitmaps;
        this.descriptors = descriptors;
        this.exists = exists;
    }

    /** The allocator of a file system that is being made, where inodes are taken one behind the other. */
    static InodeAllocator ofNew(
            BlockDevice device, FormatPlan plan, GroupBitmaps bitmaps, DescriptorTable descriptors) {
        InodeAllocator allocator = new InodeAllocator(device, bitmaps, descriptors, false);
        for (int group = 0; group < plan.groups(); group++) {
            descriptors.get(group).setFreeInodes(plan.inodesPerGroup());
            descriptors.get(group).setUnusedInodes(plan.inodesPerGroup());
        }
        allocator.free = (long) plan.inodesPerGroup() * plan.groups();
        return allocator;
    }

    /** The allocator of a file system that exists. */
    static InodeAllocator ofExisting(
            BlockDevice device, VolumeGeometry geometry, GroupBitmaps bitmaps, Descriptors descriptors)
            throws IOException {
        InodeAllocator allocator = new InodeAllocator(device, bitmaps, descriptors, true);
        allocator.lowest = geometry.firstInode();
        allocator.hides = geometry.features().hasReadOnlyCompatible(Features.METADATA_CSUM | Features.GDT_CSUM);
        for (int group = 0; group < bitmaps.groups(); group++) {
            allocator.free += descriptors.get(group).freeInodes();
        }
        return allocator;
    }

    /** How often something was taken or given back. */
    long steps() {
        return steps;
    }

    /** Number of inodes that nothing uses; those that wait to be free are not counted. */
    long free() {
        return free;
    }

    /** The inodes that wait to be free. */
    Iterable<Long> released() {
        return released.keySet();
    }

    int waiting() {
        return released.size();
    }

    /** Whether an inode is no part of the volume as it is whole on the device. */
    boolean isFresh(long number) throws IOException {
        return exists && !bitmaps.wasUsed(number);
    }

    /**
     * Whether the table of a group does not count up to an inode on the device yet, so that nobody looks at it before the
     * descriptor does.
     */
    boolean isHidden(long number) throws IOException {
        if (!hides) {
            return false;
        }
        int group = bitmaps.groupOf(number);
        Integer before = unused.get(group);
        return number >= bitmaps.groupEnd(group) - (before == null ? unused(descriptors.get(group)) : before);
    }

    private int unused(GroupDescriptor descriptor) {
        return descriptor.hasFlag(GroupDescriptor.INODE_UNINIT) ? Integer.MAX_VALUE : descriptor.unusedInodes();
    }

    /** Tells that the device has all that happened so far. */
    void settle() {
        unused.clear();
    }

    /** The inode to take next for something in a directory. */
    long next(long directory) throws IOException {
        long from = exists ? Math.max(lowest, bitmaps.groupStart(bitmaps.groupOf(directory))) : lowest;
        long number = find(from, bitmaps.end());
        if (number < 0) {
            number = find(lowest, from);
        }
        if (number < 0) {
            long total = bitmaps.end() - bitmaps.first();
            throw new ImageFullException(ImageFullException.detail("no inode left in the file system")
                    .at(device)
                    .expected("more than " + total + " inodes")
                    .found(total)
                    .cure("make the image or the partition larger"));
        }
        return number;
    }

    private long find(long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            int group = bitmaps.groupOf(at);
            long end = Math.min(to, bitmaps.groupEnd(group));
            long found = descriptors.get(group).freeInodes() == 0 ? -1 : bitmaps.firstFree(at, end);
            if (found >= 0) {
                return found;
            }
            at = end;
        }
        return -1;
    }

    /** Takes an inode that is free. */
    void take(long number, boolean isDirectory) throws IOException {
        steps++;
        bitmaps.mark(number, 1);
        if (!exists) {
            lowest = Math.max(lowest, number + 1);
        }
        int group = bitmaps.groupOf(number);
        GroupDescriptor descriptor = descriptors.get(group);
        unused.putIfAbsent(group, unused(descriptor));
        // A group whose inodes are in use has both bitmaps, as the kernel and e2fsprogs keep it. That of the blocks of
        // a
        // volume that exists must be made first.
        descriptor.clearFlag(GroupDescriptor.INODE_UNINIT | (exists ? 0 : GroupDescriptor.BLOCK_UNINIT));
        int behind = (int) (bitmaps.groupEnd(group) - number - 1);
        descriptor.setUnusedInodes(Math.min(descriptor.unusedInodes(), behind));
        count(number, isDirectory, -1);
    }

    /** Gives an inode back: at once if the volume never had it, else when it is whole without it. */
    void release(long number, boolean isDirectory) throws IOException {
        steps++;
        if (exists && bitmaps.wasUsed(number)) {
            released.put(number, isDirectory);
        } else {
            bitmaps.clear(number, 1);
            count(number, isDirectory, 1);
            lowest = Math.min(lowest, number);
        }
    }

    /** Makes free what waits for it. */
    void freeReleased() throws IOException {
        for (var entry : released.entrySet()) {
            bitmaps.clear(entry.getKey(), 1);
            count(entry.getKey(), entry.getValue(), 1);
        }
        released.clear();
    }

    private void count(long number, boolean isDirectory, int sign) throws IOException {
        GroupDescriptor descriptor = descriptors.get(bitmaps.groupOf(number));
        descriptor.setFreeInodes(descriptor.freeInodes() + sign);
        if (isDirectory) {
            descriptor.setUsedDirectories(descriptor.usedDirectories() - sign);
        }
        free += sign;
    }
}
