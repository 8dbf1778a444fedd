package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The inodes of a volume by number. */
final class InodeTable {

    private final BlockDevice device;
    private final VolumeGeometry geometry;
    private final Descriptors descriptors;
    private final MetadataCache cache;
    private final CheckedParts checked = new CheckedParts();
    private @Nullable Changes changes;

    InodeTable(BlockDevice device, VolumeGeometry geometry, Descriptors descriptors, MetadataCache cache) {
        this.device = device;
        this.geometry = geometry;
        this.descriptors = descriptors;
        this.cache = cache;
    }

    /** Has inodes read as they were changed. */
    void follow(Changes changed) {
        changes = changed;
    }

    /** A copy of an inode in use. */
    Inode read(long number) throws IOException {
        Inode pending = changes == null ? null : changes.pending(number);
        if (pending != null) {
            return pending.copy();
        }
        long position = locate(number);
        byte[] block = cache.get(position / geometry.blockSize());
        Inode inode = new Inode(copy(block, position));
        if (inode.links() == 0 || inode.mode() == 0) {
            throw Damage.at(device, position, "inode " + number + " is not in use", "a link count", inode.links());
        }
        if (!inode.hasValidExtraSize()) {
            throw Damage.at(
                    device,
                    position + Inode.BASE_SIZE,
                    "inode " + number + " has an impossible size of extra fields",
                    "a multiple of 4 up to " + (geometry.inodeSize() - Inode.BASE_SIZE),
                    inode.extraSize());
        }
        if (geometry.hasMetadataChecksums() && !checked.contains(block, number)) {
            int computed = inode.computedChecksum(geometry.seed(), number);
            if (computed != inode.storedChecksum()) {
                throw Damage.checksum(device, position, "inode " + number, computed, inode.storedChecksum());
            }
            checked.add(block, number);
        }
        return inode;
    }

    /** The bytes of an inode, whatever it is. */
    Inode slot(long number) throws IOException {
        long position = locate(number);
        return new Inode(copy(cache.get(position / geometry.blockSize()), position));
    }

    /** Puts an inode with its checksum into the block it lies in. */
    void write(long number, Inode inode) throws IOException {
        long position = locate(number);
        byte[] block = cache.change(position / geometry.blockSize());
        int at = (int) (position % geometry.blockSize());
        byte[] bytes = inode.bytes();
        if (checked.contains(block, number) && Arrays.equals(bytes, 0, bytes.length, block, at, at + bytes.length)) {
            return;
        }
        if (geometry.hasMetadataChecksums()) {
            inode.seal(geometry.seed(), number);
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
        checked.add(block, number);
    }

    /** Where an inode lies, in bytes from the start of the volume. */
    long locate(long number) throws IOException {
        if (number < 1 || number > geometry.inodes()) {
            throw Damage.at(device, -1, "no such inode", "1.." + geometry.inodes(), number);
        }
        long group = (number - 1) / geometry.inodesPerGroup();
        long index = (number - 1) % geometry.inodesPerGroup();
        GroupDescriptor descriptor = descriptors.get(group);
        boolean countsUnused = geometry.features().hasReadOnlyCompatible(Features.METADATA_CSUM | Features.GDT_CSUM);
        if (countsUnused
                && (descriptor.hasFlag(GroupDescriptor.INODE_UNINIT)
                        || index >= geometry.inodesPerGroup() - descriptor.unusedInodes())) {
            throw Damage.at(
                    device,
                    -1,
                    "inode " + number + " lies in the unused part of its table",
                    "an index below " + (geometry.inodesPerGroup() - descriptor.unusedInodes()),
                    index);
        }
        long offset = index * geometry.inodeSize();
        long start = descriptor.inodeTable();
        long block = start + offset / geometry.blockSize();
        if (start <= 0 || !geometry.holds(block, 1)) {
            throw Damage.at(
                    device,
                    -1,
                    "the inode table of group " + group + " lies outside the volume",
                    "a block below " + geometry.blocks(),
                    start);
        }
        return geometry.position(block) + offset % geometry.blockSize();
    }

    private byte[] copy(byte[] block, long position) {
        int at = (int) (position % geometry.blockSize());
        return Arrays.copyOfRange(block, at, at + geometry.inodeSize());
    }
}
