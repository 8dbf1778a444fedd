package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.FileSystemDescription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads and judges the superblock of a device. */
final class SuperblockReader {

    private static final int MAX_LOG_BLOCK_SIZE = 6;

    private SuperblockReader() {}

    /**
     * The superblock, with a right checksum where it has one; empty if the device carries no ext file system.
     */
    static Optional<Superblock> read(BlockDevice device) throws IOException {
        if (device.size() < Superblock.POSITION + Superblock.SIZE) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(Superblock.SIZE);
        device.read(Superblock.POSITION, buffer);
        Superblock superblock = new Superblock(buffer.array());
        if (!superblock.hasMagic() || superblock.features().hasIncompatible(Features.JOURNAL_DEV)) {
            return Optional.empty();
        }
        if (superblock.features().hasReadOnlyCompatible(Features.METADATA_CSUM)
                && superblock.storedChecksum() != superblock.computedChecksum()) {
            throw Damage.checksum(
                    device,
                    Superblock.POSITION + Superblock.CHECKSUM,
                    "the superblock",
                    superblock.computedChecksum(),
                    superblock.storedChecksum());
        }
        return Optional.of(superblock);
    }

    /** The superblock of a file system that can be read here. */
    static Superblock readUsable(BlockDevice device) throws IOException {
        Optional<Superblock> found = read(device);
        if (found.isEmpty()) {
            throw Damage.at(
                    device,
                    Superblock.POSITION + Superblock.MAGIC_NUMBER,
                    "no ext4 file system",
                    Damage.hex(Superblock.MAGIC),
                    "something else");
        }
        Superblock superblock = found.get();
        List<String> unreadable = superblock.features().unreadable();
        if (!unreadable.isEmpty()) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("the file system uses " + String.join(", ", unreadable))
                            .at(device, Superblock.POSITION + Superblock.INCOMPATIBLE)
                            .found(unreadable.get(0))
                            .cure("copy its content with the tool that made it"));
        }
        if (superblock.u32(Superblock.REVISION) > 1) {
            throw new UnsupportedFeatureException(UnsupportedFeatureException.detail("unknown revision of ext4")
                    .at(device, Superblock.POSITION + Superblock.REVISION)
                    .expected("0 or 1")
                    .found(superblock.u32(Superblock.REVISION)));
        }
        return superblock;
    }

    static FileSystemDescription describe(Superblock superblock, BlockDevice device) throws IOException {
        long log = superblock.u32(Superblock.LOG_BLOCK_SIZE);
        if (log > MAX_LOG_BLOCK_SIZE) {
            throw Damage.at(
                    device,
                    Superblock.POSITION + Superblock.LOG_BLOCK_SIZE,
                    "impossible block size in the superblock",
                    "0.." + MAX_LOG_BLOCK_SIZE,
                    log);
        }
        return new FileSystemDescription(
                superblock.features().generation(),
                superblock.label(),
                superblock.uuid().toString(),
                1024 << log,
                superblock.blocksCount(),
                superblock.freeBlocksCount(),
                superblock.u32(Superblock.INODES_COUNT),
                superblock.u32(Superblock.FREE_INODES_COUNT),
                superblock.features().names(),
                superblock.isClean());
    }
}
