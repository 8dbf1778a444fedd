package dev.diskless.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Writes a staged file. Closing forces it to stable storage; the channel stays open. */
final class ChannelOutput extends OutputStream {

    /** Is told once whether everything arrived. */
    @FunctionalInterface
    interface End {
        void whole(boolean whole);
    }

    private static final int PIECE = 64 * 1024;

    private final FileChannel channel;
    private final Object place;
    private final End end;
    private boolean failed;
    private boolean closed;

    ChannelOutput(FileChannel channel, Object place, End end) {
        this.channel = channel;
        this.place = place;
        this.end = end;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed || failed) {
            throw StorageFaults.outOfTurn(place, closed ? "the content is closed" : "the content could not be written");
        }
        attempt(() -> {
            // The JDK keeps a buffer outside the heap as large as the largest piece.
            for (int at = offset; at < offset + length; at += PIECE) {
                ByteBuffer piece = ByteBuffer.wrap(bytes, at, Math.min(PIECE, offset + length - at));
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) throws IOException {
        boolean done = false;
        try {
            step.run();
            done = true;
        } catch (IOException e) {
            throw StorageFaults.changing(e, place);
        } catch (RuntimeException e) {
            throw StorageFaults.state(e, place);
        } finally {
            failed |= !done;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!failed) {
                attempt(() -> channel.force(true));
            }
        } finally {
            end.whole(!failed);
        }
    }
}
