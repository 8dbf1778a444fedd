package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file system fill a device that has become larger. Everything new is written where the volume does not look yet;
 * one sector of the superblock then makes it larger. Nothing that was in use moves, and no block that was free is taken:
 * the tables of new groups lie behind the old end. Used once; not thread-safe.
 */
final class VolumeGrowth {

    private static final int SECTOR = 512;

    private final WatchedDevice device;
    private final Superblock superblock;
    private final VolumeGeometry old;
    private final FormatPlan plan;
    private final int oldGroups;
    private final int lastOld;
    private final byte[] table;
    private final DescriptorTable descriptors;
    private final GroupBitmaps placed;

    private VolumeGrowth(WatchedDevice device, Superblock superblock, VolumeGeometry old, FormatPlan plan)
            throws IOException {
        this.device = device;
        this.superblock = superblock;
        this.old = old;
        this.plan = plan;
        this.oldGroups = (int) old.groups();
        this.lastOld = oldGroups - 1;
        this.table = new byte[plan.descriptorBlocks() * plan.blockSize()];
        this.descriptors = new DescriptorTable(table, plan.groups(), plan.descriptorSize());
        this.placed = new GroupBitmaps(plan.firstDataBlock(), plan.blocks(), plan.blocksPerGroup(), this::unavailable);
    }

