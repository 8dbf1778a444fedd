package dev.diskless.apk;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes one gzip member (RFC 1952) with a header that is always the same: no time, no name. Closing it ends the member
 * and leaves the stream below open.
 */
final class GzipMemberOutput extends FilterOutputStream {

    // Magic, deflate, no flags, no time, best compression, Unix.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, 3};

    private final OutputStream target;
    private final Deflater deflater;
    private final DeflaterOutputStream body;
    private final CRC32 sum = new CRC32();
    private boolean closed;

    GzipMemberOutput(OutputStream target) throws IOException {
        super(target);
        this.target = target;
        target.write(HEADER);
        deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        body = new DeflaterOutputStream(target, deflater, 1 << 13);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sum.update(bytes, offset, length);
        body.write(bytes, offset, length);
    }

    @Override
    public void flush() {
        // A flush would change the compressed bytes.
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            body.finish();
            int crc = (int) sum.getValue();
            int size = (int) deflater.getBytesRead();
            for (int value : new int[] {crc, size}) {
                for (int shift = 0; shift < 32; shift += 8) {
                    target.write(value >>> shift);
                }
            }
        } finally {
            deflater.end();
        }
    }
}
