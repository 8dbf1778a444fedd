package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What of a new file system stays in memory until it is closed: what is in use, and the superblock.
 *
 * @param plan its numbers
 * @param superblock its superblock
 * @param bitmaps which blocks are in use
 * @param inodeBitmaps which inodes are in use
 * @param descriptors its group descriptors
 * @param blocks gives out blocks
 * @param inodes gives out inodes
 */
record NewFileSystem(
        FormatPlan plan,
        Superblock superblock,
        GroupBitmaps bitmaps,
        GroupBitmaps inodeBitmaps,
        DescriptorTable descriptors,
        BlockAllocator blocks,
        InodeAllocator inodes) {

    /** Brings the counts of the superblock up to date. */
    void count() {
        byte[] bytes = superblock.bytes();
        superblock.setFreeBlocksCount(blocks.free());
        LittleEndian.put32(bytes, Superblock.FREE_INODES_COUNT, inodes.free());
        long kilobytes = (plan.blocks() - blocks.free()) * (plan.blockSize() / 1024);
        LittleEndian.put64(bytes, Superblock.KILOBYTES_WRITTEN, 1 + kilobytes);
    }

    /** Writes everything that is still in memory, and after it the superblock that makes the volume one. */
    void complete(BlockDevice device, MetadataCache cache, ChecksumSeed seed) throws IOException {
        writeBitmaps(cache, seed);
        cache.flush();
        count();
        writeDescriptors(device, descriptors.sealed(superblock));
        device.flush();
        superblock.sealIfSummed();
        device.write(Superblock.POSITION, ByteBuffer.wrap(superblock.bytes()));
        device.flush();
    }

    /** Writes the copies of the superblock, and the descriptors: those of group 0 last. */
    private void writeDescriptors(BlockDevice device, byte[] table) throws IOException {
        for (int group = 1; group < plan.groups(); group++) {
            if (plan.holdsSuperblock(group)) {
                device.write(
                        plan.groupStart(group) * plan.blockSize(),
                        ByteBuffer.wrap(SuperblockBackup.block(superblock, group, plan.blockSize())));
            }
            writeDescriptors(device, table, group);
        }
        writeDescriptors(device, table, 0);
    }

    private void writeDescriptors(BlockDevice device, byte[] table, int group) throws IOException {
        boolean behindSuperblock = plan.holdsSuperblock(group);
        long position = (plan.groupStart(group) + (behindSuperblock ? 1 : 0)) * plan.blockSize();
        if (plan.holdsMetaDescriptors(group)) {
            int block = group / (plan.blockSize() / plan.descriptorSize());
            device.write(position, ByteBuffer.wrap(table, block * plan.blockSize(), plan.blockSize()));
        } else if (behindSuperblock && !plan.hasMetaGroups()) {
            device.write(position, ByteBuffer.wrap(table));
        }
    }

    private void writeBitmaps(MetadataCache cache, ChecksumSeed seed) throws IOException {
        boolean summed = plan.hasMetadataChecksums();
        boolean all = !plan.features().hasDescriptorChecksums();
        for (int group = 0; group < plan.groups(); group++) {
            GroupDescriptor descriptor = descriptors.get(group);
            if (all || !descriptor.hasFlag(GroupDescriptor.BLOCK_UNINIT)) {
                byte[] bitmap = bitmaps.stored(group, plan.blockSize());
                if (summed) {
                    descriptor.setBlockBitmapChecksum(seed.checksum(bitmap, 0, plan.blocksPerGroup() / 8));
                }
                store(cache, descriptor.blockBitmap(), bitmap);
            }
            if (all || !descriptor.hasFlag(GroupDescriptor.INODE_UNINIT)) {
                byte[] bitmap = inodeBitmaps.stored(group, plan.blockSize());
                if (summed) {
                    descriptor.setInodeBitmapChecksum(seed.checksum(bitmap, 0, plan.inodesPerGroup() / 8));
                }
                store(cache, descriptor.inodeBitmap(), bitmap);
            }
            cache.trim();
        }
    }

    private static void store(MetadataCache cache, long block, byte[] content) {
        System.arraycopy(content, 0, cache.create(block), 0, content.length);
    }
}
