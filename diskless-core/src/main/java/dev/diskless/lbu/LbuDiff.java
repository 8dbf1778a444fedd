package dev.diskless.lbu;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.NameBytes;
import dev.diskless.overlay.OverlayComparison;
import dev.diskless.overlay.OverlayDifference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Shows line by line what changed since the last commit: {@code lbu diff}. Links are never followed, nothing is unpacked
 * anywhere, no hooks are called. For one call and one thread.
 */
public final class LbuDiff {

    /**
     * Longest text that {@link #call} gives: 16 MiB, or a sixteenth of the largest heap ({@link Runtime#maxMemory}) if that
     * is less; {@link #to} has no limit.
     */
    public static final int MAX_TEXT_BYTES = 16 << 20;

    private final Lbu lbu;

    LbuDiff(Lbu lbu) {
        this.lbu = lbu;
    }

    /**
     * Gives the diff as a text.
     *
     * @return the changes and their text
     * @throws LimitExceededException if the text is longer than that: {@link #MAX_TEXT_BYTES}
     * @throws IOException as {@link LbuStatus#call}
     */
    public Diff call() throws IOException {
        Committed committed = Committed.of(lbu);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        List<OverlayDifference> changes = comparison(committed).writeDiff(new Limited(text));
        return new Diff(committed.overlay(), changes, NameBytes.decode(text.toByteArray()));
    }

    /**
     * Writes the diff.
     *
     * @param target receives the text; not closed
     * @return the changes
     * @throws IOException as {@link LbuStatus#call}, or if writing fails
     */
    public List<OverlayDifference> to(OutputStream target) throws IOException {
        return comparison(Committed.of(lbu)).writeDiff(target);
    }

    private OverlayComparison comparison(Committed committed) {
        return OverlayComparison.between(committed.source(), committed.current())
                .withoutTimes()
                .withProgress(lbu.progress());
    }

    private static final class Limited extends OutputStream {

        private final ByteArrayOutputStream out;
        private final long most = Math.min(MAX_TEXT_BYTES, Runtime.getRuntime().maxMemory() / 16);

        Limited(ByteArrayOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            if (out.size() + len > most) {
                throw new LimitExceededException(LimitExceededException.detail("the diff is too long for a text")
                        .expected("at most " + most + " bytes")
                        .cure("write it to a stream"));
            }
            out.write(b, off, len);
        }
    }
}
