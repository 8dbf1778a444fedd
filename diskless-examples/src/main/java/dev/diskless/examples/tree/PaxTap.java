package dev.diskless.examples.tree;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Listens while an archive is read, and keeps the records of the extended header that the entry has which was read last, as
 * bytes: the reader of archives makes text of them, which values of extended attributes are not.
 */
final class PaxTap extends FilterInputStream {

    private static final int BLOCK = 512;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE = 156;
    private static final int MOST_RECORD_BYTES = 1 << 20;
    private static final byte[] SIZE_NAME = "size".getBytes(StandardCharsets.US_ASCII);

    private final byte[] header = new byte[BLOCK];
    private int headerLength;
    private long contentLeft;
    private boolean collects;
    private boolean lost;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private TreeMap<String, byte[]> pending = new TreeMap<>();
    private TreeMap<String, byte[]> current = new TreeMap<>();

    PaxTap(InputStream in) {
        super(in);
    }

    /** The records of the entry whose header was read last; names as text in which each character is one byte. */
    TreeMap<String, byte[]> records() {
        return current;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count > 0 && !lost) {
            hear(target, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] sink = new byte[(int) Math.min(count, 1 << 16)];
        long done = 0;
        while (done < count) {
            int read = read(sink, 0, (int) Math.min(sink.length, count - done));
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void hear(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int count;
            if (contentLeft > 0) {
                count = (int) Math.min(contentLeft, end - at);
                if (collects) {
                    collected.write(bytes, at, count);
                }
                contentLeft -= count;
                if (contentLeft == 0 && collects) {
                    collects = false;
                    parse(collected.toByteArray());
                }
            } else {
                count = Math.min(BLOCK - headerLength, end - at);
                System.arraycopy(bytes, at, header, headerLength, count);
                headerLength += count;
                if (headerLength == BLOCK) {
                    headerLength = 0;
                    headerRead();
                }
            }
            at += count;
        }
    }

    private void headerRead() {
        char type = (char) (header[TYPE] & 0xFF);
        long size;
        try {
            size = Math.max(0, TarUtils.parseOctalOrBinary(header, SIZE, SIZE_LENGTH));
        } catch (IllegalArgumentException e) {
            lost = true;
            return;
        }
        switch (type) {
            case 'x' -> {
                collects = size <= MOST_RECORD_BYTES;
                collected.reset();
            }
            case 'L', 'K', 'g' -> {}
            case 'S' -> {
                // More headers follow, of which only the reader knows.
                lost = true;
                current = new TreeMap<>();
                return;
            }
            default -> {
                byte[] larger = pending.get("size");
                size = larger == null ? size : Long.parseLong(new String(larger, StandardCharsets.US_ASCII));
                boolean hasContent = type == '0' || type == 0 || type == '7';
                size = hasContent ? size : 0;
                current = pending;
                pending = new TreeMap<>();
            }
        }
        contentLeft = size + (BLOCK - size % BLOCK) % BLOCK;
        if (contentLeft == 0) {
            collects = false;
        }
    }

    // Each record: its length in decimal digits, a blank, name=value, a line feed. What is malformed the reader
    // refuses.
    private void parse(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            int length = 0;
            int digits = at;
            while (digits < bytes.length && bytes[digits] >= '0' && bytes[digits] <= '9' && length < bytes.length) {
                length = length * 10 + bytes[digits++] - '0';
            }
            int end = at + length;
            int equals = digits + 1;
            while (equals < bytes.length && bytes[equals] != '=') {
                equals++;
            }
            if (end > bytes.length || equals >= end - 1 || end <= at) {
                return;
            }
            byte[] name = Arrays.copyOfRange(bytes, digits + 1, equals);
            byte[] value = Arrays.copyOfRange(bytes, equals + 1, end - 1);
            if (!Arrays.equals(name, SIZE_NAME) || isNumber(value)) {
                pending.put(new String(name, StandardCharsets.ISO_8859_1), value);
            }
            at = end;
        }
    }

    private static boolean isNumber(byte[] value) {
        boolean digits = value.length > 0 && value.length < 19;
        for (byte b : value) {
            digits &= b >= '0' && b <= '9';
        }
        return digits;
    }
}
