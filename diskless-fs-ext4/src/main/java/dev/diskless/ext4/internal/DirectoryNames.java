package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds names in directories: small ones by reading them, large ones through an index that is built at the first search
 * and kept as long as there is room for it. Thread-safe for searches; {@link #added} runs alone.
 */
final class DirectoryNames {

    private static final int SMALL_BLOCKS = 2;
    private static final int MAX_SLOTS = 1 << 20;

    private final DirectoryReader reader;
    private final int blockSize;
    private final Map<Long, NameIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);

    DirectoryNames(DirectoryReader reader, int blockSize) {
        this.reader = reader;
        this.blockSize = blockSize;
    }

    /** The entry of a name; null if there is none. */
    @Nullable
    DirectoryName find(long directory, Inode inode, byte[] name) throws IOException {
        if (reader.blocks(inode) > SMALL_BLOCKS && !DirectoryReader.isDots(name)) {
            NameIndex index = index(directory, inode);
            if (!index.isUseless()) {
                return follow(index, directory, inode, name);
            }
        }
        for (int logical = 0; logical < reader.blocks(inode); logical++) {
            DirectoryBlock block = reader.read(directory, inode, logical);
            int at = reader.find(block, name);
            if (at >= 0) {
                return entry(block, at, name);
            }
        }
        return null;
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
            int at = (int) (offset % blockSize);
            if (block.inode(at) != 0 && block.hasName(at, name)) {
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
