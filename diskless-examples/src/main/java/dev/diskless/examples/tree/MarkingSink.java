package dev.diskless.examples.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Tells failures of a sink from those of the source: the former become a {@link SinkFailure}. */
public record MarkingSink(TreeSink sink) implements TreeSink {

    private static final class SourceFailure extends IOException {

        private static final long serialVersionUID = 1;

        private final IOException failure;

        private SourceFailure(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private record Source(ReadableByteChannel channel) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                return channel.read(target);
            } catch (IOException e) {
                throw new SourceFailure(e);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } catch (IOException e) {
                throw new SourceFailure(e);
            }
        }
    }

    @Override
    public void add(TreeEntry entry, Content content) throws IOException {
        try {
            sink.add(entry, () -> open(content));
        } catch (SourceFailure e) {
            throw e.failure;
        } catch (IOException e) {
            throw new SinkFailure(e);
        }
    }

    private static ReadableByteChannel open(Content content) throws SourceFailure {
        try {
            return new Source(content.open());
        } catch (IOException e) {
            throw new SourceFailure(e);
        }
    }

    @Override
    public void leave(TreeEntry directory) throws IOException {
        try {
            sink.leave(directory);
        } catch (IOException e) {
            throw new SinkFailure(e);
        }
    }
}
