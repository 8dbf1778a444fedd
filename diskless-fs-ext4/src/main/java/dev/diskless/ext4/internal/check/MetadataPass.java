package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.util.Arrays;

/** Group descriptors, what they point to, and the copies of the superblock. */
final class MetadataPass {

    private static final int MMP_BLOCK = 0x168;
    private static final int MAX_BACKUPS = 64;
    private static final int[][] SAME_IN_BACKUPS = {
        {Superblock.INODES_COUNT, 8},
        {Superblock.FIRST_DATA_BLOCK, 24},
        {Superblock.FIRST_INODE, 6},
        {Superblock.INCOMPATIBLE, 4},
        {Superblock.VOLUME_UUID, 16}
    };

    private final Examined volume;
    private final Layout layout;
    private final Findings findings;

    MetadataPass(Examined volume) {
        this.volume = volume;
        this.layout = volume.layout;
        this.findings = volume.findings;
    }

    void run() throws IOException {
        markSuperblocks();
        for (int group = 0; group < layout.groups(); group++) {
            descriptor(group);
        }
        long mmp = LittleEndian.i64(volume.superblock.bytes(), MMP_BLOCK);
        if (layout.features().hasIncompatible(Features.MMP) && mmp != 0) {
            mark(0, mmp, 1, "the block of multiple mount protection");
        }
        for (int group = 0; group < layout.groups(); group++) {
            volume.metadataBlocks[group] = volume.blocks.count(group);
        }
        backups();
    }

    private void markSuperblocks() {
        for (long group = 0; group < layout.groups(); group++) {
            if (layout.hasSuperblock(group)) {
                long room = layout.blocks() - layout.groupStart(group);
                volume.blocks.mark(layout.groupStart(group), 1);
                long table = layout.classicDescriptorBlocks()
                        + (layout.features().hasIncompatible(Features.META_BG) ? 0 : layout.reservedDescriptorBlocks());
                volume.blocks.mark(layout.groupStart(group) + 1, Math.min(table, room - 1));
            }
        }
        int perBlock = layout.descriptorsPerBlock();
        for (int i = 0; i < layout.descriptorBlocks(); i++) {
            if (layout.isMeta(i)) {
                for (long group : new long[] {0, 1, perBlock - 1L}) {
                    long in = (long) i * perBlock + group;
                    long block = layout.groupStart(in) + (layout.hasSuperblock(in) ? 1 : 0);
                    if (in < layout.groups() && layout.holds(block, 1)) {
                        volume.blocks.mark(block, 1);
                    }
                }
            }
        }
    }

    private void descriptor(int group) {
        GroupTable groups = volume.groups;
        GroupDescriptor descriptor = groups.descriptor(group);
        boolean right = true;
        if (layout.hasMetadataChecksums()) {
            right = descriptor.storedChecksum() == descriptor.computedChecksum(layout.seed(), group);
        } else if (layout.hasDescriptorChecksums()) {
            right = descriptor.storedChecksum() == descriptor.computedCrc16(volume.superblock.bytes(), group);
        } else if (groups.unusedInodes(group) != 0
                || descriptor.hasFlag(GroupDescriptor.BLOCK_UNINIT | GroupDescriptor.INODE_UNINIT)) {
            findings.group(Problem.DESCRIPTOR_FLAGS, group, "marks for unused parts on a volume without checksums");
        }
        int unused = groups.unusedInodes(group);
        if (unused < 0 || unused > layout.inodesPerGroup()) {
            findings.group(Problem.DESCRIPTOR_FLAGS, group, "more unused inodes than the group has: " + unused);
        }
        if (!right) {
            findings.group(Problem.DESCRIPTOR_CHECKSUM, group, "wrong checksum of a group descriptor");
        }
        mark(group, groups.blockBitmap(group), 1, "the block bitmap");
        mark(group, groups.inodeBitmap(group), 1, "the inode bitmap");
        mark(group, groups.inodeTable(group), layout.inodeTableBlocks(), "the inode table");
    }

    private void mark(int group, long block, long count, String what) {
        boolean anywhere = layout.features().hasIncompatible(Features.FLEX_BG);
        long start = anywhere ? layout.first() : layout.groupStart(group);
        long end = anywhere ? layout.blocks() : start + layout.blocksIn(group);
        boolean inGroup = block >= start && block <= end - count;
        if (!inGroup) {
            findings.add(Problem.DESCRIPTOR_LOCATION, -1, block, group, what + " lies outside");
        }
        if (layout.holds(block, count)) {
            long other = volume.blocks.mark(block, count);
            if (other >= 0) {
                findings.add(Problem.METADATA_OVERLAP, -1, other, group, what + " overlaps other metadata");
            }
        }
    }

    private void backups() throws IOException {
        int seen = 0;
        byte[] bytes = new byte[layout.blockSize()];
        for (int group = 1; group < layout.groups() && seen < MAX_BACKUPS; group++) {
            if (layout.hasSuperblock(group)) {
                seen++;
                backup(group, bytes);
            }
        }
    }

    private void backup(int group, byte[] block) throws IOException {
        if (!volume.source.read(layout.groupStart(group), block)) {
            return;
        }
        byte[] bytes = Arrays.copyOf(block, Superblock.SIZE);
        Superblock copy = new Superblock(bytes);
        if (!copy.hasMagic()) {
            findings.group(Problem.BACKUP_SUPERBLOCK, group, "no copy of the superblock where one belongs");
            return;
        }
        if (layout.hasMetadataChecksums() && copy.storedChecksum() != copy.computedChecksum()) {
            findings.group(Problem.BACKUP_SUPERBLOCK, group, "wrong checksum of the copy of the superblock");
        }
        for (int[] field : SAME_IN_BACKUPS) {
            int from = field[0];
            int to = from + field[1];
            if (!Arrays.equals(bytes, from, to, volume.superblock.bytes(), from, to)) {
                findings.group(Problem.BACKUP_SUPERBLOCK, group, "the copy of the superblock has other values");
                return;
            }
        }
    }
}
