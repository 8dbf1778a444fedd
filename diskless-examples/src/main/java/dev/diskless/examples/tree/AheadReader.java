package dev.diskless.examples.tree;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Reads a tree and the content of its small files, for a sink that another thread calls. */
final class AheadReader implements TreeSink {

    private static final int SMALL = 64 * 1024;
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_STEPS = 64;

    /** One call of the sink. */
    interface Step {
        void on(TreeSink sink, Progress progress) throws IOException;
    }

    private final Handover<List<Step>> handover;
    private List<Step> steps = new ArrayList<>();
    private long bytes;

    AheadReader(Handover<List<Step>> handover) {
        this.handover = handover;
    }

    /** Reads until the end, a failure, which is a step too, or until nobody wants more. */
    void read(PathTree tree) {
        try {
            try {
                tree.walk(this, Progress.silent());
            } catch (Handover.Stopped e) {
                return;
            } catch (IOException e) {
                steps.add((sink, progress) -> {
                    throw e;
                });
            } catch (RuntimeException | Error e) {
                steps.add((sink, progress) -> {
                    throw e;
                });
            }
            handover.put(steps);
        } catch (Handover.Stopped e) {
            // The sink failed, and who called it knows.
        } finally {
            handover.end();
        }
    }

    @Override
    public void add(TreeEntry entry, Content content) throws IOException {
        Content known = entry.type() == TreeEntry.REGULAR && entry.sameAs() == null && entry.size() <= SMALL
                ? known(content, (int) entry.size())
                : content;
        for (byte[] value : entry.attributes().values()) {
            bytes += value.length;
        }
        step((sink, progress) -> {
            progress.advance(1);
            sink.add(entry, known);
        });
    }

    @Override
    public void leave(TreeEntry directory) throws IOException {
        step((sink, progress) -> sink.leave(directory));
    }

    private void step(Step step) throws IOException {
        steps.add(step);
        if (steps.size() >= MOST_STEPS || bytes >= MOST_BYTES) {
            handover.put(steps);
            steps = new ArrayList<>();
            bytes = 0;
        }
    }

    private Content known(Content content, int size) {
        ByteBuffer buffer = ByteBuffer.allocate(size + 1);
        try (ReadableByteChannel from = content.open()) {
            int count = 0;
            while (count >= 0 && buffer.hasRemaining()) {
                count = from.read(buffer);
            }
        } catch (IOException e) {
            return () -> {
                throw e;
            };
        }
        if (!buffer.hasRemaining()) {
            // It has grown, and whoever needs it will see how far.
            return content;
        }
        bytes += buffer.position();
        return () -> new Known(buffer.duplicate().flip());
    }

    private record Known(ByteBuffer bytes) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer into) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(bytes.remaining(), into.remaining());
            into.put(into.position(), bytes, bytes.position(), count).position(into.position() + count);
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
