package dev.diskless.overlay.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One gzip member (RFC 1952) as busybox writes it: no time, no name, no extra flags, made on Unix. The same content
 * gives the same bytes however it is cut into writes, on the same zlib.
 */
final class GzipSink extends OutputStream {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};

    private final OutputStream out;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    // Only full buffers reach the deflater, so that its output cannot depend on the sizes of writes.
    private final byte[] pending = new byte[1 << 16];
    private final byte[] packed = new byte[1 << 16];
    private int filled;
    private long total;

    GzipSink(OutputStream out, int level) throws IOException {
        this.out = out;
        this.deflater = new Deflater(level, true);
        out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        int from = off;
        int left = len;
        while (left > 0) {
            int part = Math.min(left, pending.length - filled);
            System.arraycopy(b, from, pending, filled, part);
            filled += part;
            from += part;
            left -= part;
            if (filled == pending.length) {
                deflatePending();
            }
        }
    }

    private void deflatePending() throws IOException {
        crc.update(pending, 0, filled);
        total += filled;
        deflater.setInput(pending, 0, filled);
        while (!deflater.needsInput()) {
            out.write(packed, 0, deflater.deflate(packed));
        }
        filled = 0;
    }

    /** Ends the member; the target stays open. */
    void finish() throws IOException {
        deflatePending();
        deflater.finish();
        while (!deflater.finished()) {
            out.write(packed, 0, deflater.deflate(packed));
        }
        writeInt(crc.getValue());
        writeInt(total);
        out.flush();
    }

    private void writeInt(long value) throws IOException {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >>> shift) & 0xff);
        }
    }

    /** Closes the target. */
    @Override
    public void close() throws IOException {
        deflater.end();
        out.close();
    }
}
