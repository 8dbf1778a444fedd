package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.ext4.internal.disk.Timestamp;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Makes an empty file system the way mkfs.ext4 does. */
final class Formatter {

    private static final int HEAD = 4096;
    private static final int TAIL = 65536;

    private final WatchedDevice device;
    private final FormatPlan plan;
    private final Instant time;

    private Formatter(WatchedDevice device, FormatPlan plan, Instant time) {
        this.device = device;
        this.plan = plan;
        this.time = time;
    }

    static WritableVolume format(BlockDevice device, FormatRequest request) throws IOException {
        FormatOptions identity = request.identity();
        byte[] label = checkLabel(identity.label());
        checkTime(identity.time());
        FormatPlan plan = FormatPlanner.plan(device.size(), device.sectorSize(), request);
        return new Formatter(new WatchedDevice(device), plan, identity.time()).make(identity, label);
    }

    private WritableVolume make(FormatOptions identity, byte[] label) throws IOException {
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
                NewSuperblock.make(plan, identity, label),
                bitmaps,
                inodeBitmaps,
                descriptors,
                BlockAllocator.ofNew(device, plan, bitmaps, descriptors),
                InodeAllocator.ofNew(device, plan, inodeBitmaps, descriptors));
        long overhead = plan.blocks() - target.blocks().free() + plan.journalBlocks();
        LittleEndian.put32(target.superblock().bytes(), Superblock.OVERHEAD_CLUSTERS, overhead);
        wipe(descriptors);
        VolumeGeometry geometry = VolumeGeometry.of(target.superblock(), device);
        WritableVolume volume = new WritableVolume(device, target, geometry, time);
        new InitialObjects(target, volume.inodes, volume.cache, geometry.seed(), time).make(device);
        return volume;
    }

    /** Makes the device unrecognisable, then everything zero that must be, in the order of the device. */
    private void wipe(DescriptorTable descriptors) throws IOException {
        long size = plan.blocks() * plan.blockSize();
        device.zero(0, Math.min(HEAD, size));
        device.flush();
        boolean wholeTables = !plan.lazyTables() || !plan.features().hasDescriptorChecksums();
        int tableBlocks = plan.inodeTableBlocks();
        for (int group = 0; group < plan.groups(); group++) {
            long kept = plan.groupStart(group) + plan.superblockBlocks(group) - plan.reservedDescriptorBlocks();
            if (plan.superblockBlocks(group) > 0) {
                zero(kept, plan.reservedDescriptorBlocks());
            }
            GroupDescriptor descriptor = descriptors.get(group);
            zero(descriptor.blockBitmap(), 1);
            zero(descriptor.inodeBitmap(), 1);
            zero(descriptor.inodeTable(), wholeTables ? tableBlocks : Math.min(tableBlocks, usedTableBlocks(group)));
        }
        long tail = size / TAIL * TAIL;
        tail = tail > TAIL ? tail - TAIL : tail;
        if (tail > 0) {
            device.zero(tail, size - tail);
        }
    }

    /** Blocks of a table that hold inodes of the empty file system. */
    private long usedTableBlocks(int group) {
        long used = Math.max(0, plan.firstInodes() - (long) group * plan.inodesPerGroup());
        int perBlock = plan.blockSize() / plan.inodeSize();
        return (used + perBlock - 1) / perBlock;
    }

    private void zero(long block, long count) throws IOException {
        device.zero(block * plan.blockSize(), count * plan.blockSize());
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
