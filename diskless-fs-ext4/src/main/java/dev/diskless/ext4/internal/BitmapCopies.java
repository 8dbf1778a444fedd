package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Brings bitmaps that changed to the device: first to free blocks, with these marked in them, then back to where they were.
 * A descriptor, which is part of one sector, leads from one to the other. Not thread-safe.
 */
final class BitmapCopies {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final LiveDescriptors descriptors;
    private final GroupBitmaps blockBitmaps;
    private final GroupBitmaps inodeBitmaps;
    private final BlockAllocator blocks;
    private final InodeAllocator inodes;
    private final List<Copy> copies = new ArrayList<>();
    private final Map<Integer, long[]> homes = new HashMap<>();
    private int host = -1;

    BitmapCopies(
            BlockDevice device,
            VolumeGeometry geometry,
            LiveDescriptors descriptors,
            GroupBitmaps blockBitmaps,
            GroupBitmaps inodeBitmaps,
            BlockAllocator blocks,
            InodeAllocator inodes) {
        this.device = device;
        this.geometry = geometry;
        this.descriptors = descriptors;
        this.blockBitmaps = blockBitmaps;
        this.inodeBitmaps = inodeBitmaps;
        this.blocks = blocks;
        this.inodes = inodes;
    }

    /** Has a bitmap that a power cut left elsewhere written to a free block that was made for it. */
    void bringHome(int group, GroupDescriptor home) throws IOException {
        GroupDescriptor now = descriptors.get(group);
        boolean blocksMove = now.blockBitmap() != home.blockBitmap() && blocks.takeIfFree(home.blockBitmap());
        boolean inodesMove = now.inodeBitmap() != home.inodeBitmap() && blocks.takeIfFree(home.inodeBitmap());
        if (blocksMove || inodesMove) {
            homes.put(group, new long[] {
                blocksMove ? home.blockBitmap() : now.blockBitmap(), inodesMove ? home.inodeBitmap() : now.inodeBitmap()
            });
            blockBitmaps.touch(group);
            inodeBitmaps.touch(group);
            if (blocksMove) {
                blocks.releaseTable(now.blockBitmap(), 1);
            }
            if (inodesMove) {
                blocks.releaseTable(now.inodeBitmap(), 1);
            }
        }
    }

    /** The groups whose bitmaps change, now or when what is no longer in use becomes free. */
    SortedSet<Integer> groups() throws IOException {
        for (Run run : blocks.released()) {
            int last = blockBitmaps.groupOf(run.physical() + run.length() - 1);
            for (int group = blockBitmaps.groupOf(run.physical()); group <= last; group++) {
                blockBitmaps.touch(group);
            }
        }
        for (long inode : inodes.released()) {
            inodeBitmaps.touch(inodeBitmaps.groupOf(inode));
        }
        SortedSet<Integer> groups = new TreeSet<>(blockBitmaps.touched().keySet());
        groups.addAll(inodeBitmaps.touched().keySet());
        return groups;
    }

    /** One bitmap or both of a group, and where their copies lie; -1 for one that is written in place. */
    private static final class Copy {
        final int group;
        final long blockBitmap;
        final long inodeBitmap;
        long blockCopy = -1;
        long inodeCopy = -1;
        final boolean withInodes;

        Copy(int group, long blockBitmap, long inodeBitmap, boolean withInodes) {
            this.group = group;
            this.blockBitmap = blockBitmap;
            this.inodeBitmap = inodeBitmap;
            this.withInodes = withInodes;
        }
    }

    /** Finds room for a copy of each bitmap that changes; adds the group that takes what others have no room for. */
    void place(SortedSet<Integer> groups) throws IOException {
        for (int group : groups) {
            copies.add(copyIn(group));
        }
        lodge(groups);
    }

    private Copy copyIn(int group) throws IOException {
        boolean withInodes = inodeBitmaps.touched().containsKey(group);
        GroupDescriptor descriptor = descriptors.get(group);
        long[] home = homes.getOrDefault(group, new long[] {descriptor.blockBitmap(), descriptor.inodeBitmap()});
        Copy copy = new Copy(group, home[0], home[1], withInodes);
        copy.blockCopy = blocks.allocateIn(group);
        if (withInodes) {
            copy.inodeCopy = blocks.allocateIn(group);
        }
        blockBitmaps.touch(group);
        return copy;
    }

