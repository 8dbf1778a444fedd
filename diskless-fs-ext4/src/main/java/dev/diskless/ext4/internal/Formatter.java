package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.ext4.internal.disk.Timestamp;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Makes an empty file system the way {@code mkfs.ext4 -O ^has_journal,^64bit} does. */
final class Formatter {

    private static final int HEAD = 4096;
    private static final int TAIL = 65536;
    private static final int LOST_AND_FOUND_PERMISSIONS = 0700;
    private static final int ROOT_PERMISSIONS = 0755;
    private static final int SIGNED_HASH = 1;
    private static final int HALF_MD4 = 1;
    private static final int CRC32C = 1;
    private static final int ERRORS_CONTINUE = 1;
    private static final int USER_XATTR_AND_ACL = 0x0C;
    private static final int NEVER_BY_COUNT = 0xFFFF;
    private static final byte[] LOST_AND_FOUND = "lost+found".getBytes(StandardCharsets.US_ASCII);

    private final WatchedDevice device;
    private final FormatPlan plan;
    private final Instant time;

    private Formatter(WatchedDevice device, FormatPlan plan, Instant time) {
        this.device = device;
        this.plan = plan;
        this.time = time;
    }

    static WritableVolume format(BlockDevice device, FormatOptions options) throws IOException {
        byte[] label = checkLabel(options.label());
        checkTime(options.time());
        FormatPlan plan = FormatPlan.of(device.size(), device.sectorSize());
        return new Formatter(new WatchedDevice(device), plan, options.time()).make(options, label);
    }

    private WritableVolume make(FormatOptions options, byte[] label) throws IOException {
        GroupBitmaps bitmaps = GroupBitmaps.ofBlocks(plan);
        GroupBitmaps inodeBitmaps = GroupBitmaps.ofInodes(plan);
        DescriptorTable descriptors = new DescriptorTable(plan);
        if (!TablePlacement.place(plan, bitmaps, descriptors)) {
            throw new InvalidRequestException(InvalidRequestException.detail("no room for the tables of ext4")
                    .at(device)
                    .found(device.size() + " bytes"));
        }
        NewFileSystem target = new NewFileSystem(
                plan,
                superblock(options, label),
                bitmaps,
                inodeBitmaps,
                descriptors,
                BlockAllocator.ofNew(device, plan, bitmaps, descriptors),
                InodeAllocator.ofNew(device, plan, inodeBitmaps, descriptors));
        long overhead = plan.blocks() - target.blocks().free();
        LittleEndian.put32(target.superblock().bytes(), Superblock.OVERHEAD_CLUSTERS, overhead);
        wipe(descriptors);
        VolumeGeometry geometry = VolumeGeometry.of(target.superblock(), device);
        WritableVolume volume = new WritableVolume(device, target, geometry, time);
        addObjects(volume, target);
        return volume;
    }

    private void addObjects(WritableVolume volume, NewFileSystem target) throws IOException {
        for (long number = 1; number <= FormatPlan.FIRST_INODE; number++) {
            boolean isDirectory = number == Volume.ROOT || number == FormatPlan.FIRST_INODE;
            target.inodes().take(number, isDirectory);
            if (number < FormatPlan.FIRST_INODE) {
                volume.inodes.write(number, new Inode(new byte[FormatPlan.INODE_SIZE]));
            }
        }
        Inode root = volume.addReservedDirectory(Volume.ROOT, Volume.ROOT, ROOT_PERMISSIONS, 1);
        volume.addReservedDirectory(
                FormatPlan.FIRST_INODE, Volume.ROOT, LOST_AND_FOUND_PERMISSIONS, plan.lostAndFoundBlocks());
        root.setLinks(3);
        volume.insertName(Volume.ROOT, root, LOST_AND_FOUND, FormatPlan.FIRST_INODE, Mode.entryType(Mode.DIRECTORY));
        Inode badBlocks = new Inode(new byte[FormatPlan.INODE_SIZE]);
        badBlocks.setBaseTimes(time);
        volume.inodes.write(1, badBlocks);
        volume.inodes.write(ResizeInode.NUMBER, ResizeInode.make(target, volume.cache, time));
    }

    /** Makes the device unrecognisable, then everything zero that must be, in the order of the device. */
    private void wipe(DescriptorTable descriptors) throws IOException {
        long size = plan.blocks() * plan.blockSize();
        device.zero(0, Math.min(HEAD, size));
        device.flush();
        for (int group = 0; group < plan.groups(); group++) {
            long kept = plan.groupStart(group) + plan.superblockBlocks(group) - plan.reservedDescriptorBlocks();
            if (plan.superblockBlocks(group) > 0) {
                zero(kept, plan.reservedDescriptorBlocks());
            }
            GroupDescriptor descriptor = descriptors.get(group);
            zero(descriptor.blockBitmap(), 1);
            zero(descriptor.inodeBitmap(), 1);
            zero(descriptor.inodeTable(), plan.inodeTableBlocks());
        }
        long tail = size / TAIL * TAIL;
        tail = tail > TAIL ? tail - TAIL : tail;
        if (tail > 0) {
            device.zero(tail, size - tail);
        }
    }

