package dev.diskless.overlay.internal;

import java.io.IOException;

/**
 * The map of a sparse file of version 1.0, which stands before its data: the number of stretches, and the offset and
 * the length of each, in decimal digits, each with a line feed behind it, filled up with zeros to whole blocks.
 */
final class SparseText {

    private final TarStream tar;
    private final Place place;
    private byte[] block = {};
    private int position;
    private long blocks;

    private SparseText(TarStream tar, Place place) {
        this.tar = tar;
        this.place = place;
    }

    static Parsed parse(TarStream tar, Place place) throws IOException {
        SparseText text = new SparseText(tar, place);
        SparseMap map = new SparseMap();
        long count = text.number();
        if (count > Limits.SPARSE_STRETCHES) {
            throw place.limit("a sparse file of too many stretches", Limits.SPARSE_STRETCHES, count);
        }
        for (long i = 0; i < count; i++) {
            map.add(text.number(), text.number(), place);
        }
        return new Parsed(map, text.blocks * TarHeader.BLOCK);
    }

    private long number() throws IOException {
        long value = 0;
        for (int digits = 0; ; digits++) {
            int c = next();
            if (c == '\n' && digits > 0) {
                return value;
            }
            if (c < '0' || c > '9' || digits == 18) {
                throw place.corrupt("the map of a sparse file is no list of numbers");
            }
            value = value * 10 + c - '0';
        }
    }

    private int next() throws IOException {
        if (position == block.length) {
            block = tar.dataBlock(place);
            blocks++;
            position = 0;
        }
        return block[position++];
    }

    /** The map, and how many bytes it took. */
    record Parsed(SparseMap map, long bytes) {}
}