    // All in one group, whose descriptor is then stored before those of its guests, and after them on the way back.
    private void lodge(SortedSet<Integer> groups) throws IOException {
        int lacking = 0;
        for (Copy copy : copies) {
            lacking += (copy.blockCopy < 0 ? 1 : 0) + (copy.withInodes && copy.inodeCopy < 0 ? 1 : 0);
        }
        if (lacking == 0 || !geometry.features().hasIncompatible(Features.FLEX_BG)) {
            return;
        }
        host = roomFor(lacking, groups);
        if (host < 0) {
            return;
        }
        List<Copy> guests = List.copyOf(copies);
        if (groups.add(host)) {
            copies.add(copyIn(host));
        }
        for (Copy guest : guests) {
            guest.blockCopy = guest.blockCopy < 0 ? blocks.allocateIn(host) : guest.blockCopy;
            if (guest.withInodes && guest.inodeCopy < 0) {
                guest.inodeCopy = blocks.allocateIn(host);
            }
        }
    }

    private int roomFor(int wanted, SortedSet<Integer> groups) throws IOException {
        for (int group : groups) {
            if (blocks.hasFree(group, wanted)) {
                return group;
            }
        }
        for (int group = 0; group < blockBitmaps.groups(); group++) {
            // One more for its own.
            if (descriptors.get(group).freeBlocks() > wanted && blocks.hasFree(group, wanted + 1)) {
                return group;
            }
        }
        return -1;
    }

    /** The group whose descriptor says that copies of other groups are in use; empty if there is none. */
    SortedSet<Integer> host() {
        return host < 0 ? Collections.emptySortedSet() : new TreeSet<>(Set.of(host));
    }

    /** Whether there was no room for a copy. */
    boolean isInPlace() {
        for (Copy copy : copies) {
            if (copy.blockCopy < 0 || copy.withInodes && copy.inodeCopy < 0) {
                return true;
            }
        }
        return false;
    }

    /** Writes the bitmaps, away from their places or to these, and has the descriptors lead there. */
    void write(boolean away) throws IOException {
        int blockSize = geometry.blockSize();
        for (Copy copy : copies) {
            GroupDescriptor descriptor = descriptors.get(copy.group);
            long blockBitmap = away && copy.blockCopy >= 0 ? copy.blockCopy : copy.blockBitmap;
            long inodeBitmap = away && copy.inodeCopy >= 0 ? copy.inodeCopy : copy.inodeBitmap;
            descriptor.locate(blockBitmap, inodeBitmap, descriptor.inodeTable());
            descriptor.clearFlag(GroupDescriptor.BLOCK_UNINIT);
            byte[] bits = blockBitmaps.stored(copy.group, blockSize);
            if (geometry.hasMetadataChecksums()) {
                descriptor.setBlockBitmapChecksum(
                        geometry.seed().checksum(bits, 0, (int) (geometry.blocksPerGroup() / 8)));
            }
            device.write(geometry.position(blockBitmap), ByteBuffer.wrap(bits));
            if (copy.withInodes) {
                bits = inodeBitmaps.stored(copy.group, blockSize);
                if (geometry.hasMetadataChecksums()) {
                    descriptor.setInodeBitmapChecksum(
                            geometry.seed().checksum(bits, 0, (int) (geometry.inodesPerGroup() / 8)));
                }
                device.write(geometry.position(inodeBitmap), ByteBuffer.wrap(bits));
            }
        }
    }

    /** Gives back the blocks of the copies. */
    void giveBack() throws IOException {
        for (Copy copy : copies) {
            for (long block : new long[] {copy.blockCopy, copy.inodeCopy}) {
                if (block >= 0) {
                    blocks.release(block, 1);
                }
            }
        }
    }

    /** All bitmaps are where they belong. */
    void settle() {
        copies.clear();
        host = -1;
        homes.clear();
        blockBitmaps.settle();
        inodeBitmaps.settle();
    }
}
