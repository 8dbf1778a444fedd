package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the block maps of files from the time before extents into extent trees. The content stays where it is; the blocks of
 * the maps are given back.
 */
final class BlockMapConversion {

    private static final int DIRECT = 12;

    private final VolumeGeometry geometry;
    private final MetadataCache cache;
    private final FileBlocks reader;
    private final BlockAllocator allocator;
    private final ExtentWriter extents;

    BlockMapConversion(
            VolumeGeometry geometry,
            MetadataCache cache,
            FileBlocks reader,
            BlockAllocator allocator,
            ExtentWriter extents) {
        this.geometry = geometry;
        this.cache = cache;
        this.reader = reader;
        this.allocator = allocator;
        this.extents = extents;
    }

    /** The greatest number of blocks that the tree of a file can need. */
    static long mostBlocks(Inode inode, VolumeGeometry geometry) {
        long content = Math.max(1, inode.blocks() / (geometry.blockSize() / 512));
        return 2 + content / (geometry.blockSize() / 24);
    }

    /** Gives a file an extent tree in the place of its map. */
    void convert(long number, Inode inode) throws IOException {
        List<Long> starts = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        eachRun(number, inode, starts, runs);
        List<Long> maps = maps(number, inode);
        allocator.require(2 + runs.size() / (geometry.blockSize() / 24));
        long attributes = inode.attributeBlock() == 0 ? 0 : geometry.blockSize() / 512;
        Arrays.fill(inode.bytes(), Inode.BLOCK_ARRAY, Inode.BLOCK_ARRAY + Inode.BLOCK_ARRAY_SIZE, (byte) 0);
        ExtentWriter.format(inode);
        inode.setBlocks(attributes);
        for (int i = 0; i < runs.size(); i++) {
            extents.add(number, inode, starts.get(i), runs.get(i));
        }
        release(maps);
    }

    /** Gives back all blocks of a file with a map. */
    void clear(long number, Inode inode) throws IOException {
        List<Run> runs = new ArrayList<>();
        eachRun(number, inode, new ArrayList<>(), runs);
        List<Long> maps = maps(number, inode);
        for (Run run : runs) {
            allocator.release(run.physical(), run.length());
        }
        release(maps);
        Arrays.fill(inode.bytes(), Inode.BLOCK_ARRAY, Inode.BLOCK_ARRAY + Inode.BLOCK_ARRAY_SIZE, (byte) 0);
        inode.setBlocks(0);
    }

    private void eachRun(long number, Inode inode, List<Long> starts, List<Run> runs) throws IOException {
        long end = IndirectReader.end(geometry.blockSize());
        long mapped = 0;
        for (long logical = 0; logical < end; ) {
            Run run = reader.find(number, inode, logical);
            if (run.hasContent()) {
                mapped += run.length();
                requirePossible(number, mapped);
                starts.add(logical);
                runs.add(run);
            }
            logical += run.length();
        }
    }

    /** A map may lead to one block again and again, so that it is much larger than the volume. */
    private void requirePossible(long number, long blocks) throws IOException {
        if (blocks > geometry.blocks()) {
            throw Damage.at(
                    cache.device(),
                    -1,
                    "inode " + number + " has more blocks than the volume",
                    geometry.blocks(),
                    blocks);
        }
    }

    /** The blocks that the map itself takes; those that lie outside the volume were refused when the map was read. */
    private List<Long> maps(long number, Inode inode) throws IOException {
        List<Long> maps = new ArrayList<>();
        for (int level = 1; level <= 3; level++) {
            long block = LittleEndian.u32(inode.bytes(), Inode.BLOCK_ARRAY + 4 * (DIRECT + level - 1));
            addMaps(number, block, level, maps);
        }
        return maps;
    }

    private void addMaps(long number, long block, int level, List<Long> maps) throws IOException {
        if (block == 0 || !geometry.holds(block, 1)) {
            return;
        }
        maps.add(block);
        requirePossible(number, maps.size());
        if (level > 1) {
            byte[] entries = cache.get(block).clone();
            for (int at = 0; at < entries.length; at += 4) {
                addMaps(number, LittleEndian.u32(entries, at), level - 1, maps);
            }
        }
    }

    private void release(List<Long> maps) throws IOException {
        for (long block : maps) {
            cache.forget(block);
            allocator.release(block, 1);
        }
    }
}
