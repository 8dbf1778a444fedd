package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of metadata that were used last, and those that were changed and not yet written. Changed blocks are
 * written in the order of the device, neighbours in one request.
 *
 * <p>Blocks that only are read may be got by many threads. Nothing that was changed leaves the memory before the next
 * call of {@link #trim} or {@link #flush}, so that a change may go through several blocks.
 */
final class MetadataCache {

    private static final int BUDGET = 8 << 20;
    private static final int REQUEST = 1 << 20;
    private static final int RECENT = 1024;

    private final BlockDevice device;
    private final int blockSize;
    private final int capacity;
    private final Map<Long, CachedBlock> blocks = new LinkedHashMap<>(64, 0.75f, true);
    // Blocks that are asked for again and again are found here first; each has two places that it can be in.
    private final AtomicReferenceArray<@Nullable CachedBlock> recent = new AtomicReferenceArray<>(RECENT);
    private int changed;
    private volatile boolean isFull;

    MetadataCache(BlockDevice device, int blockSize) {
        this.device = device;
        this.blockSize = blockSize;
        this.capacity = BUDGET / blockSize;
    }

    BlockDevice device() {
        return device;
    }

    /** The bytes of a block for reading. */
    byte[] get(long number) throws IOException {
        return block(number).bytes();
    }

    /** A block for reading. */
    CachedBlock block(long number) throws IOException {
        int place = place(number);
        CachedBlock block = recent.get(place);
        if (block != null && block.number() == number) {
            return block;
        }
        block = recent.get(place + 1);
        return block != null && block.number() == number ? block : load(number);
    }

    private synchronized CachedBlock load(long number) throws IOException {
        CachedBlock block = blocks.get(number);
        if (block == null) {
            ByteBuffer buffer = ByteBuffer.allocate(blockSize);
            device.read(number * blockSize, buffer);
            block = new CachedBlock(number, buffer.array());
            put(block);
            if (changed == 0) {
                evict(capacity);
            }
        }
        remember(block);
        return block;
    }

    /** The bytes of a block for changing. */
    byte[] change(long number) throws IOException {
        CachedBlock block = block(number);
        if (!block.isChanged()) {
            note(block);
        }
        return block.bytes();
    }

    /** A block of zeros for changing, whatever the device holds. */
    synchronized byte[] create(long number) {
        CachedBlock block = new CachedBlock(number, new byte[blockSize]);
        put(block);
        note(block);
        remember(block);
        return block.bytes();
    }

    private void put(CachedBlock block) {
        drop(blocks.put(block.number(), block));
        isFull = blocks.size() > capacity;
    }

    private void remember(CachedBlock block) {
        int place = place(block.number());
        recent.set(place + 1, recent.get(place));
        recent.set(place, block);
    }

    private synchronized void note(CachedBlock block) {
        block.setChanged(true);
        changed++;
    }

    /** Drops a block that was given back. */
    synchronized void forget(long number) {
        drop(blocks.remove(number));
    }

    /** Drops blocks that were given back. */
    synchronized void forget(long first, long count) {
        if (count <= blocks.size()) {
            for (long number = first; number < first + count; number++) {
                forget(number);
            }
            return;
        }
        Iterator<CachedBlock> all = blocks.values().iterator();
        while (all.hasNext()) {
            CachedBlock block = all.next();
            if (block.number() >= first && block.number() < first + count) {
                all.remove();
                drop(block);
            }
        }
    }

    /** Writes changed blocks if there are many. */
    void trim() throws IOException {
        if (isFull) {
            flush();
        }
    }

    /** Writes all changed blocks. */
    synchronized void flush() throws IOException {
        List<CachedBlock> waiting = new ArrayList<>(changed);
        for (CachedBlock block : blocks.values()) {
            if (block.isChanged()) {
                waiting.add(block);
            }
        }
        waiting.sort(Comparator.comparingLong(CachedBlock::number));
        ByteBuffer request = ByteBuffer.allocate((int) Math.min(REQUEST, (long) waiting.size() * blockSize));
        long start = -1;
        for (CachedBlock block : waiting) {
            boolean follows = block.number() == start + request.position() / blockSize;
            if (request.position() > 0 && (!follows || !request.hasRemaining())) {
                device.write(start * blockSize, request.flip());
                request.clear();
            }
            if (request.position() == 0) {
                start = block.number();
            }
            request.put(block.bytes());
        }
        if (request.position() > 0) {
            device.write(start * blockSize, request.flip());
        }
        for (CachedBlock block : waiting) {
            block.setChanged(false);
        }
        changed = 0;
        // Well below what would fill it again at once.
        evict(isFull ? capacity - capacity / 4 : capacity);
    }

    private void evict(int most) {
        Iterator<CachedBlock> oldest = blocks.values().iterator();
        while (blocks.size() > most && oldest.hasNext()) {
            CachedBlock block = oldest.next();
            oldest.remove();
            drop(block);
        }
    }

    private void drop(@Nullable CachedBlock block) {
        if (block == null) {
            return;
        }
        if (block.isChanged()) {
            changed--;
        }
        recent.compareAndSet(place(block.number()), block, null);
        recent.compareAndSet(place(block.number()) + 1, block, null);
        isFull = blocks.size() > capacity;
    }

    private static int place(long number) {
        return (int) (2 * number) & RECENT - 1;
    }
}
