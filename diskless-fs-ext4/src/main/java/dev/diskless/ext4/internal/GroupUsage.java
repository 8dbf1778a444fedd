package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the bitmaps of an existing volume, and makes those that were never written. A bitmap that contradicts its
 * checksum, its count, or the tables of the volume is damage: what relies on it would overwrite something.
 */
final class GroupUsage {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final Superblock superblock;
    private final Descriptors descriptors;
    private final Map<Integer, BitSet> tables = new HashMap<>();

    GroupUsage(BlockDevice device, VolumeGeometry geometry, Superblock superblock, Descriptors descriptors)
            throws IOException {
        this.device = device;
        this.geometry = geometry;
        this.superblock = superblock;
        this.descriptors = descriptors;
        for (long group = 0; group < geometry.groups(); group++) {
            GroupDescriptor descriptor = descriptors.get(group);
            addTable(descriptor.blockBitmap(), 1);
            addTable(descriptor.inodeBitmap(), 1);
            addTable(descriptor.inodeTable(), geometry.inodeTableBlocks());
        }
    }

    GroupBitmaps blocks() {
        return GroupBitmaps.ofBlocks(geometry, this::loadBlocks);
    }

    GroupBitmaps inodes() {
        return GroupBitmaps.ofInodes(geometry, this::loadInodes);
    }

    private byte[] loadBlocks(int group) throws IOException {
        GroupDescriptor descriptor = descriptors.get(group);
        int size = (int) (geometry.blocksPerGroup() / 8);
        int count = (int) geometry.blocksIn(group);
        if (isUnwritten(descriptor, GroupDescriptor.BLOCK_UNINIT)) {
            BitSet used = metadata(group);
            byte[] bits = Arrays.copyOf(used.toByteArray(), size);
            checkCount("block", group, count - used.cardinality(), descriptor.freeBlocks());
            return bits;
        }
        byte[] bits = read(descriptor.blockBitmap(), size);
        if (geometry.hasMetadataChecksums()) {
            checkSum("block", group, bits, descriptor.blockBitmap(), descriptor.blockBitmapChecksum());
        }
        clearBehind(bits, count);
        BitSet used = BitSet.valueOf(bits);
        checkCount("block", group, count - used.cardinality(), descriptor.freeBlocks());
        BitSet missing = metadata(group);
        missing.andNot(used);
        if (!missing.isEmpty()) {
            long block = geometry.groupStart(group) + missing.nextSetBit(0);
            throw Damage.at(
                    device,
                    geometry.position(descriptor.blockBitmap()),
                    "the block bitmap of group " + group + " calls a block of the volume's tables free",
                    "block " + block + " in use",
                    "free");
        }
        return bits;
    }

    private byte[] loadInodes(int group) throws IOException {
        GroupDescriptor descriptor = descriptors.get(group);
        int size = (int) ((geometry.inodesPerGroup() + 7) / 8);
        if (isUnwritten(descriptor, GroupDescriptor.INODE_UNINIT)) {
            checkCount("inode", group, (int) geometry.inodesPerGroup(), descriptor.freeInodes());
            return new byte[size];
        }
        byte[] bits = read(descriptor.inodeBitmap(), size);
        if (geometry.hasMetadataChecksums()) {
            checkSum("inode", group, bits, descriptor.inodeBitmap(), descriptor.inodeBitmapChecksum());
        }
        int free = (int) geometry.inodesPerGroup() - BitSet.valueOf(bits).cardinality();
        checkCount("inode", group, free, descriptor.freeInodes());
        return bits;
    }

    private boolean isUnwritten(GroupDescriptor descriptor, int flag) {
        return descriptor.hasFlag(flag)
                && geometry.features().hasReadOnlyCompatible(Features.METADATA_CSUM | Features.GDT_CSUM);
    }

    private byte[] read(long block, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        device.read(geometry.position(block), buffer);
        return buffer.array();
    }

    private void checkSum(String what, int group, byte[] bits, long block, int stored) throws IOException {
        int computed = geometry.seed().checksum(bits, 0, bits.length);
        if (geometry.descriptorSize() < GroupDescriptor.WIDE) {
            computed &= 0xFFFF;
        }
        if (computed != stored) {
            throw Damage.checksum(
                    device, geometry.position(block), "the " + what + " bitmap of group " + group, computed, stored);
        }
    }

    private void checkCount(String what, int group, int counted, int stored) throws IOException {
        if (counted != stored) {
            throw Damage.at(
                    device,
                    geometry.position(
                            geometry.descriptorBlock(group / (geometry.blockSize() / geometry.descriptorSize()))),
                    "the descriptor of group " + group + " and its " + what + " bitmap count differently",
                    counted + " free",
                    stored);
        }
    }

    /** The blocks of a group that hold superblocks, descriptors, bitmaps and inode tables. */
    private BitSet metadata(int group) {
        BitSet bits = tables.containsKey(group) ? (BitSet) tables.get(group).clone() : new BitSet();
        int head = headBlocks(group);
        bits.set(0, (int) Math.min(head, geometry.blocksIn(group)));
        return bits;
    }

    /** Fails if blocks of a file are blocks of the volume's own tables, which changing the file would destroy. */
    void requireContent(long block, long count) throws IOException {
        for (long at = block; at < block + count; ) {
            long group = geometry.groupOf(at);
            long start = geometry.groupStart(group);
            long end = Math.min(block + count, start + geometry.blocksPerGroup());
            BitSet table = tables.get((int) group);
            long found = table == null ? -1 : table.nextSetBit((int) (at - start));
            boolean inTable = found >= 0 && start + found < end;
            if (inTable || at - start < headBlocks(group)) {
                throw Damage.at(
                        device,
                        geometry.position(at),
                        "a file has blocks of the volume's own tables",
                        "blocks for content",
                        "block " + (inTable ? start + found : at));
            }
            at = end;
        }
    }

    private int headBlocks(long group) {
        int perBlock = geometry.blockSize() / geometry.descriptorSize();
        boolean metaGroups = geometry.features().hasIncompatible(Features.META_BG);
        long classic = (geometry.groups() + perBlock - 1) / perBlock;
        if (metaGroups) {
            classic = Math.min(classic, geometry.firstMetaGroup());
        }
        int head = 0;
        if (geometry.hasSuperblock(group)) {
            head = 1;
            if (!metaGroups || group / perBlock < geometry.firstMetaGroup()) {
                head += (int) classic + superblock.u16(Superblock.RESERVED_DESCRIPTOR_BLOCKS);
            }
        }
        long within = group % perBlock;
        if (metaGroups
                && group / perBlock >= geometry.firstMetaGroup()
                && (within == 0 || within == 1 || within == perBlock - 1)) {
            head++;
        }
        return head;
    }

    private void addTable(long block, long count) throws IOException {
        if (!geometry.holds(block, count)) {
            throw Damage.at(device, -1, "a bitmap or an inode table lies outside the volume", "a block of it", block);
        }
        for (long at = block; at < block + count; ) {
            long group = geometry.groupOf(at);
            long start = geometry.groupStart(group);
            long end = Math.min(block + count, start + geometry.blocksPerGroup());
            tables.computeIfAbsent((int) group, absent -> new BitSet()).set((int) (at - start), (int) (end - start));
            at = end;
        }
    }

    private static void clearBehind(byte[] bits, int count) {
        for (int bit = count; bit < bits.length * 8; bit++) {
            bits[bit >>> 3] &= (byte) ~(1 << (bit & 7));
        }
    }
}
