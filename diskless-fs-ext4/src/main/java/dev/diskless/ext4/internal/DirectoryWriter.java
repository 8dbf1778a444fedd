package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Changes directories. Those with a hash tree keep it; a directory whose first block is full gets one if the volume
 * wants that. Others grow by a block at the end: room in the blocks before the last one is only looked for while there
 * are few, so that putting in many names takes time in proportion to their number. Not thread-safe.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/directory.html">ext4, Directory Entries</a>
 */
final class DirectoryWriter {

    /** The greatest number of blocks that one name can append: a leaf, a node of each level and one of a new level. */
    static final int MOST_NEW_BLOCKS = 2 + HashTree.MOST_LEVELS_LARGE;

    // Enough for lost+found, which is made with blocks for many names.
    private static final int SEARCHED_BLOCKS = 16;

    private final VolumeGeometry geometry;
    private final Superblock superblock;

    // Where the name fits that was asked for last, as long as no directory was changed.
    private byte @Nullable [] roomName;
    private long roomDirectory;
    private int roomLogical;
    private int room;

    DirectoryWriter(VolumeGeometry geometry, Superblock superblock) {
        this.geometry = geometry;
        this.superblock = superblock;
    }

    /** How many blocks inserting a name appends; a name for which there can be no room is refused. */
    int mostNewBlocks(long number, Inode inode, DirectoryBlocks blocks, byte[] name) throws IOException {
        ChangedDirectory directory = directory(number, inode, blocks);
        directory.requireChangeable();
        if (inode.hasFlag(Inode.FLAG_INDEX)) {
            HashTree tree = directory.tree();
            HashTreePath path = tree.path(tree.hash(name));
            return hasRoom(directory, path.leaf(), tree.leaf(path), name)
                    ? 0
                    : new HashTreeWriter(directory).newBlocks(path);
        }
        int logical = blockWithRoom(directory, name.length);
        if (logical >= 0) {
            hasRoom(directory, logical, directory.read(logical), name);
            return 0;
        }
        int count = becomesTree(directory) ? HashTreeWriter.FIRST_LEAVES : 1;
        directory.requireGrowth(count);
        return count;
    }

    /** Makes the first block of a new directory. */
    void format(long number, Inode inode, DirectoryBlocks blocks, long parent) throws IOException {
        ChangedDirectory directory = directory(number, inode, blocks);
        DirectoryBlock first = directory.leaf(blocks.append());
        first.format(number, parent, directory.type(Mode.entryType(Mode.DIRECTORY)));
        directory.seal(first);
    }

    /** Adds a block without names to a directory without a hash tree. */
    void appendEmpty(long number, Inode inode, DirectoryBlocks blocks) throws IOException {
        ChangedDirectory directory = directory(number, inode, blocks);
        DirectoryBlock block = directory.leaf(blocks.append());
        block.format();
        directory.seal(block);
    }

    /**
     * Puts a name in, which must not be there. Of the inode only {@link Inode#FLAG_INDEX} may change.
     *
     * @return where the entry lies, in bytes from the start of the directory
     */
    long insert(long number, Inode inode, DirectoryBlocks blocks, byte[] name, long target, int type)
            throws IOException {
        boolean isRoomKnown = name == roomName && number == roomDirectory;
        ChangedDirectory directory = directory(number, inode, blocks);
        if (isRoomKnown) {
            return directory.put(roomLogical, directory.change(roomLogical), room, name, target, type);
        }
        directory.requireChangeable();
        if (inode.hasFlag(Inode.FLAG_INDEX)) {
            return new HashTreeWriter(directory).insert(name, target, type);
        }
        int logical = blockWithRoom(directory, name.length);
        if (logical >= 0) {
            DirectoryBlock block = directory.change(logical);
            return directory.put(logical, block, block.room(name.length), name, target, type);
        }
        if (becomesTree(directory)) {
            directory.requireGrowth(HashTreeWriter.FIRST_LEAVES);
            int version = HashTreeWriter.defaultVersion(geometry, superblock);
            return new HashTreeWriter(directory).convert(name, target, type, version);
        }
        directory.requireGrowth(1);
        DirectoryBlock block = directory.leaf(blocks.append());
        block.format();
        return directory.put(blocks.count() - 1, block, 0, name, target, type);
    }

