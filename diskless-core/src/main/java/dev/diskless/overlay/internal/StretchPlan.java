package dev.diskless.overlay.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one stretch will hold: headers and padding as they are, and files to be read in between. */
final class StretchPlan {

    /** The end of an archive: two blocks of zeros. */
    static final byte[] END = new byte[2 * TarHeader.BLOCK];

    /** A file, and how many bytes of the text stand before it. */
    private record Gap(int textBefore, FileReference file) {}

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream(1 << 12);
    private final List<Gap> gaps = new ArrayList<>();
    private byte[] text = {};
    private long length;

    void add(byte[] b, int off, int len) {
        collected.write(b, off, len);
        length += len;
    }

    void add(FileReference file) {
        gaps.add(new Gap(collected.size(), file));
        length += file.size();
    }

    /** Nothing more is added from here on. */
    void seal() {
        text = collected.toByteArray();
    }

    int units() {
        return Math.toIntExact((length + PackedUnit.MOST_PLAIN - 1) / PackedUnit.MOST_PLAIN);
    }

    int unitBytes(int unit) {
        return (int) Math.min(PackedUnit.MOST_PLAIN, length - (long) unit * PackedUnit.MOST_PLAIN);
    }

    /** Digest of names, sizes and all else that headers say. */
    byte[] heads(MessageDigest digest) {
        return digest.digest(text);
    }

    /** Digest of the states of the files. */
    byte[] states(MessageDigest digest) {
        for (Gap gap : gaps) {
            gap.file().state().addTo(digest);
        }
        return digest.digest();
    }

    boolean isSettled(Instant captured) {
        for (Gap gap : gaps) {
            if (!gap.file().state().isSettled(captured)) {
                return false;
            }
        }
        return true;
    }

    /** Puts the bytes of one unit into a buffer. */
    void fill(int unit, RootReader reader, ByteBuffer target) throws IOException {
        Window window = new Window((long) unit * PackedUnit.MOST_PLAIN, unitBytes(unit), target);
        int done = 0;
        for (Gap gap : gaps) {
            window.text(text, done, gap.textBefore());
            done = gap.textBefore();
            window.file(gap.file(), reader);
            if (window.isFull()) {
                return;
            }
        }
        window.text(text, done, text.length);
    }

    /** A part of the content while the whole passes by. */
    private static final class Window {

        private final ByteBuffer target;
        private long skip;
        private int wanted;

        Window(long skip, int wanted, ByteBuffer target) {
            this.skip = skip;
            this.wanted = wanted;
            this.target = target;
        }

        boolean isFull() {
            return wanted == 0;
        }

        void text(byte[] text, int from, int to) {
            long skipped = Math.min(skip, to - from);
            int count = (int) Math.min(wanted, to - from - skipped);
            target.put(text, from + (int) skipped, count);
            skip -= skipped;
            wanted -= count;
        }

        void file(FileReference file, RootReader reader) throws IOException {
            long skipped = Math.min(skip, file.size());
            int count = (int) Math.min(wanted, file.size() - skipped);
            skip -= skipped;
            wanted -= count;
            if (count > 0) {
                target.limit(target.position() + count);
                reader.read(file, skipped, target);
                target.limit(target.capacity());
            }
        }
    }
}
