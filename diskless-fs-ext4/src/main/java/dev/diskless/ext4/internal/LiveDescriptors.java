package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The group descriptors of an existing volume that is changed: as they will be, until {@link #store} brings them to the
 * device. A sector of them is one write, which is there or not. Not thread-safe.
 */
final class LiveDescriptors implements Descriptors {

    private static final int SECTOR = 512;

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final Superblock superblock;
    private final StoredDescriptors stored;
    private final Map<Long, byte[]> blocks = new HashMap<>();

    LiveDescriptors(BlockDevice device, VolumeGeometry geometry, Superblock superblock, StoredDescriptors stored) {
        this.device = device;
        this.geometry = geometry;
        this.superblock = superblock;
        this.stored = stored;
    }

    @Override
    public GroupDescriptor get(long group) throws IOException {
        long index = group / perBlock();
        byte[] block = blocks.get(index);
        if (block == null) {
            block = load(index);
            blocks.put(index, block);
        }
        return new GroupDescriptor(block, at(group), geometry.descriptorSize());
    }

    /** Writes the sectors that hold the descriptors of these groups. */
    void store(Iterable<Integer> groups) throws IOException {
        // From the byte of the device where a sector starts to a group whose descriptor is in it.
        SortedMap<Long, Integer> sectors = new TreeMap<>();
        for (int group : groups) {
            GroupDescriptor descriptor = get(group);
            if (geometry.hasMetadataChecksums()) {
                descriptor.seal(geometry.seed(), group);
            } else if (geometry.features().hasReadOnlyCompatible(Features.GDT_CSUM)) {
                descriptor.sealCrc16(superblock.bytes(), group);
            }
            long block = geometry.descriptorBlock(group / perBlock());
            sectors.put(geometry.position(block) + at(group) / SECTOR * SECTOR, group);
        }
        for (var sector : sectors.entrySet()) {
            int group = sector.getValue();
            byte[] block = blocks.get((long) (group / perBlock()));
            device.write(sector.getKey(), ByteBuffer.wrap(block, at(group) / SECTOR * SECTOR, SECTOR));
        }
    }

    private byte[] load(long index) throws IOException {
        long first = index * perBlock();
        for (long group = first; group < Math.min(first + perBlock(), geometry.groups()); group++) {
            stored.get(group);
        }
        ByteBuffer buffer = ByteBuffer.allocate(geometry.blockSize());
        device.read(geometry.position(geometry.descriptorBlock(index)), buffer);
        return buffer.array();
    }

    private int at(long group) {
        return (int) (group % perBlock()) * geometry.descriptorSize();
    }

    private int perBlock() {
        return geometry.blockSize() / geometry.descriptorSize();
    }
}
