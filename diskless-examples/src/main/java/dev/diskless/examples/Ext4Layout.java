package dev.diskless.examples;

import dev.diskless.device.BlockDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.Ext4Features;
import dev.diskless.ext4.Ext4Options;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new file system is to be like, with the options of {@code mke2fs}. */
final class Ext4Layout {

    @Option(
            names = "-O",
            paramLabel = "FEATURES",
            description = "features with commas between them, changing those that mkfs.ext4 sets; ^ takes one away;"
                    + " ^has_journal,^64bit for diskless media")
    private List<String> features = new ArrayList<>();

    @Option(names = "-b", paramLabel = "BYTES", description = "the size of blocks: 1024, 2048 or 4096")
    private @Nullable Integer blockSize;

    @Option(names = "-i", paramLabel = "BYTES", description = "one inode for so many bytes")
    private @Nullable Integer bytesPerInode;

    @Option(names = "-I", paramLabel = "BYTES", description = "the size of inodes; 256 by default")
    private @Nullable Integer inodeSize;

    @Option(names = "-m", paramLabel = "PERCENT", description = "blocks that are kept for root; 5 by default")
    private @Nullable Double reserved;

    @Option(names = "-N", paramLabel = "COUNT", description = "the number of inodes")
    private @Nullable Long inodes;

    /** The block size that is asked for; 0 if none is. */
    int blockSize() {
        return blockSize == null ? 0 : blockSize;
    }

    /** Makes the file system. */
    FileSystem format(BlockDevice device, FormatOptions identity) throws IOException {
        Ext4Options options = Ext4Options.standard(identity);
        for (String list : features) {
            options = options.withFeatures(Ext4Features.parse(options.features(), list));
        }
        if (blockSize != null) {
            options = options.withBlockSize(blockSize);
        }
        if (inodeSize != null) {
            options = options.withInodeSize(inodeSize);
        }
        if (bytesPerInode != null) {
            options = options.withBytesPerInode(bytesPerInode);
        }
        if (inodes != null) {
            options = options.withInodeCount(inodes);
        }
        if (reserved != null) {
            options = options.withReservedPercent(reserved);
        }
        return Ext4.format(device, options);
    }

    /** All that is asked for. */
    @Override
    public String toString() {
        return features + " " + blockSize + " " + bytesPerInode + " " + inodeSize + " " + reserved + " " + inodes;
    }
}
