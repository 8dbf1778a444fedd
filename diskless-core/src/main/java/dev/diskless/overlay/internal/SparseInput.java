package dev.diskless.overlay.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The content of a sparse file with zeros in its holes. */
final class SparseInput extends InputStream {

    private final InputStream data;
    private final SparseMap map;
    private final long size;
    private final GzipSource source;
    private final Place place;
    private long position;
    private long holes;
    private int stretch;

    SparseInput(InputStream data, SparseMap map, long size, GzipSource source, Place place) {
        this.data = data;
        this.map = map;
        this.size = size;
        this.source = source;
        this.place = place;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        while (stretch < map.stretches() && position >= map.offset(stretch) + map.length(stretch)) {
            stretch++;
        }
        if (len == 0 || position == size) {
            // Asks the data too, which knows whether the reader has gone on.
            return len == 0 ? 0 : data.read(b, off, Math.min(len, 1));
        }
        boolean tail = stretch == map.stretches();
        if (!tail && position >= map.offset(stretch)) {
            long left = map.offset(stretch) + map.length(stretch) - position;
            int count = data.read(b, off, (int) Math.min(len, left));
            if (count < 0) {
                throw place.corrupt("the archive ends within a sparse file");
            }
            position += count;
            return count;
        }
        long hole = (tail ? size : map.offset(stretch)) - position;
        int count = (int) Math.min(len, hole);
        holes += count;
        source.checkRatio(holes);
        Arrays.fill(b, off, off + count, (byte) 0);
        position += count;
        return count;
    }
}