    private void zero(long block, long count) throws IOException {
        device.zero(block * plan.blockSize(), count * plan.blockSize());
    }

    private Superblock superblock(FormatOptions options, byte[] label) {
        Superblock superblock = new Superblock(new byte[Superblock.SIZE]);
        byte[] bytes = superblock.bytes();
        int logBlockSize = Integer.numberOfTrailingZeros(plan.blockSize()) - 10;
        LittleEndian.put32(bytes, Superblock.INODES_COUNT, (long) plan.inodesPerGroup() * plan.groups());
        LittleEndian.put32(bytes, Superblock.BLOCKS_COUNT, plan.blocks());
        LittleEndian.put32(bytes, Superblock.RESERVED_BLOCKS_COUNT, plan.reservedBlocks());
        LittleEndian.put32(bytes, Superblock.FIRST_DATA_BLOCK, plan.firstDataBlock());
        LittleEndian.put32(bytes, Superblock.LOG_BLOCK_SIZE, logBlockSize);
        LittleEndian.put32(bytes, Superblock.LOG_CLUSTER_SIZE, logBlockSize);
        LittleEndian.put32(bytes, Superblock.BLOCKS_PER_GROUP, plan.blocksPerGroup());
        LittleEndian.put32(bytes, Superblock.CLUSTERS_PER_GROUP, plan.blocksPerGroup());
        LittleEndian.put32(bytes, Superblock.INODES_PER_GROUP, plan.inodesPerGroup());
        LittleEndian.put16(bytes, Superblock.MAX_MOUNT_COUNT, NEVER_BY_COUNT);
        LittleEndian.put16(bytes, Superblock.MAGIC_NUMBER, Superblock.MAGIC);
        LittleEndian.put16(bytes, Superblock.STATE, Superblock.STATE_VALID);
        LittleEndian.put16(bytes, Superblock.ERRORS, ERRORS_CONTINUE);
        LittleEndian.put32(bytes, Superblock.REVISION, 1);
        LittleEndian.put32(bytes, Superblock.FIRST_INODE, FormatPlan.FIRST_INODE);
        LittleEndian.put16(bytes, Superblock.INODE_SIZE, FormatPlan.INODE_SIZE);
        LittleEndian.put32(bytes, Superblock.COMPATIBLE, Features.MADE_HERE.compatible());
        LittleEndian.put32(bytes, Superblock.INCOMPATIBLE, Features.MADE_HERE.incompatible());
        LittleEndian.put32(bytes, Superblock.READ_ONLY_COMPATIBLE, Features.MADE_HERE.readOnlyCompatible());
        superblock.putUuid(Superblock.VOLUME_UUID, options.uuid());
        System.arraycopy(label, 0, bytes, Superblock.VOLUME_NAME, label.length);
        LittleEndian.put16(bytes, Superblock.RESERVED_DESCRIPTOR_BLOCKS, plan.reservedDescriptorBlocks());
        superblock.putUuid(Superblock.HASH_SEED, options.hashSeed());
        LittleEndian.put8(bytes, Superblock.DEFAULT_HASH_VERSION, HALF_MD4);
        LittleEndian.put32(bytes, Superblock.DEFAULT_MOUNT_OPTIONS, USER_XATTR_AND_ACL);
        LittleEndian.put16(bytes, Superblock.MIN_EXTRA_INODE_SIZE, Inode.EXTRA_SIZE);
        LittleEndian.put16(bytes, Superblock.WANT_EXTRA_INODE_SIZE, Inode.EXTRA_SIZE);
        LittleEndian.put32(bytes, Superblock.FLAGS, SIGNED_HASH);
        LittleEndian.put8(bytes, Superblock.LOG_GROUPS_PER_FLEX, FormatPlan.LOG_GROUPS_PER_FLEX);
        LittleEndian.put8(bytes, Superblock.CHECKSUM_TYPE, CRC32C);
        putTime(bytes, Superblock.WRITE_TIME, Superblock.WRITE_TIME_HIGH);
        putTime(bytes, Superblock.LAST_CHECK, Superblock.LAST_CHECK_HIGH);
        putTime(bytes, Superblock.MAKING_TIME, Superblock.MAKING_TIME_HIGH);
        return superblock;
    }

    private void putTime(byte[] bytes, int field, int high) {
        long seconds = time.getEpochSecond();
        LittleEndian.put32(bytes, field, seconds);
        LittleEndian.put8(bytes, high, (int) (seconds >>> 32));
    }

    private static byte[] checkLabel(String label) throws InvalidRequestException {
        byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Superblock.NAME_LENGTH || label.indexOf('\0') >= 0) {
            throw new InvalidRequestException(InvalidRequestException.detail("bad volume label")
                    .expected("at most " + Superblock.NAME_LENGTH + " bytes without NUL")
                    .found(label));
        }
        return bytes;
    }

    private static void checkTime(Instant time) throws InvalidRequestException {
        if (time.getEpochSecond() < 0 || time.isAfter(Timestamp.MAX)) {
            throw new InvalidRequestException(InvalidRequestException.detail("time of making out of range")
                    .expected(Instant.EPOCH + " to " + Timestamp.MAX)
                    .found(time));
        }
    }
}
