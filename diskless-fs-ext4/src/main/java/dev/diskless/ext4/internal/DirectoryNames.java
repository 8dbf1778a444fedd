package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds names in directories: through the hash tree if the directory has a good one, else small ones by reading them,
 * large ones through an index that is built at the first search and kept as long as there is room for it. Thread-safe
 * for searches; {@link #added} runs alone.
 */
final class DirectoryNames {

    private static final int SMALL_BLOCKS = 2;
    private static final int MAX_SLOTS = 1 << 20;
    private static final int MAX_AUDITED = 4096;
    private static final int NOT_BY_HASH = Inode.FLAG_INLINE_DATA | Inode.FLAG_ENCRYPTED | Inode.FLAG_CASEFOLD;

    private final DirectoryReader reader;
    private final VolumeGeometry geometry;
    private final Superblock superblock;
    private final int blockSize;
    private final Map<Long, Boolean> sound = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, NameIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);

    DirectoryNames(DirectoryReader reader, VolumeGeometry geometry, Superblock superblock) {
        this.reader = reader;
        this.geometry = geometry;
        this.superblock = superblock;
        this.blockSize = geometry.blockSize();
    }

    /** The entry of a name; null if there is none. */
    @Nullable
    DirectoryName find(long directory, Inode inode, byte[] name) throws IOException {
        if (!DirectoryReader.isDots(name) && inode.hasFlag(Inode.FLAG_INDEX) && !inode.hasFlag(NOT_BY_HASH)) {
            try {
                HashTree tree = tree(directory, inode);
                FoundName found = tree.find(name);
                if (found != null) {
                    return entry(found.block(), found.at(), name);
                }
                if (isSound(directory, inode, tree)) {
                    return null;
                }
            } catch (CorruptInputException | UnsupportedFeatureException odd) {
                // Who knows no hash trees may still find the name, or the fault in its own block.
            }
        }
        return findByOrder(directory, inode, name);
    }

    private HashTree tree(long directory, Inode inode) throws IOException {
        HashTree.Source source =
                logical -> reader.read(directory, inode, logical).bytes();
        return HashTree.open(geometry, superblock, directory, source, reader.blocks(inode));
    }

    /** Asked when a name was not found for the first time; what is changed here stays sound. */
    private synchronized boolean isSound(long directory, Inode inode, HashTree tree) throws IOException {
        Boolean known = sound.get(directory);
        if (known == null) {
            known = new HashTreeAudit(tree, reader.blocks(inode)).isSound();
            sound.put(directory, known);
            if (sound.size() > MAX_AUDITED) {
                sound.keySet().remove(sound.keySet().iterator().next());
            }
        }
        return known;
    }

    private @Nullable DirectoryName findByOrder(long directory, Inode inode, byte[] name) throws IOException {
        if (reader.blocks(inode) > SMALL_BLOCKS && !DirectoryReader.isDots(name)) {
            NameIndex index = index(directory, inode);
            DirectoryName found = index.isUseless() ? null : follow(index, directory, inode, name);
            if (found != null || !index.isUseless() && !inode.hasFlag(Inode.FLAG_INDEX)) {
                return found;
            }
        }
        for (int logical = 0; logical < reader.blocks(inode); logical++) {
            DirectoryBlock block = reader.read(directory, inode, logical);
            int at = block.find(name);
            if (at >= 0) {
                return entry(block, at, name);
            }
        }
        return null;
    }

    /** Forgets where the names of a directory lie. Names that only were taken out need not be forgotten. */
    synchronized void forget(long directory) {
        indexes.remove(directory);
    }

    /** Takes note of a name that was put into a directory. */
    synchronized void added(long directory, byte[] name, long offset) {
        NameIndex index = indexes.get(directory);
        if (index != null) {
            index.add(name, (int) (offset / 4));
        }
    }

    private @Nullable DirectoryName follow(NameIndex index, long directory, Inode inode, byte[] name)
            throws IOException {
        long found = index.next(name, 0);
        while (found >= 0) {
            long offset = (found & 0xFFFFFFFFL) * 4;
            DirectoryBlock block = reader.read(directory, inode, (int) (offset / blockSize));
            int at = block.find(name);
            if (at >= 0) {
                return entry(block, at, name);
            }
            found = index.next(name, (int) (found >>> 32) + 1);
        }
        return null;
    }

    private DirectoryName entry(DirectoryBlock block, int at, byte[] name) {
        return new DirectoryName(name, block.inode(at), reader.type(block, at));
    }

    private synchronized NameIndex index(long directory, Inode inode) throws IOException {
        NameIndex index = indexes.get(directory);
        if (index == null) {
            index = new NameIndex();
            for (int logical = 0; logical < reader.blocks(inode) && !index.isUseless(); logical++) {
                DirectoryBlock block = reader.read(directory, inode, logical);
                for (int at = 0; at < blockSize && !index.isUseless(); at += block.distance(at)) {
                    if (block.inode(at) != 0) {
                        index.add(block.name(at), (int) (((long) logical * blockSize + at) / 4));
                    }
                }
            }
            indexes.put(directory, index);
            forgetOldest();
        }
        return index;
    }

    private void forgetOldest() {
        int slots = 0;
        for (NameIndex index : indexes.values()) {
            slots += index.size();
        }
        Iterator<NameIndex> oldest = indexes.values().iterator();
        while (slots > MAX_SLOTS && indexes.size() > 1) {
            slots -= oldest.next().size();
            oldest.remove();
        }
    }
}
