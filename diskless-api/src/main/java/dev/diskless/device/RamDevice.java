package dev.diskless.device;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A block device in memory. Spends memory only on chunks of 64 KiB that were written. Thread-safe as
 * {@link BlockDevice} asks for. {@link #flush} has nothing to do; after {@link #close} the content is gone.
 */
public final class RamDevice implements BlockDevice {

    private static final int CHUNK = 1 << 16;

    private final long size;
    private final int sectorSize;
    private final ConcurrentMap<Long, byte[]> chunks = new ConcurrentHashMap<>();

    /**
     * An empty device of zeros with sectors of 512 bytes.
     *
     * @param size bytes; a multiple of 512
     */
    public RamDevice(long size) {
        this(size, 512);
    }

    /**
     * An empty device of zeros.
     *
     * @param size bytes; a multiple of the sector size
     * @param sectorSize bytes: 512 or 4096
     */
    public RamDevice(long size, int sectorSize) {
        if (sectorSize != 512 && sectorSize != 4096) {
            throw new IllegalArgumentException("sector size must be 512 or 4096: " + sectorSize);
        }
        if (size < 0 || size % sectorSize != 0) {
            throw new IllegalArgumentException("size must be a multiple of " + sectorSize + ": " + size);
        }
        this.size = size;
        this.sectorSize = sectorSize;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return sectorSize;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void read(long position, ByteBuffer target) {
        Objects.checkFromIndexSize(position, target.remaining(), size);
        long at = position;
        while (target.hasRemaining()) {
            int offset = (int) (at % CHUNK);
            int count = Math.min(CHUNK - offset, target.remaining());
            byte[] chunk = chunks.get(at / CHUNK);
            if (chunk == null) {
                target.put(new byte[count]);
            } else {
                target.put(chunk, offset, count);
            }
            at += count;
        }
    }

    @Override
    public void write(long position, ByteBuffer source) {
        Objects.checkFromIndexSize(position, source.remaining(), size);
        long at = position;
        while (source.hasRemaining()) {
            int offset = (int) (at % CHUNK);
            int count = Math.min(CHUNK - offset, source.remaining());
            source.get(chunks.computeIfAbsent(at / CHUNK, key -> new byte[CHUNK]), offset, count);
            at += count;
        }
    }

    @Override
    public void zero(long position, long length) {
        Objects.checkFromIndexSize(position, length, size);
        long end = position + length;
        for (long at = position; at < end; ) {
            int offset = (int) (at % CHUNK);
            int count = (int) Math.min(CHUNK - offset, end - at);
            if (count == CHUNK) {
                chunks.remove(at / CHUNK);
            } else {
                byte[] chunk = chunks.get(at / CHUNK);
                if (chunk != null) {
                    Arrays.fill(chunk, offset, offset + count, (byte) 0);
                }
            }
            at += count;
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        chunks.clear();
    }

    @Override
    public String toString() {
        return "RAM device of " + size + " bytes";
    }
}
