package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Splits a stream of concatenated gzip members (RFC 1952) by their exact compressed ranges. Each member's compressed
 * bytes, header and trailer included, go to a tap while its content is read. For one thread; does not close its input.
 */
final class GzipMembers implements Closeable {

    /** Receives the compressed bytes of a member in order. */
    @FunctionalInterface
    interface Tap {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    static final Tap NO_TAP = (bytes, offset, length) -> {};

    private static final String CURE = "the file is damaged: get it again";
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int HEADER_TEXT_LIMIT = 1 << 16;

    private final InputStream input;
    private final Object place;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 contentSum = new CRC32();
    private final CRC32 headerSum = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long position;
    private long produced;
    private long limit;
    private boolean inside;
    private Tap tap = NO_TAP;

    GzipMembers(InputStream input, Object place) {
        this.input = input;
        this.place = place;
    }

    /** Bytes of the file consumed so far: at a boundary, exactly the members before it. */
    long position() {
        return position;
    }

    Object place() {
        return place;
    }

    /**
     * Moves to the next member; what is left of the one before is read and checked first.
     *
     * @param sink receives the compressed bytes of the new member
     * @param contentLimit bytes that the member may decompress to
     * @return false at the end of the file
     */
    boolean next(Tap sink, long contentLimit) throws IOException {
        skipRest();
        if (start == end && !fill()) {
            return false;
        }
        tap = sink;
        limit = contentLimit;
        produced = 0;
        contentSum.reset();
        header();
        inflater.reset();
        inflater.setInput(buffer, start, end - start);
        inside = true;
        return true;
    }

    /** Reads content of the member; -1 at its end, when its checksum and length were found right. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (!inside) {
            return -1;
        }
        while (true) {
            int count;
            try {
                count = inflater.inflate(target, offset, length);
            } catch (DataFormatException e) {
                throw new CorruptInputException(corrupt("compressed data do not decompress"), e);
            }
            consume(end - start - inflater.getRemaining());
            if (count > 0) {
                contentSum.update(target, offset, count);
                produced += count;
                if (produced > limit) {
                    throw new LimitExceededException(LimitExceededException.detail("decompressed content is too large")
                            .at(place, position)
                            .expected("at most " + limit + " bytes")
                            .cure(CURE));
                }
                return count;
            }
            if (inflater.finished()) {
                inside = false;
                trailer();
                return -1;
            }
            if (!inflater.needsInput()) {
                throw new CorruptInputException(corrupt("compressed data need a dictionary"));
            }
            if (!fill()) {
                throw truncated();
            }
            inflater.setInput(buffer, start, end - start);
        }
    }

    /** Reads and checks what is left of the member. */
    void skipRest() throws IOException {
        if (inside) {
            byte[] sink = new byte[1 << 15];
            int count;
            do {
                count = read(sink, 0, sink.length);
            } while (count >= 0);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private void header() throws IOException {
        headerSum.reset();
        long at = position;
        int magic = octet() | octet() << 8;
        if (magic != 0x8b1f) {
            throw new CorruptInputException(CorruptInputException.detail("no gzip member starts here")
                    .at(place, at)
                    .expected("bytes 1f 8b")
                    .found(String.format(Locale.ROOT, "%02x %02x", magic & 0xff, magic >> 8))
                    .cure(CURE));
        }
        int method = octet();
        int flags = octet();
        if (method != 8 || (flags & 0xe0) != 0) {
            throw new CorruptInputException(corrupt("gzip method or flags are unknown"));
        }
        for (int i = 0; i < 6; i++) {
            octet();
        }
        if ((flags & FEXTRA) != 0) {
            int length = octet() | octet() << 8;
            for (int i = 0; i < length; i++) {
                octet();
            }
        }
        if ((flags & FNAME) != 0) {
            skipText();
        }
        if ((flags & FCOMMENT) != 0) {
            skipText();
        }
        if ((flags & FHCRC) != 0) {
            int expected = (int) headerSum.getValue() & 0xffff;
            if ((octet() | octet() << 8) != expected) {
                throw new CorruptInputException(corrupt("checksum of the gzip header is wrong"));
            }
        }
    }

    private void skipText() throws IOException {
        for (int i = 0; octet() != 0; i++) {
            if (i == HEADER_TEXT_LIMIT) {
                throw new LimitExceededException(LimitExceededException.detail("text in the gzip header is too long")
                        .at(place, position)
                        .expected("at most " + HEADER_TEXT_LIMIT + " bytes"));
            }
        }
    }

    private void trailer() throws IOException {
        long sum = octet() | octet() << 8 | octet() << 16 | (long) octet() << 24;
        long size = octet() | octet() << 8 | octet() << 16 | (long) octet() << 24;
        if (sum != contentSum.getValue() || size != (produced & 0xffffffffL)) {
            throw new CorruptInputException(corrupt("checksum of the gzip member is wrong"));
        }
    }

    private int octet() throws IOException {
        if (start == end && !fill()) {
            throw truncated();
        }
        int value = buffer[start] & 0xff;
        headerSum.update(value);
        consume(1);
        return value;
    }

    private void consume(int count) throws IOException {
        if (count > 0) {
            int from = start;
            start += count;
            position += count;
            tap.accept(buffer, from, count);
        }
    }

    private boolean fill() throws IOException {
        start = 0;
        end = Math.max(0, input.read(buffer));
        return end > 0;
    }

    private CorruptInputException truncated() {
        return new CorruptInputException(corrupt("the file ends within a gzip member"));
    }

    private FaultDetail corrupt(String what) {
        return CorruptInputException.detail(what).at(place, position).cure(CURE);
    }
}
