package dev.diskless.overlay.internal;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/** Compresses units, one after the other, in memory outside of the heap. For one thread at a time. */
final class UnitPacker implements Closeable {

    private static final int FIRST = 1 << 16;

    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final CRC32C other = new CRC32C();
    private ByteBuffer plain = ByteBuffer.allocateDirect(FIRST);
    private ByteBuffer packed = ByteBuffer.allocateDirect(FIRST);

    UnitPacker(int level) {
        this.deflater = new Deflater(level, true);
    }

    /** An empty buffer for at least that many bytes, kept until {@link #pack}. */
    ByteBuffer buffer(int length) {
        plain = roomFor(length, plain);
        return plain.clear();
    }

    private static ByteBuffer roomFor(int length, ByteBuffer buffer) {
        // Only two sizes, since memory outside of the heap is slow to come and go.
        return length <= buffer.capacity() ? buffer : ByteBuffer.allocateDirect(PackedUnit.MOST_PACKED);
    }

    /** Both checksums of what is in the buffer. */
    long checks() {
        crc.reset();
        crc.update(plain.duplicate().flip());
        other.reset();
        other.update(plain.duplicate().flip());
        return crc.getValue() | other.getValue() << 32;
    }

    /** Compresses what is in the buffer; the last unit of a file ends the compressed data. */
    byte[] pack(boolean last) {
        ByteBuffer input = plain.duplicate().flip();
        // What zlib promises at most, and the mark behind it.
        int most = input.remaining() + (input.remaining() >>> 12) + (input.remaining() >>> 14) + 64;
        packed = roomFor(most, packed);
        packed.clear();
        deflater.reset();
        deflater.setInput(input);
        if (last) {
            deflater.finish();
            deflater.deflate(packed);
        } else {
            deflater.deflate(packed, Deflater.SYNC_FLUSH);
        }
        if (!packed.hasRemaining() || (last && !deflater.finished())) {
            throw new IllegalStateException("compressed data is larger than it can be");
        }
        byte[] result = new byte[packed.flip().remaining()];
        packed.get(result);
        return result;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
