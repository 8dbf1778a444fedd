package dev.diskless.overlay.internal;

import static dev.diskless.overlay.internal.TarHeader.BLOCK;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The blocks of a tar file: headers, and data padded to whole blocks. */
final class TarStream {

    private final InputStream in;
    private final String archive;
    private final long most;
    private final byte[] block = new byte[BLOCK];
    private final byte[] waste = new byte[1 << 14];
    private long offset;
    private long dataLeft;
    private int padding;
    private int generation;

    TarStream(InputStream in, String archive, Limits limits) {
        this.in = in;
        this.archive = archive;
        this.most = limits.unpackedBytes();
    }

    /** Skips what is left of the data, and tells where the next header stands. */
    Place toNextHeader() throws IOException {
        generation++;
        while (dataLeft > 0) {
            readData(waste, 0, waste.length);
        }
        Place place = here();
        if (padding > 0) {
            if (readFully(waste, padding) < padding) {
                throw place.corrupt("the archive ends within an entry");
            }
            padding = 0;
        }
        return here();
    }

    /** The next header; null at the end: two blocks of zeros, or the end of the file between entries. */
    @Nullable
    TarHeader header(Place place) throws IOException {
        for (int zeros = 0; zeros < 2; zeros++) {
            int count = readFully(block, BLOCK);
            if (count == 0) {
                return null;
            }
            if (count < BLOCK) {
                throw place.corrupt("the archive ends within a header");
            }
            if (block[0] != 0) {
                return TarHeader.parse(block, new Place(archive, offset - BLOCK));
            }
        }
        return null;
    }

    /** Starts the data of an entry. */
    InputStream startData(long size, Place place) throws DisklessException {
        if (size < 0) {
            throw place.corrupt("a negative size");
        }
        if (size > most - offset) {
            throw place.limit("the archive is too large", most, size);
        }
        dataLeft = size;
        padding = (int) (-size & (BLOCK - 1));
        return new Data(generation);
    }

    /** The block of the header that was read last, for what only some headers have. */
    byte[] lastHeader() {
        return block.clone();
    }

    /** A whole block that belongs to a header. */
    byte[] extensionBlock(Place place) throws IOException {
        byte[] extension = new byte[BLOCK];
        if (readFully(extension, BLOCK) < BLOCK) {
            throw place.corrupt("the archive ends within a header");
        }
        return extension;
    }

    /** A block of the data that was started. */
    byte[] dataBlock(Place place) throws IOException {
        if (dataLeft < BLOCK) {
            throw place.corrupt("the map of a sparse file has no end");
        }
        byte[] data = new byte[BLOCK];
        for (int got = 0; got < BLOCK; ) {
            got += readData(data, got, BLOCK - got);
        }
        return data;
    }

    private int readFully(byte[] target, int length) throws IOException {
        int count = in.readNBytes(target, 0, length);
        count(count);
        return count;
    }

    byte[] longName(TarHeader header, Place place) throws IOException {
        // A zero stands behind the name.
        byte[] data = wholeData(header, Limits.NAME_BYTES + 1, place);
        return TarField.text(data, 0, data.length);
    }

    byte[] extendedHeader(TarHeader header, Place place) throws IOException {
        return wholeData(header, Limits.EXTENDED_HEADER_BYTES, place);
    }

    void skipData(TarHeader header, Place place) throws IOException {
        startData(header.size(), place).close();
    }

    private byte[] wholeData(TarHeader header, int limit, Place place) throws IOException {
        startData(header.size(), place);
        if (header.size() > limit) {
            throw place.limit("a long name or an extended header is too large", limit, header.size());
        }
        byte[] data = new byte[(int) header.size()];
        int got = 0;
        while (got < data.length) {
            got += readData(data, got, data.length - got);
        }
        return data;
    }

    /** Reads to the end of the file, so that everything behind the archive is checked too. */
    void drain() throws IOException {
        int count;
        while ((count = in.read(waste)) >= 0) {
            count(count);
        }
    }

    private int readData(byte[] target, int from, int length) throws IOException {
        int count = in.read(target, from, (int) Math.min(length, dataLeft));
        if (count < 0) {
            throw here().corrupt("the archive ends within an entry", dataLeft + " more bytes", "the end");
        }
        dataLeft -= count;
        offset += count;
        return count;
    }

    private void count(int bytes) throws DisklessException {
        offset += bytes;
        if (offset > most + BLOCK) {
            throw here().limit("the archive is too large", most, offset);
        }
    }

    private Place here() {
        return new Place(archive, offset);
    }

    /** The data of one entry. */
    private final class Data extends InputStream {

        private final int entry;

        Data(int entry) {
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            if (entry != generation) {
                throw new DisklessException(
                        FaultDetail.of(FaultCode.INVALID_REQUEST, "the content of an entry that was left behind")
                                .at(archive));
            }
            if (len == 0) {
                return 0;
            }
            return dataLeft == 0 ? -1 : readData(b, off, len);
        }
    }
}
