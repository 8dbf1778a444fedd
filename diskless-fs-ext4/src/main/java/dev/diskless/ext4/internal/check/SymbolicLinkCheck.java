package dev.diskless.ext4.internal.check;

import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;

/** The target of a symbolic link: as long as the inode says, in the inode or in one block. */
final class SymbolicLinkCheck {

    private final Examined volume;

    SymbolicLinkCheck(Examined volume) {
        this.volume = volume;
    }

    /** Whether the size says that the target lies in the inode. */
    static boolean isFast(Inode link) {
        return !link.hasFlag(Inode.FLAG_EXTENTS) && link.size() > 0 && link.size() < Inode.BLOCK_ARRAY_SIZE;
    }

    void check(long number, Inode link, boolean mapped) throws IOException {
        byte[] target = link.bytes();
        int from = Inode.BLOCK_ARRAY;
        int room = Inode.BLOCK_ARRAY_SIZE;
        if (mapped) {
            byte[] block = block(link);
            if (block == null) {
                bad(number, "has no block with its target");
                return;
            }
            target = block;
            from = 0;
            room = target.length;
        }
        if (link.hasFlag(Inode.FLAG_ENCRYPTED)) {
            return;
        }
        int length = 0;
        while (length < room && target[from + length] != 0) {
            length++;
        }
        if (length == room || length == 0 || length != link.size() || link.hasFlag(Inode.FLAG_INDEX)) {
            bad(number, "has a target of " + length + " bytes and the size " + link.size());
        }
    }

    private byte @org.jspecify.annotations.Nullable [] block(Inode link) throws IOException {
        if (!link.hasFlag(Inode.FLAG_EXTENTS)) {
            return volume.source.block(LittleEndian.u32(link.bytes(), Inode.BLOCK_ARRAY));
        }
        ExtentNode root = ExtentNode.root(link);
        boolean one = root.depth() == 0
                && root.magic() == ExtentNode.MAGIC
                && root.entries() == 1
                && root.logical(0) == 0
                && root.length(0) == 1;
        return one ? volume.source.block(root.physical(0)) : null;
    }

    private void bad(long number, String what) {
        volume.findings.inode(Problem.SYMBOLIC_LINK, number, "a symbolic link " + what);
    }
}
