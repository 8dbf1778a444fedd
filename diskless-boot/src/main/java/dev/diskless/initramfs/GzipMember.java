package dev.diskless.initramfs;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The content of one gzip member (RFC 1952). Leaves its input exactly behind the member, because another segment may
 * follow there; the JDK's stream takes what follows for more of the same. For one thread.
 */
final class GzipMember extends InputStream {

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final ByteWindow input;
    private final String place;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private boolean ended;

    GzipMember(ByteWindow input, String place) throws IOException {
        this.input = input;
        this.place = place;
        try {
            readHeader();
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    private void readHeader() throws IOException {
        skip(2);
        int method = next();
        if (method != 8) {
            throw new UnsupportedFeatureException(UnsupportedFeatureException.detail("gzip with an unknown method")
                    .at(place, input.position() - 1)
                    .expected("8 (deflate)")
                    .found(method));
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new CorruptInputException(CorruptInputException.detail("reserved bits in the flags of gzip")
                    .at(place, input.position() - 1)
                    .expected("at most 0x1f")
                    .found("0x" + Integer.toHexString(flags)));
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            continue;
        }
    }

    private int next() throws IOException {
        int value = input.read();
        if (value < 0) {
            throw truncated();
        }
        return value;
    }

    private CorruptInputException truncated() {
        return new CorruptInputException(
                CorruptInputException.detail("gzip data ends too early").at(place, input.position()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflate(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                return count;
            }
            if (inflater.finished()) {
                readTrailer();
                ended = true;
            } else if (inflater.needsDictionary()) {
                throw damaged("gzip data that needs a dictionary", null);
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        if (inflater.finished()) {
            return 0;
        }
        if (!input.feed(inflater)) {
            throw truncated();
        }
        long before = inflater.getBytesRead();
        try {
            int count = inflater.inflate(target, offset, length);
            input.take(Math.toIntExact(inflater.getBytesRead() - before));
            return count;
        } catch (DataFormatException e) {
            throw damaged("damaged gzip data", e);
        }
    }

    private CorruptInputException damaged(String what, @Nullable Throwable cause) {
        return new CorruptInputException(CorruptInputException.detail(what).at(place, input.position()), cause);
    }

    private void readTrailer() throws IOException {
        long place32 = input.position();
        compare("CRC-32 of gzip data", place32, crc.getValue(), little());
        compare("length of gzip data", place32 + 4, inflater.getBytesWritten() & 0xffffffffL, little());
    }

    private void compare(String what, long at, long expected, long found) throws CorruptInputException {
        if (expected != found) {
            throw new CorruptInputException(CorruptInputException.detail("wrong " + what)
                    .at(place, at)
                    .expected("0x" + Long.toHexString(expected))
                    .found("0x" + Long.toHexString(found)));
        }
    }

    private long little() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    /** Frees the inflater; the input stays open. */
    @Override
    public void close() {
        ended = true;
        inflater.end();
    }
}
