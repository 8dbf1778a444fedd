package dev.diskless.storage;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The bytes of one object in memory, in pieces of one size. Written once, then only read; readers need no lock. */
final class RamContent {

    static final int PIECE = 64 * 1024;

    private final List<byte[]> pieces = new ArrayList<>();
    private long size;

    long size() {
        return size;
    }

    /** The bytes of memory that it holds. */
    long held() {
        return (long) pieces.size() * PIECE;
    }

    /** Room in the last piece. */
    int room() {
        return (int) (held() - size);
    }

    void addPiece() {
        pieces.add(new byte[PIECE]);
    }

    /** Appends what fits into the last piece; gives how much that was. */
    int append(byte[] bytes, int offset, int length) {
        int count = Math.min(length, room());
        if (count > 0) {
            System.arraycopy(bytes, offset, pieces.get(pieces.size() - 1), (int) (size % PIECE), count);
            size += count;
        }
        return count;
    }

    InputStream open() {
        return new InputStream() {

            private long position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                Objects.checkFromIndexSize(offset, length, target.length);
                if (length == 0) {
                    return 0;
                }
                if (position == size) {
                    return -1;
                }
                int within = (int) (position % PIECE);
                int count = (int) Math.min(Math.min(length, PIECE - within), size - position);
                System.arraycopy(pieces.get((int) (position / PIECE)), within, target, offset, count);
                position += count;
                return count;
            }
        };
    }
}