    /**
     * Grows a volume.
     *
     * @return false if there is no room for anything more
     */
    static boolean grow(BlockDevice device) throws IOException {
        WatchedDevice watched = new WatchedDevice(device);
        Superblock superblock = SuperblockReader.readUsable(watched);
        VolumeGeometry geometry = VolumeGeometry.of(superblock, watched);
        if (!superblock.isClean() || superblock.u32(Superblock.LAST_ORPHAN) != 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("the file system was left in use")
                    .at(device, Superblock.POSITION + Superblock.STATE)
                    .expected("one that was closed")
                    .found(Damage.hex(superblock.u16(Superblock.STATE)))
                    .cure("open it for writing once, or run e2fsck"));
        }
        Optional<FormatPlan> plan = GrowthPlan.of(watched, superblock, geometry);
        if (plan.isEmpty()) {
            return false;
        }
        new VolumeGrowth(watched, superblock, geometry, plan.get()).grow();
        return true;
    }

    private void grow() throws IOException {
        readDescriptors();
        byte[] lastBitmap =
                new GroupUsage(device, old, superblock, descriptors).blocks().stored(lastOld, plan.blockSize());
        byte[] lastDescriptor = Arrays.copyOfRange(table, at(lastOld), at(oldGroups));
        Inode resizeInode = readResizeInode();
        if (!TablePlacement.place(plan, placed, descriptors, oldGroups)) {
            throw new InvalidRequestException(InvalidRequestException.detail("no room for the tables of new groups")
                    .at(device)
                    .found(device.size() + " bytes"));
        }
        extendLast(lastBitmap);
        fillNewGroups();
        descriptors.sealed(superblock);
        Superblock grown = grown();
        writeCopies(grown, oldGroups, plan.groups());
        device.flush();
        if (resizeInode != null) {
            unlistDescriptors(ResizeInode.map(resizeInode));
        }
        writeDescriptors(lastDescriptor);
        device.flush();
        commit(grown);
        // e2fsck compares sizes with the first copy; as long as the two differ it checks even what was closed.
        writeCopies(grown, 1, oldGroups);
        device.flush();
        if (resizeInode != null) {
            writeResizeInode(resizeInode);
        }
        writeLast(lastBitmap);
        finish(grown);
    }

    private void readDescriptors() throws IOException {
        MetadataCache cache = new MetadataCache(device, plan.blockSize());
        StoredDescriptors stored = new StoredDescriptors(device, old, superblock, cache);
        int perBlock = plan.blockSize() / plan.descriptorSize();
        for (int group = 0; group < oldGroups; group++) {
            stored.get(group);
            if (group % perBlock == 0) {
                int length = Math.min(plan.blockSize(), at(oldGroups) - at(group));
                device.read(
                        old.position(old.descriptorBlock(group / perBlock)), ByteBuffer.wrap(table, at(group), length));
            }
        }
    }

    /** What tables must not be put on: everything before the old end, free or not. */
    private byte[] unavailable(int group) {
        byte[] bits = new byte[plan.blocksPerGroup() / 8];
        if (group < oldGroups) {
            int count = (int) old.blocksIn(group);
            Arrays.fill(bits, 0, count >>> 3, (byte) 0xFF);
            for (int bit = count & ~7; bit < count; bit++) {
                bits[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return bits;
    }

    /** Makes the blocks behind the old end free in the bitmap of the group that was the last. */
    private void extendLast(byte[] bitmap) throws IOException {
        int from = (int) old.blocksIn(lastOld);
        int to = (int) (plan.groupEnd(lastOld) - plan.groupStart(lastOld));
        GroupDescriptor descriptor = descriptors.get(lastOld);
        int free = descriptor.freeBlocks();
        for (int bit = from; bit < to; bit++) {
            if (!placed.isUsed(plan.groupStart(lastOld) + bit)) {
                bitmap[bit >>> 3] &= (byte) ~(1 << (bit & 7));
                free++;
            }
        }
        if (from < to) {
            descriptor.setFreeBlocks(free);
            sum(descriptor, bitmap);
        }
    }

    private void sum(GroupDescriptor descriptor, byte[] blockBitmap) {
        if (plan.hasMetadataChecksums()) {
            descriptor.setBlockBitmapChecksum(old.seed().checksum(blockBitmap, 0, plan.blocksPerGroup() / 8));
        }
    }

    private void fillNewGroups() throws IOException {
        boolean all = !plan.features().hasDescriptorChecksums();
        byte[] noInodes = new byte[plan.blockSize()];
        Arrays.fill(noInodes, plan.inodesPerGroup() / 8, noInodes.length, (byte) 0xFF);
        for (int group = oldGroups; group < plan.groups(); group++) {
            GroupDescriptor descriptor = descriptors.get(group);
            long size = plan.groupEnd(group) - plan.groupStart(group);
            descriptor.setFreeBlocks((int) size - placed.usedIn(group));
            descriptor.setFreeInodes(plan.inodesPerGroup());
            descriptor.setUnusedInodes(plan.inodesPerGroup());
            if (all || !descriptor.hasFlag(GroupDescriptor.BLOCK_UNINIT)) {
                byte[] bitmap = placed.stored(group, plan.blockSize());
                sum(descriptor, bitmap);
                write(descriptor.blockBitmap(), bitmap);
            }
            if (all) {
                write(descriptor.inodeBitmap(), noInodes);
            }
            if (!plan.lazyTables()) {
                long position = old.position(descriptor.inodeTable());
                device.zero(position, old.position(plan.inodeTableBlocks()));
            }
        }
    }

    /** The superblock of the larger volume. */
    private Superblock grown() throws IOException {
        Superblock grown = new Superblock(superblock.bytes().clone());
        byte[] bytes = grown.bytes();
        long freeBlocks = 0;
        long freeInodes = 0;
        for (int group = 0; group < plan.groups(); group++) {
            freeBlocks += descriptors.get(group).freeBlocks();
            freeInodes += descriptors.get(group).freeInodes();
        }
        grown.setBlocksCount(plan.blocks());
        grown.setReservedBlocksCount(plan.reservedBlocks());
        grown.setFreeBlocksCount(freeBlocks);
        LittleEndian.put32(bytes, Superblock.INODES_COUNT, (long) plan.inodesPerGroup() * plan.groups());
        LittleEndian.put32(bytes, Superblock.FREE_INODES_COUNT, freeInodes);
        LittleEndian.put16(bytes, Superblock.RESERVED_DESCRIPTOR_BLOCKS, plan.reservedDescriptorBlocks());
        return grown;
    }

    /** Writes the copies of the superblock and of the descriptors in some groups. */
    private void writeCopies(Superblock grown, int from, int to) throws IOException {
        Superblock copied = new Superblock(grown.bytes().clone());
        LittleEndian.put32(copied.bytes(), Superblock.OVERHEAD_CLUSTERS, 0);
        for (int group = from; group < to; group++) {
            boolean isCopy = plan.holdsSuperblock(group);
            long start = plan.groupStart(group);
            if (isCopy) {
                write(start, SuperblockBackup.block(copied, group, plan.blockSize()));
            }
            int perBlock = plan.blockSize() / plan.descriptorSize();
            boolean isFirst = group % perBlock == 0 && group < oldGroups;
            if (plan.holdsMetaDescriptors(group) && !isFirst) {
                int at = group / perBlock * plan.blockSize();
                write(start + (isCopy ? 1 : 0), Arrays.copyOfRange(table, at, at + plan.blockSize()));
            } else if (isCopy && !plan.hasMetaGroups()) {
                write(start + 1, table);
                if (group >= oldGroups) {
                    long kept = start + 1 + plan.descriptorBlocks();
                    device.zero(old.position(kept), old.position(plan.reservedDescriptorBlocks()));
                }
            }
        }
    }

    /** Writes the descriptors of new groups, and beside them the old ones as they are. */
    private void writeDescriptors(byte[] lastDescriptor) throws IOException {
        byte[] bytes = table.clone();
        System.arraycopy(lastDescriptor, 0, bytes, at(lastOld), lastDescriptor.length);
        int perBlock = plan.blockSize() / plan.descriptorSize();
        int from = at(oldGroups) / SECTOR * SECTOR;
        while (from < at(plan.groups())) {
            int index = from / plan.blockSize();
            if (plan.hasMetaGroups() && index * perBlock >= oldGroups) {
                return;
            }
            int within = from % plan.blockSize();
            long position = old.position(old.descriptorBlock(index)) + within;
            device.write(position, ByteBuffer.wrap(bytes, from, plan.blockSize() - within));
            from += plan.blockSize() - within;
        }
    }

    /** Makes the volume larger: by one sector, for all that changes lies in the first half of the superblock. */
    private void commit(Superblock grown) throws IOException {
        SuperblockUpdate.write(device, grown);
        device.flush();
    }

    private @Nullable Inode readResizeInode() throws IOException {
        if (!plan.features().hasCompatible(Features.RESIZE_INODE)) {
            return null;
        }
        MetadataCache cache = new MetadataCache(device, plan.blockSize());
        Inode inode = new InodeTable(device, old, descriptors, cache).read(ResizeInode.NUMBER);
        long map = ResizeInode.map(inode);
        if (!old.holds(map, 1)) {
            throw Damage.at(device, -1, "the inode for growing has no list of blocks", "a block of the volume", map);
        }
        return inode;
    }

    /** Takes the blocks that will hold descriptors out of the list of kept ones, lest e2fsck repairs them as a list. */
    private void unlistDescriptors(long map) throws IOException {
        int entries = plan.blockSize() / 4;
        int perBlock = plan.blockSize() / plan.descriptorSize();
        byte[] list = new byte[plan.blockSize()];
        device.read(old.position(map), ByteBuffer.wrap(list));
        for (int block = (oldGroups + perBlock - 1) / perBlock; block < plan.descriptorBlocks(); block++) {
            LittleEndian.put32(list, block % entries * 4, 0);
        }
        write(map, list);
        device.flush();
    }

    private void writeResizeInode(Inode inode) throws IOException {
        MetadataCache cache = new MetadataCache(device, plan.blockSize());
        ResizeInode.list(plan, inode, cache);
        new InodeTable(device, old, descriptors, cache).write(ResizeInode.NUMBER, inode);
        cache.flush();
        device.flush();
    }

    /** Gives free what the group that was the last has more. */
    private void writeLast(byte[] bitmap) throws IOException {
        if (old.blocksIn(lastOld) == plan.groupEnd(lastOld) - plan.groupStart(lastOld)) {
            return;
        }
        write(descriptors.get(lastOld).blockBitmap(), bitmap);
        device.flush();
        int from = at(lastOld) / SECTOR * SECTOR;
        long block = old.descriptorBlock(from / plan.blockSize());
        device.write(old.position(block) + from % plan.blockSize(), ByteBuffer.wrap(table, from, SECTOR));
        device.flush();
    }

    /** Lets the kernel count anew what the tables take; that number and the checksum lie in one sector. */
    private void finish(Superblock grown) throws IOException {
        LittleEndian.put32(grown.bytes(), Superblock.OVERHEAD_CLUSTERS, 0);
        grown.sealIfSummed();
        device.write(Superblock.POSITION + SECTOR, ByteBuffer.wrap(grown.bytes(), SECTOR, SECTOR));
        device.flush();
    }

    private void write(long block, byte[] bytes) throws IOException {
        device.write(old.position(block), ByteBuffer.wrap(bytes));
    }

    private int at(int group) {
        return group * plan.descriptorSize();
    }
}
