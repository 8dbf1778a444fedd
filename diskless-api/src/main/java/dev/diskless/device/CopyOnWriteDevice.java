package dev.diskless.device;

import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A view of a device that can be written and leaves the device as it is: what is written is kept in memory, and gone
 * after {@link #close}, which closes the device too.
 *
 * <p>Takes memory in chunks of 64 KiB for what is written, and about 64 bytes for each 64 KiB that are zeroed; up to a
 * limit, above which writing is refused. {@link #flush} has nothing to do. Thread-safe as {@link BlockDevice} asks for.
 */
public final class CopyOnWriteDevice implements BlockDevice {

    /** The limit on memory that is used unless another is given: 256 MiB. */
    public static final long DEFAULT_LIMIT = 256L << 20;

    private static final int CHUNK = 1 << 16;
    private static final int ZEROED_COST = 64;
    private static final byte[] ZEROED = new byte[0];

    private final BlockDevice device;
    private final long limit;
    private final ConcurrentMap<Long, byte[]> chunks = new ConcurrentHashMap<>();

    // Guarded by this, as is every change of the map.
    private long used;

    /**
     * A view that takes at most {@link #DEFAULT_LIMIT} bytes of memory.
     *
     * @param device the device to protect; may be read-only
     */
    public CopyOnWriteDevice(BlockDevice device) {
        this(device, DEFAULT_LIMIT);
    }

    /**
     * A view with a limit of its own.
     *
     * @param device the device to protect; may be read-only
     * @param limit the most memory to take, in bytes
     */
    public CopyOnWriteDevice(BlockDevice device, long limit) {
        this.device = Objects.requireNonNull(device);
        if (limit < 0) {
            throw new IllegalArgumentException("negative limit: " + limit);
        }
        this.limit = limit;
    }

    @Override
    public long size() {
        return device.size();
    }

    @Override
    public int sectorSize() {
        return device.sectorSize();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        Objects.checkFromIndexSize(position, target.remaining(), size());
        long at = position;
        while (target.hasRemaining()) {
            int offset = (int) (at % CHUNK);
            int count = Math.min(CHUNK - offset, target.remaining());
            byte[] chunk = chunks.get(at / CHUNK);
            if (chunk == null) {
                device.read(at, target.slice(target.position(), count));
                target.position(target.position() + count);
            } else if (chunk == ZEROED) {
                target.put(new byte[count]);
            } else {
                target.put(chunk, offset, count);
            }
            at += count;
        }
    }

    /**
     * Keeps bytes in memory.
     *
     * @throws LimitExceededException if the memory that this takes is above the limit; nothing is written then
     * @throws IOException if the device fails where a chunk is changed in part
     */
    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        Objects.checkFromIndexSize(position, source.remaining(), size());
        if (!source.hasRemaining()) {
            return;
        }
        prepare(position, source.remaining());
        long at = position;
        while (source.hasRemaining()) {
            int offset = (int) (at % CHUNK);
            int count = Math.min(CHUNK - offset, source.remaining());
            source.get(chunk(at / CHUNK), offset, count);
            at += count;
        }
    }

    /**
     * Makes a range read as zeros.
     *
     * @throws LimitExceededException if the memory that this takes is above the limit; part of the range may be zero then
     * @throws IOException if the device fails where a chunk is changed in part
     */
    @Override
    public void zero(long position, long length) throws IOException {
        Objects.checkFromIndexSize(position, length, size());
        long end = position + length;
        for (long at = position; at < end; ) {
            int offset = (int) (at % CHUNK);
            int count = (int) Math.min(CHUNK - offset, end - at);
            if (offset == 0 && count == lengthOf(at / CHUNK)) {
                forget(at / CHUNK);
            } else if (chunks.get(at / CHUNK) != ZEROED) {
                prepare(at, count);
                Arrays.fill(chunk(at / CHUNK), offset, offset + count, (byte) 0);
            }
            at += count;
        }
    }

    private synchronized void prepare(long position, int length) throws IOException {
        long first = position / CHUNK;
        long last = (position + length - 1) / CHUNK;
        long more = 0;
        for (long i = first; i <= last; i++) {
            byte[] chunk = chunks.get(i);
            more += chunk == null ? CHUNK : chunk == ZEROED ? CHUNK - ZEROED_COST : 0;
        }
        take(more, position);
        for (long i = first; i <= last; i++) {
            byte[] chunk = chunks.get(i);
            if (chunk == null || chunk == ZEROED) {
                byte[] fresh = new byte[CHUNK];
                boolean whole = position <= i * CHUNK && position + length >= i * CHUNK + lengthOf(i);
                if (chunk == null && !whole) {
                    device.read(i * CHUNK, ByteBuffer.wrap(fresh, 0, lengthOf(i)));
                }
                chunks.put(i, fresh);
                used += chunk == null ? CHUNK : CHUNK - ZEROED_COST;
            }
        }
    }

    private synchronized void forget(long index) throws LimitExceededException {
        byte[] chunk = chunks.get(index);
        if (chunk == null) {
            take(ZEROED_COST, index * CHUNK);
        }
        chunks.put(index, ZEROED);
        used += chunk == null ? ZEROED_COST : chunk == ZEROED ? 0 : ZEROED_COST - CHUNK;
    }

    private void take(long more, long position) throws LimitExceededException {
        if (more > limit - used) {
            throw new LimitExceededException(
                    LimitExceededException.detail("too much is written to a device whose changes are kept in memory")
                            .at(this, position)
                            .expected("at most " + limit + " bytes of memory")
                            .found(used + more)
                            .cure("give a higher limit, or write to a copy of the device"));
        }
    }

    private byte[] chunk(long index) {
        return Objects.requireNonNull(chunks.get(index), "closed, or zeroed while it was written");
    }

    private int lengthOf(long index) {
        return (int) Math.min(CHUNK, size() - index * CHUNK);
    }

    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        synchronized (this) {
            chunks.clear();
            used = 0;
        }
        device.close();
    }

    @Override
    public String toString() {
        return device + " (copy on write)";
    }
}
