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
import java.util.SortedSet;
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

    private LiveDescriptors(
            BlockDevice device, VolumeGeometry geometry, Superblock superblock, StoredDescriptors stored) {
        this.device = device;
        this.geometry = geometry;
        this.superblock = superblock;
        this.stored = stored;
    }

    /** The descriptors of a volume as they are on its device. */
    static LiveDescriptors of(BlockDevice device, VolumeGeometry geometry, Superblock superblock, MetadataCache cache) {
        StoredDescriptors stored = new StoredDescriptors(device, geometry, superblock, cache);
        return new LiveDescriptors(device, geometry, superblock, stored);
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

    /** Writes the sectors that hold the descriptors of these groups: those of some first or last, behind a barrier. */
    void store(SortedSet<Integer> groups, SortedSet<Integer> some, boolean first) throws IOException {
        SortedMap<Long, Integer> sectors = seal(groups);
        SortedMap<Long, Integer> apart = sectorsOf(some);
        write(sectors, apart, first);
        if (!some.isEmpty()) {
            device.flush();
        }
        write(sectors, apart, !first);
    }

    // From the byte of the device where a sector starts to a group whose descriptor is in it.
    private SortedMap<Long, Integer> sectorsOf(SortedSet<Integer> groups) {
        SortedMap<Long, Integer> sectors = new TreeMap<>();
        for (int group : groups) {
            long block = geometry.descriptorBlock(group / perBlock());
            sectors.put(geometry.position(block) + at(group) / SECTOR * SECTOR, group);
        }
        return sectors;
    }

    private SortedMap<Long, Integer> seal(SortedSet<Integer> groups) throws IOException {
        for (int group : groups) {
            GroupDescriptor descriptor = get(group);
            if (geometry.hasMetadataChecksums()) {
                descriptor.seal(geometry.seed(), group);
            } else if (geometry.features().hasReadOnlyCompatible(Features.GDT_CSUM)) {
                descriptor.sealCrc16(superblock.bytes(), group);
            }
        }
        return sectorsOf(groups);
    }

    private void write(SortedMap<Long, Integer> sectors, SortedMap<Long, Integer> some, boolean these)
            throws IOException {
        for (var sector : sectors.entrySet()) {
            if (some.containsKey(sector.getKey()) != these) {
                continue;
            }
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
