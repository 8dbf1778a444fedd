package dev.diskless.overlay.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The overlay that was written before, read forwards as far as stretches can be taken over from it. What cannot be read,
 * or is not what the index says, is not taken over, and that is all. For one thread.
 */
public final class EarlierOverlay implements Closeable {

    /** Opens the overlay. */
    public interface Opener {
        /**
         * Opens it at its start.
         *
         * @throws IOException if it cannot be opened
         */
        InputStream open() throws IOException;
    }

    private record Key(byte[] heads) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(heads, key.heads);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(heads);
        }
    }

    private final Map<Key, StretchRecord> stretches = new HashMap<>();
    private final byte[] end;
    private final Opener opener;
    private @Nullable InputStream in;
    private long position;
    private boolean broken;

    EarlierOverlay(Iterable<StretchRecord> stretches, Opener opener) {
        this.opener = opener;
        StretchRecord last = null;
        for (StretchRecord stretch : stretches) {
            this.stretches.put(new Key(stretch.heads()), stretch);
            last = stretch;
        }
        this.end = last == null ? new byte[0] : last.heads();
    }

    /** The stretch with these headers, if there is one. Only the last stretch ends the compressed data. */
    @Nullable
    Match find(byte[] heads, byte[] states, boolean last) {
        StretchRecord stretch = stretches.get(new Key(heads));
        if (broken || stretch == null || last != Arrays.equals(heads, end)) {
            return null;
        }
        return new Match(stretch, stretch.settled() && Arrays.equals(stretch.states(), states));
    }

    /** A stretch that is packed already, if its content is still the same. */
    final class Match {

        private final StretchRecord stretch;
        private final boolean trusted;
        private long offset;

        Match(StretchRecord stretch, boolean trusted) {
            this.stretch = stretch;
            this.trusted = trusted;
            this.offset = stretch.offset();
        }

        /** Whether the files need not be read. */
        boolean trusted() {
            return trusted;
        }

        /** The next unit of the stretch. */
        @Nullable
        OldUnit read(int number) {
            if (number >= stretch.units().size()) {
                return null;
            }
            PackedUnit unit = stretch.units().get(number);
            byte[] bytes = EarlierOverlay.this.read(offset, unit.packed());
            offset += unit.packed();
            return bytes == null ? null : new OldUnit(unit, bytes);
        }
    }

    private byte @Nullable [] read(long from, int count) {
        if (broken) {
            return null;
        }
        try {
            InputStream source = in;
            if (source == null || from < position) {
                close();
                source = opener.open();
                in = source;
                position = 0;
            }
            source.skipNBytes(from - position);
            byte[] bytes = source.readNBytes(count);
            position = from + bytes.length;
            broken = bytes.length < count;
            return broken ? null : bytes;
        } catch (IOException e) {
            broken = true;
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
