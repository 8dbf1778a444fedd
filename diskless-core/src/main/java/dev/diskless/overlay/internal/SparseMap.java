package dev.diskless.overlay.internal;

import dev.diskless.fault.DisklessException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the data of a sparse file stands; between its stretches are zeros (GNU tar manual, "Storing Sparse Files"). In
 * an old GNU header: four pairs of offset and length, twelve bytes each, at 386, at 482 whether blocks with 21 more
 * pairs follow, each with the same mark at 504, and the size of the file at 483.
 */
final class SparseMap {

    private static final int NUMBER = 12;
    private static final int PAIR = 2 * NUMBER;

    private long[] pairs = new long[8];
    private int count;
    private long end;
    private long dataBytes;

    /** Where a stretch begins in the file. */
    long offset(int stretch) {
        return pairs[2 * stretch];
    }

    /** How long it is. */
    long length(int stretch) {
        return pairs[2 * stretch + 1];
    }

    int stretches() {
        return count;
    }

    long dataBytes() {
        return dataBytes;
    }

    void add(long offset, long length, Place place) throws DisklessException {
        if (offset < end || length < 0 || length > Long.MAX_VALUE - offset) {
            throw place.corrupt("the stretches of a sparse file overlap, or are out of range");
        }
        if (count >= Limits.SPARSE_STRETCHES) {
            throw place.limit("a sparse file of too many stretches", Limits.SPARSE_STRETCHES, count + 1L);
        }
        if (2 * count == pairs.length) {
            pairs = Arrays.copyOf(pairs, 4 * count);
        }
        pairs[2 * count] = offset;
        pairs[2 * count + 1] = length;
        count++;
        end = offset + length;
        dataBytes += length;
    }

    /** Fails unless it fits the sizes of the file and of the data. */
    void check(long fileBytes, long storedBytes, Place place) throws DisklessException {
        if (end > fileBytes) {
            throw place.corrupt("a sparse file has data behind its end", "at most " + fileBytes, end);
        }
        if (dataBytes != storedBytes) {
            throw place.corrupt("a sparse file has another size than its map", dataBytes, storedBytes);
        }
    }

    /** The map of an old GNU header and the blocks behind it, and the size of the file. */
    static SparseMap ofHeader(TarStream tar, Place place) throws IOException {
        SparseMap map = new SparseMap();
        byte[] header = tar.lastHeader();
        map.addPairs(header, 386, 4, place);
        boolean more = header[482] != 0;
        while (more) {
            byte[] block = tar.extensionBlock(place);
            map.addPairs(block, 0, 21, place);
            more = block[504] != 0;
        }
        return map;
    }

    static long fileBytes(byte[] header, Place place) throws DisklessException {
        return TarField.number(header, 483, NUMBER, "size of a sparse file", place);
    }

    private void addPairs(byte[] block, int from, int most, Place place) throws DisklessException {
        for (int i = 0; i < most; i++) {
            int at = from + i * PAIR;
            if (block[at] == 0 || block[at + NUMBER] == 0) {
                return;
            }
            add(
                    TarField.number(block, at, NUMBER, "offset of a stretch", place),
                    TarField.number(block, at + NUMBER, NUMBER, "length of a stretch", place),
                    place);
        }
    }
}
