package dev.diskless.ext4.internal;

import dev.diskless.device.BlockDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int RECENT = 64;

    private final BlockDevice device;
    private final int blockSize;
    private final int capacity;
    private final Map<Long, byte[]> blocks = new LinkedHashMap<>(64, 0.75f, true);
    // Blocks that are asked for again and again are found here first; each has one slot that it can be in.
    private final long[] recentNumbers = new long[RECENT];
    private final byte[] @Nullable [] recentBlocks = new byte[RECENT][];
    private final Set<Long> changed = new HashSet<>();

    MetadataCache(BlockDevice device, int blockSize) {
        this.device = device;
        this.blockSize = blockSize;
        this.capacity = BUDGET / blockSize;
    }

    BlockDevice device() {
        return device;
    }

    /** A block for reading. */
    synchronized byte[] get(long number) throws IOException {
        int slot = (int) number & RECENT - 1;
        byte[] recent = recentBlocks[slot];
        if (recent != null && recentNumbers[slot] == number) {
            return recent;
        }
        byte[] block = blocks.get(number);
        if (block == null) {
            ByteBuffer buffer = ByteBuffer.allocate(blockSize);
            device.read(number * blockSize, buffer);
            block = buffer.array();
            blocks.put(number, block);
            if (changed.isEmpty()) {
                evict();
            }
        }
        recentNumbers[slot] = number;
        recentBlocks[slot] = block;
        return block;
    }

    /** A block for changing. */
    synchronized byte[] change(long number) throws IOException {
        byte[] block = get(number);
        changed.add(number);
        return block;
    }

    /** A block of zeros for changing, whatever the device holds. */
    synchronized byte[] create(long number) {
        byte[] block = new byte[blockSize];
        dropRecent(number);
        blocks.put(number, block);
        changed.add(number);
        return block;
    }

    /** Drops a block that was given back. */
    synchronized void forget(long number) {
        dropRecent(number);
        blocks.remove(number);
        changed.remove(number);
    }

    /** Drops blocks that were given back. */
    synchronized void forget(long first, long count) {
        if (count > blocks.size()) {
            Arrays.fill(recentBlocks, null);
            blocks.keySet().removeIf(number -> number >= first && number < first + count);
            changed.removeIf(number -> number >= first && number < first + count);
        } else {
            for (long number = first; number < first + count; number++) {
                forget(number);
            }
        }
    }

    /** Writes changed blocks if there are many. */
    synchronized void trim() throws IOException {
        if (blocks.size() > capacity) {
            flush();
        }
    }

    /** Writes all changed blocks. */
    synchronized void flush() throws IOException {
        List<Long> numbers = new ArrayList<>(changed);
        numbers.sort(null);
        ByteBuffer request = ByteBuffer.allocate((int) Math.min(REQUEST, (long) numbers.size() * blockSize));
        long start = -1;
        for (long number : numbers) {
            boolean follows = number == start + request.position() / blockSize;
            if (request.position() > 0 && (!follows || !request.hasRemaining())) {
                device.write(start * blockSize, request.flip());
                request.clear();
            }
            if (request.position() == 0) {
                start = number;
            }
            request.put(blocks.get(number));
        }
        if (request.position() > 0) {
            device.write(start * blockSize, request.flip());
        }
        changed.clear();
        evict();
    }

    private void evict() {
        if (blocks.size() > capacity) {
            Arrays.fill(recentBlocks, null);
        }
        Iterator<byte[]> oldest = blocks.values().iterator();
        while (blocks.size() > capacity && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private void dropRecent(long number) {
        int slot = (int) number & RECENT - 1;
        if (recentNumbers[slot] == number) {
            recentBlocks[slot] = null;
        }
    }
}
