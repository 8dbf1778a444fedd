package dev.diskless.overlay.internal;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of all members of a gzip file (RFC 1952) as one stream. What follows the last member and does not start
 * like one is ignored, as the boot does. Every checksum and length is checked; offsets in faults count packed bytes.
 */
final class GzipSource extends InputStream {

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;
    private static final int TEXT_LIMIT = 1 << 16;

    private final InputStream in;
    private final String name;
    private final Limits limits;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long before;
    private long memberBytes;
    private long unpacked;
    private boolean inMember;
    private boolean ended;
    private boolean ignored;

    GzipSource(InputStream in, String name, Limits limits) throws IOException {
        this.in = in;
        this.name = name;
        this.limits = limits;
        try {
            if (!startsLikeMember()) {
                throw corrupt("not a gzip file", "1f 8b 08 at the start");
            }
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    /** Whether something that is no gzip member followed the last one. */
    boolean hasTrailingBytes() {
        return ignored;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !nextMember()) {
                ended = true;
                break;
            }
            int count = inflate(b, off, len);
            if (count > 0) {
                crc.update(b, off, count);
                memberBytes += count;
                unpacked += count;
                checkRatio(0);
                return count;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                checkTrailer();
                inMember = false;
            } else if (inflater.needsDictionary()) {
                throw corrupt("the compressed data asks for a dictionary", "none");
            } else if (inflater.needsInput()) {
                position = limit;
                if (!fill()) {
                    throw cutOff("compressed data");
                }
                inflater.setInput(buffer, 0, limit);
            }
        }
        return -1;
    }

    /** Refuses what grows too much; holes of sparse files, which stand nowhere, count too. */
    void checkRatio(long holes) throws LimitExceededException {
        long packed = before + limit;
        if (limits.isBomb(unpacked + holes, packed)) {
            throw new LimitExceededException(
                    LimitExceededException.detail("the file grows too much when it is unpacked")
                            .at(name, packed)
                            .expected("at most " + limits.ratio() + " times its size")
                            .found(unpacked + holes + " bytes from " + packed)
                            .cure("read it with a higher ratio (overlay --max-ratio) if you trust the file"));
        }
    }

    /** Reads what follows the last member, so that the source is read to its end. */
    void drain() throws IOException {
        while (in.read(buffer) >= 0) {
            continue;
        }
    }

    private int inflate(byte[] b, int off, int len) throws IOException {
        try {
            return inflater.inflate(b, off, len);
        } catch (DataFormatException e) {
            long at = before + limit - inflater.getRemaining();
            throw new CorruptInputException(
                    CorruptInputException.detail("the compressed data is damaged")
                            .at(name, at),
                    e);
        }
    }

    private boolean nextMember() throws IOException {
        if (!startsLikeMember()) {
            ignored = position < limit;
            return false;
        }
        position += 3;
        readHeader();
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
        crc.reset();
        memberBytes = 0;
        inMember = true;
        return true;
    }

    private boolean startsLikeMember() throws IOException {
        int have = limit - position;
        if (have < 3) {
            System.arraycopy(buffer, position, buffer, 0, have);
            before += position;
            position = 0;
            limit = have;
            while (limit < 3) {
                int count = in.read(buffer, limit, buffer.length - limit);
                if (count < 0) {
                    return false;
                }
                limit += count;
            }
        }
        return (buffer[position] & 0xff) == 0x1f && (buffer[position + 1] & 0xff) == 0x8b && buffer[position + 2] == 8;
    }

    private void readHeader() throws IOException {
        int flags = next("gzip header");
        if ((flags & FLAGS_RESERVED) != 0) {
            throw corrupt("reserved flags in the gzip header", "none");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(next("gzip header") | next("gzip header") << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next("gzip header");
        }
    }

    private void skipText() throws IOException {
        int length = 0;
        while (next("gzip header") != 0) {
            if (++length > TEXT_LIMIT) {
                throw corrupt("text in the gzip header has no end", "a zero within " + TEXT_LIMIT + " bytes");
            }
        }
    }

    private void checkTrailer() throws IOException {
        long expected = nextInt();
        if (expected != crc.getValue()) {
            throw corrupt("the gzip checksum does not match", Long.toHexString(expected));
        }
        if (nextInt() != (memberBytes & 0xffffffffL)) {
            throw corrupt("the gzip length does not match", (memberBytes & 0xffffffffL) + " bytes");
        }
    }

    private long nextInt() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) next("gzip trailer") << shift;
        }
        return value;
    }

    private int next(String part) throws IOException {
        if (position == limit && !fill()) {
            throw cutOff(part);
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        before += limit;
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private CorruptInputException cutOff(String part) {
        return new CorruptInputException(CorruptInputException.detail("the file ends within the " + part)
                .at(name, before + position)
                .cure("fetch or make the file again"));
    }

    private CorruptInputException corrupt(String what, String expected) {
        FaultDetail detail =
                CorruptInputException.detail(what).at(name, before + position).expected(expected);
        return new CorruptInputException(detail);
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inflater.end();
        in.close();
    }
}
