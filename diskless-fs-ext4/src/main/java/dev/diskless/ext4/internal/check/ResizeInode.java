package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import java.io.IOException;

/** The inode that holds the blocks into which the descriptor table may grow. */
final class ResizeInode {

    private static final int NUMBER = 7;
    private static final int DOUBLE_INDIRECT = 13;

    private final Examined volume;
    private final Layout layout;

    ResizeInode(Examined volume) {
        this.volume = volume;
        this.layout = volume.layout;
    }

    void check(Inode inode) throws IOException {
        if (!layout.features().hasCompatible(Features.RESIZE_INODE)) {
            boolean blank = inode.blocks() == 0 && inode.size() == 0 && inode.mode() == 0;
            for (int i = 0; i < 15; i++) {
                blank &= LittleEndian.i32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * i) == 0;
            }
            if (!blank || layout.reservedDescriptorBlocks() != 0) {
                bad("blocks for growing on a volume without them");
            }
            return;
        }
        long table = LittleEndian.u32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * DOUBLE_INDIRECT);
        boolean others = false;
        for (int i = 0; i < 15; i++) {
            others |= i != DOUBLE_INDIRECT && LittleEndian.i32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * i) != 0;
        }
        if (inode.hasFlag(Inode.FLAG_EXTENTS) || !inode.is(Mode.REGULAR) || others || !layout.holds(table, 1)) {
            bad("the inode for growing is malformed");
            return;
        }
        if (volume.blocks.mark(table, 1) >= 0) {
            volume.findings.block(Problem.BLOCK_SHARED, NUMBER, table, "the block belongs to something else, too");
        }
        byte[] entries = volume.source.block(table);
        if (entries == null || !lists(entries)) {
            bad("the inode for growing lists other blocks than those reserved");
            return;
        }
        long backups = 0;
        for (long group = 1; group < layout.groups(); group++) {
            backups += layout.hasSuperblock(group) ? 1 : 0;
        }
        long sectors = (1 + layout.reservedDescriptorBlocks() * (1 + backups)) * (layout.blockSize() / 512);
        if (inode.blocks() != sectors) {
            volume.findings.inode(
                    Problem.BLOCK_COUNT, NUMBER, "counts " + inode.blocks() + " blocks and has " + sectors);
        }
    }

    private boolean lists(byte[] entries) throws IOException {
        int perBlock = layout.blockSize() / 4;
        boolean[] expected = new boolean[perBlock];
        byte[] list = new byte[layout.blockSize()];
        for (int i = 0; i < layout.reservedDescriptorBlocks(); i++) {
            long block = layout.first() + 1 + layout.descriptorBlocks() + i;
            int index = (layout.descriptorBlocks() + i) % perBlock;
            expected[index] = true;
            if (LittleEndian.u32(entries, 4 * index) != block || !volume.source.read(block, list)) {
                return false;
            }
            int at = 0;
            for (int group = 1; group < layout.groups() && at < perBlock; group++) {
                if (layout.hasSuperblock(group)) {
                    if (LittleEndian.u32(list, 4 * at++) != block + (long) group * layout.blocksPerGroup()) {
                        return false;
                    }
                }
            }
            while (at < perBlock) {
                if (LittleEndian.i32(list, 4 * at++) != 0) {
                    return false;
                }
            }
        }
        for (int i = 0; i < perBlock; i++) {
            if (!expected[i] && LittleEndian.i32(entries, 4 * i) != 0) {
                return false;
            }
        }
        return true;
    }

    private void bad(String message) {
        volume.findings.inode(Problem.RESIZE_INODE, NUMBER, message);
    }
}
