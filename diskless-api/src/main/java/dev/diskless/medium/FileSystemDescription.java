package dev.diskless.medium;

import java.util.List;
import java.util.Objects;

/**
 * What a file system says of itself.
 *
 * @param type the name of its format, for example {@code ext4}
 * @param label the volume label; empty if it has none
 * @param uuid the volume's identity as {@code blkid} prints it
 * @param blockSize bytes in a block
 * @param blocks number of blocks
 * @param freeBlocks blocks that nothing uses, those reserved for root among them
 * @param inodes number of inodes; 0 where the format has none
 * @param freeInodes inodes that nothing uses
 * @param features names of its feature flags, in the order of the format's own tools
 * @param clean whether it was closed properly
 */
public record FileSystemDescription(
        String type,
        String label,
        String uuid,
        int blockSize,
        long blocks,
        long freeBlocks,
        long inodes,
        long freeInodes,
        List<String> features,
        boolean clean) {

    public FileSystemDescription {
        Objects.requireNonNull(type);
        Objects.requireNonNull(label);
        Objects.requireNonNull(uuid);
        features = List.copyOf(features);
    }
}
