package dev.diskless.overlay.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Pieces of tar files with sparse files and extended headers, as GNU tar lays them out. */
final class SparseTar {

    private static final byte[] NO_BYTES = {};

    private SparseTar() {}

    static byte[] header(String name, char type, long size) {
        return new TarHeader(bytes(name), 0644, 0, 0, size, 0, type, NO_BYTES, 0, 0, NO_BYTES, NO_BYTES).toBytes();
    }

    /** An old GNU header with its extension blocks; pairs are offset and length in turn. */
    static byte[] old(String name, long fileBytes, long stored, long... pairs) {
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        byte[] block = header(name, 'S', stored);
        int at = put(block, 386, 4, pairs, 0);
        block[482] = (byte) (at < pairs.length ? 1 : 0);
        TarField.putNumber(block, 483, 12, true, fileBytes);
        blocks.writeBytes(sealed(block));
        while (at < pairs.length) {
            byte[] extension = new byte[512];
            at = put(extension, 0, 21, pairs, at);
            extension[504] = (byte) (at < pairs.length ? 1 : 0);
            blocks.writeBytes(extension);
        }
        return blocks.toByteArray();
    }

    private static int put(byte[] block, int from, int most, long[] pairs, int first) {
        int at = first;
        for (int i = 0; i < 2 * most && at < pairs.length; i++) {
            TarField.putNumber(block, from + 12 * i, 12, true, pairs[at++]);
        }
        return at;
    }

    /** An extended header of keys and values in turn. */
    static byte[] pax(String... records) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < records.length; i += 2) {
            data.writeBytes(PaxRecords.record("", bytes(records[i]), bytes(records[i + 1])));
        }
        return join(header("pax", 'x', data.size()), padded(data.toByteArray()));
    }

    static byte[] padded(byte[] data) {
        return Arrays.copyOf(data, (data.length + 511) / 512 * 512);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] sealed(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        long sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += block[i] & 0xff;
        }
        byte[] field = new byte[8];
        TarField.putNumber(field, 0, 7, false, sum);
        System.arraycopy(field, 0, block, 148, 8);
        return block;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[]... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipSink sink = new GzipSink(out, -1)) {
            sink.write(join(parts));
            sink.finish();
        }
        return out.toByteArray();
    }
}
