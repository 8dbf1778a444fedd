package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the passes share: the volume, and what they learned about it. */
final class Examined {

    final Source source;
    final Superblock superblock;
    final Layout layout;
    final GroupTable groups;
    final Findings findings;
    final BlockMap blocks;
    final InodeMap inodes;
    final DirectoryList directories = new DirectoryList();
    final int[] metadataBlocks;

    private final byte[] tableBlock;
    private long tableBlockNumber = -1;

    Examined(Source source, Superblock superblock, Layout layout, GroupTable groups, Findings findings) {
        this.source = source;
        this.superblock = superblock;
        this.layout = layout;
        this.groups = groups;
        this.findings = findings;
        this.blocks = new BlockMap(layout);
        this.inodes = new InodeMap(layout);
        this.metadataBlocks = new int[layout.groups()];
        this.tableBlock = new byte[layout.blockSize()];
    }

    /** A copy of an inode; null if its table cannot be read. */
    @Nullable
    Inode inode(long number) throws IOException {
        int group = (int) ((number - 1) / layout.inodesPerGroup());
        long offset = (number - 1) % layout.inodesPerGroup() * layout.inodeSize();
        long table = groups.inodeTable(group);
        long block = table + offset / layout.blockSize();
        if (!layout.holds(table, layout.inodeTableBlocks())) {
            return null;
        }
        if (block != tableBlockNumber) {
            tableBlockNumber = -1;
            if (!source.read(block, tableBlock)) {
                return null;
            }
            tableBlockNumber = block;
        }
        int at = (int) (offset % layout.blockSize());
        return new Inode(Arrays.copyOfRange(tableBlock, at, at + layout.inodeSize()));
    }
}
