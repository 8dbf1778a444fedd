package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;

/** The group descriptors of an existing file system, read when they are needed. */
final class StoredDescriptors implements Descriptors {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final Superblock superblock;
    private final MetadataCache cache;
    private final CheckedParts checked = new CheckedParts();

    StoredDescriptors(BlockDevice device, VolumeGeometry geometry, Superblock superblock, MetadataCache cache) {
        this.device = device;
        this.geometry = geometry;
        this.superblock = superblock;
        this.cache = cache;
    }

    @Override
    public GroupDescriptor get(long group) throws IOException {
        int perBlock = geometry.blockSize() / geometry.descriptorSize();
        long block = geometry.descriptorBlock(group / perBlock);
        int at = (int) (group % perBlock) * geometry.descriptorSize();
        long position = geometry.position(block) + at;
        if (!geometry.holds(block, 1)) {
            throw Damage.at(
                    device, position, "descriptor of group " + group + " outside the volume", "a block of it", block);
        }
        byte[] bytes = cache.get(block);
        GroupDescriptor descriptor = new GroupDescriptor(bytes, at, geometry.descriptorSize());
        if (checked.contains(bytes, group)) {
            return descriptor;
        }
        if (geometry.hasMetadataChecksums()) {
            check(position, group, descriptor.computedChecksum(geometry.seed(), group), descriptor);
        } else if (geometry.features().hasReadOnlyCompatible(Features.GDT_CSUM)) {
            check(position, group, descriptor.computedCrc16(superblock.bytes(), group), descriptor);
        }
        checked.add(bytes, group);
        return descriptor;
    }

    private void check(long position, long group, int computed, GroupDescriptor descriptor) throws IOException {
        if (descriptor.storedChecksum() != computed) {
            throw Damage.checksum(
                    device, position, "the descriptor of group " + group, computed, descriptor.storedChecksum());
        }
    }
}