    /** Takes a name out. Its room goes to the entry before it in its block; a first entry is only marked as free. */
    void remove(long number, Inode inode, DirectoryBlocks blocks, byte[] name) throws IOException {
        ChangedDirectory directory = directory(number, inode, blocks);
        FoundName found = find(directory, name);
        DirectoryBlock block = directory.change(found.logical());
        block.remove(found.at(), block.before(found.at()));
        directory.seal(block);
    }

    /** Makes a name that is there, be it {@code ..}, stand for another inode. */
    void replace(long number, Inode inode, DirectoryBlocks blocks, byte[] name, long target, int type)
            throws IOException {
        ChangedDirectory directory = directory(number, inode, blocks);
        FoundName found = find(directory, name);
        byte[] bytes = blocks.change(found.logical());
        new DirectoryBlock(bytes).replace(found.at(), target, directory.type(type));
        directory.sealAny(found.logical(), bytes);
    }

    /** Whether there are no names but those of the directory itself and its parent. */
    boolean isEmpty(long number, Inode inode, DirectoryBlocks blocks) throws IOException {
        ChangedDirectory directory = directory(number, inode, blocks);
        directory.requireChangeable();
        for (int logical = 0; logical < blocks.count(); logical++) {
            DirectoryBlock block = directory.read(logical);
            for (int at = 0; at < block.end(); at += block.distance(at)) {
                if (block.inode(at) != 0 && !block.isDots(at)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean hasRoom(ChangedDirectory directory, int logical, DirectoryBlock block, byte[] name) {
        room = block.room(name.length);
        roomLogical = logical;
        roomDirectory = directory.number;
        roomName = room >= 0 ? name : null;
        return room >= 0;
    }

    private ChangedDirectory directory(long number, Inode inode, DirectoryBlocks blocks) {
        roomName = null;
        return new ChangedDirectory(geometry, superblock, number, inode, blocks);
    }

    private boolean becomesTree(ChangedDirectory directory) {
        return directory.blocks.count() == 1 && HashTreeWriter.defaultVersion(geometry, superblock) >= 0;
    }

    private static int blockWithRoom(ChangedDirectory directory, int length) throws IOException {
        int last = directory.blocks.count() - 1;
        if (directory.read(last).room(length) >= 0) {
            return last;
        }
        for (int logical = 0; logical < last && last < SEARCHED_BLOCKS; logical++) {
            if (directory.read(logical).room(length) >= 0) {
                return logical;
            }
        }
        return -1;
    }

    private static FoundName find(ChangedDirectory directory, byte[] name) throws IOException {
        directory.requireChangeable();
        if (directory.inode.hasFlag(Inode.FLAG_INDEX) && !DirectoryReader.isDots(name)) {
            FoundName found = findByHash(directory, name);
            if (found != null) {
                return found;
            }
        }
        for (int logical = 0; logical < directory.blocks.count(); logical++) {
            DirectoryBlock block = directory.read(logical);
            int at = block.find(name);
            if (at >= 0) {
                return new FoundName(logical, block, at);
            }
        }
        throw new CorruptInputException(CorruptInputException.detail("a name is not in its directory any more")
                .at("directory " + directory.number)
                .expected("the name that was found before"));
    }

    private static @Nullable FoundName findByHash(ChangedDirectory directory, byte[] name) throws IOException {
        try {
            return directory.tree().find(name);
        } catch (CorruptInputException | UnsupportedFeatureException odd) {
            // The name is found as by who knows no hash trees; taking it out needs none.
            return null;
        }
    }
}
