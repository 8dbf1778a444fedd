package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A directory whose blocks are in memory. */
final class MemoryDirectory implements DirectoryBlocks {

    static final int REGULAR = 1;

    final VolumeGeometry geometry;
    final Superblock superblock;
    final long number;
    final Inode inode;
    final DirectoryWriter writer;
    final List<byte[]> blocks = new ArrayList<>();
    private final Set<Integer> changed = new HashSet<>();
    int changes;

    MemoryDirectory(VolumeGeometry geometry, Superblock superblock, long number, Inode inode) {
        this.geometry = geometry;
        this.superblock = superblock;
        this.number = number;
        this.inode = inode;
        this.writer = new DirectoryWriter(geometry, superblock);
    }

    void format(long parent) throws IOException {
        writer.format(number, inode, this, parent);
    }

    /** Puts a name in and checks that the number of new blocks was foretold. */
    void insert(byte[] name, long target) throws IOException {
        changed.clear();
        int before = count();
        int most = writer.mostNewBlocks(number, inode, this, name);
        long at = writer.insert(number, inode, this, name, target, REGULAR);
        int added = count() - before;
        if (added > most || most > DirectoryWriter.MOST_NEW_BLOCKS) {
            throw new AssertionError(added + " new blocks and not " + most);
        }
        DirectoryBlock block = new DirectoryBlock(read((int) (at / geometry.blockSize())));
        if (!block.hasName((int) (at % geometry.blockSize()), name)) {
            throw new AssertionError("the name is not where it should be");
        }
    }

    void remove(byte[] name) throws IOException {
        changed.clear();
        writer.remove(number, inode, this, name);
    }

    boolean isIndexed() {
        return inode.hasFlag(Inode.FLAG_INDEX);
    }

    HashTree tree() throws IOException {
        return HashTree.open(geometry, superblock, number, this::read, count());
    }

    /** The inode that a name stands for, found through the tree; -1 if there is none. */
    long lookup(byte[] name) throws IOException {
        FoundName found = tree().find(name);
        return found == null ? -1 : found.block().inode(found.at());
    }

    /** All names but the two first, as who knows no hash trees finds them. */
    Map<String, Long> names() {
        Map<String, Long> names = new TreeMap<>();
        for (byte[] bytes : blocks) {
            DirectoryBlock block = new DirectoryBlock(bytes);
            for (int at = 0; at < bytes.length; at += block.distance(at)) {
                if (block.inode(at) != 0 && !block.isDots(at)) {
                    Long twice = names.put(new String(block.name(at), StandardCharsets.ISO_8859_1), block.inode(at));
                    if (twice != null) {
                        throw new AssertionError("a name is there twice");
                    }
                }
            }
        }
        return names;
    }

    @Override
    public int count() {
        return blocks.size();
    }

    @Override
    public byte[] read(int logical) {
        return blocks.get(logical);
    }

    /** Gives a copy at the first change, so that what was read before is out of date. */
    @Override
    public byte[] change(int logical) {
        changes++;
        if (changed.add(logical)) {
            blocks.set(logical, blocks.get(logical).clone());
        }
        return blocks.get(logical);
    }

    @Override
    public byte[] append() {
        byte[] block = new byte[geometry.blockSize()];
        changed.add(blocks.size());
        blocks.add(block);
        return block;
    }
}
