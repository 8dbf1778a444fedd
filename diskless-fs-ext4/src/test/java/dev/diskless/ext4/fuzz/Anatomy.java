package dev.diskless.ext4.fuzz;

import dev.diskless.ext4.internal.disk.ExtentNode;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.GroupDescriptor;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.JournalBlock;
import dev.diskless.ext4.internal.disk.JournalSuperblock;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.util.ArrayList;
import java.util.List;

/** Finds the structures of a healthy image, with nothing of the reader or the checker that are on trial. */
final class Anatomy {

    private static final int MOST_JOURNAL_BLOCKS = 24;
    private static final int MOST_PER_INODE = 40;
    private static final int RESIZE_INODE = 7;

    private final PatientImage image;
    private final Superblock superblock;
    private final int blockSize;
    private final int descriptorSize;
    private final List<Structure> found = new ArrayList<>();

    private Anatomy(PatientImage image) {
        this.image = image;
        this.superblock = new Superblock(image.get(Superblock.POSITION, Superblock.SIZE));
        this.blockSize = 1024 << superblock.u32(Superblock.LOG_BLOCK_SIZE);
        this.descriptorSize = superblock.features().hasIncompatible(Features.SIXTY_FOUR_BIT)
                ? superblock.u16(Superblock.DESCRIPTOR_SIZE)
                : GroupDescriptor.SMALL;
    }

    static List<Structure> of(PatientImage image) {
        Anatomy anatomy = new Anatomy(image);
        anatomy.explore();
        return List.copyOf(anatomy.found);
    }

    private void explore() {
        add(Kind.SUPERBLOCK, Superblock.POSITION, Superblock.SIZE, 0, 0);
        long perGroup = superblock.u32(Superblock.BLOCKS_PER_GROUP);
        long blocks = superblock.blocksCount() - superblock.u32(Superblock.FIRST_DATA_BLOCK);
        long groups = (blocks + perGroup - 1) / perGroup;
        int inodeSize = superblock.u32(Superblock.REVISION) == 0 ? 128 : superblock.u16(Superblock.INODE_SIZE);
        long inodesPerGroup = superblock.u32(Superblock.INODES_PER_GROUP);
        for (long group = 0; group < groups; group++) {
            long position = descriptor(group);
            add(Kind.DESCRIPTOR, position, descriptorSize, group, 0);
            GroupDescriptor descriptor = new GroupDescriptor(image.get(position, descriptorSize), 0, descriptorSize);
            block(Kind.BLOCK_BITMAP, descriptor.blockBitmap(), group, 0);
            block(Kind.INODE_BITMAP, descriptor.inodeBitmap(), group, 0);
            if (descriptor.hasFlag(GroupDescriptor.INODE_UNINIT)) {
                continue;
            }
            for (long i = 0; i < inodesPerGroup; i++) {
                long at = descriptor.inodeTable() * blockSize + i * inodeSize;
                Inode inode = new Inode(image.get(at, inodeSize));
                if (inode.mode() != 0) {
                    inode(group * inodesPerGroup + i + 1, at, inode);
                }
            }
        }
    }

    /** Where a descriptor lies; blocks of meta groups lie behind the superblock copy of the group, if it has one. */
    private long descriptor(long group) {
        long perBlock = blockSize / descriptorSize;
        long index = group / perBlock;
        long first = superblock.u32(Superblock.FIRST_DATA_BLOCK);
        long block = blockSize == 1024 ? 2 + index : 1 + index;
        if (superblock.features().hasIncompatible(Features.META_BG) && index > 0) {
            long start = first + index * perBlock * superblock.u32(Superblock.BLOCKS_PER_GROUP);
            Superblock copy = new Superblock(image.get(start * blockSize, Superblock.SIZE));
            block = start + (copy.hasMagic() ? 1 : 0);
        }
        return block * blockSize + group % perBlock * descriptorSize;
    }

    private void inode(long number, long position, Inode inode) {
        add(Kind.INODE, position, inode.bytes().length, number, 0);
        if (inode.attributeBlock() != 0) {
            block(Kind.ATTRIBUTE_BLOCK, inode.attributeBlock(), number, 0);
        }
        boolean isFast = inode.is(Mode.SYMBOLIC_LINK) && inode.size() < Inode.BLOCK_ARRAY_SIZE;
        if (inode.hasFlag(Inode.FLAG_INLINE_DATA) || Mode.isDevice(inode.mode()) || isFast || number == RESIZE_INODE) {
            return;
        }
        List<Long> content = new ArrayList<>();
        if (inode.hasFlag(Inode.FLAG_EXTENTS)) {
            extents(number, ExtentNode.root(inode), content);
        } else {
            for (int i = 0; i < 15; i++) {
                long block = LittleEndian.u32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * i);
                map(number, block, Math.max(0, i - 11), content);
            }
        }
        content(number, inode, content);
    }

    private void extents(long number, ExtentNode node, List<Long> content) {
        for (int i = 0; i < node.entries(); i++) {
            if (node.isLeaf()) {
                for (long b = 0; b < node.length(i); b++) {
                    content.add(node.physical(i) + b);
                }
            } else {
                block(Kind.EXTENT_NODE, node.child(i), number, 0);
                extents(number, ExtentNode.inBlock(image.get(node.child(i) * blockSize, blockSize)), content);
            }
        }
    }

    private void map(long number, long block, int level, List<Long> content) {
        if (block == 0) {
            return;
        }
        if (level == 0) {
            content.add(block);
            return;
        }
        block(Kind.MAP_BLOCK, block, number, 0);
        byte[] numbers = image.get(block * blockSize, blockSize);
        for (int at = 0; at < blockSize; at += 4) {
            map(number, LittleEndian.u32(numbers, at), level - 1, content);
        }
    }

    private void content(long number, Inode inode, List<Long> content) {
        if (inode.is(Mode.DIRECTORY)) {
            for (int i = 0; i < Math.min(content.size(), MOST_PER_INODE); i++) {
                block(Kind.DIRECTORY_BLOCK, content.get(i), number, i);
            }
        } else if (inode.is(Mode.SYMBOLIC_LINK) && !content.isEmpty()) {
            block(Kind.LINK_TARGET, content.get(0), number, 0);
        } else if (number == superblock.u32(Superblock.JOURNAL_INODE)) {
            journal(number, content);
        }
    }

    private void journal(long number, List<Long> content) {
        block(Kind.JOURNAL_SUPERBLOCK, content.get(0), number, 0);
        JournalSuperblock journal = new JournalSuperblock(image.get(content.get(0) * blockSize, blockSize));
        int start = (int) Math.max(1, journal.start());
        int last = start;
        for (int i = start; i < content.size() && i < start + MOST_JOURNAL_BLOCKS; i++) {
            if (new JournalBlock(image.get(content.get(i) * blockSize, blockSize)).hasMagic()) {
                last = i;
            }
        }
        for (int i = start; i <= last; i++) {
            block(Kind.JOURNAL_BLOCK, content.get(i), number, i);
        }
    }

    private void block(Kind kind, long block, long owner, long index) {
        add(kind, block * blockSize, blockSize, owner, index);
    }

    private void add(Kind kind, long position, int length, long owner, long index) {
        found.add(new Structure(kind, position, length, owner, index));
    }
}
