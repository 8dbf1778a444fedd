package dev.diskless.storage;

import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** Content in memory that has no name yet. */
final class RamStaged implements StagedObject {

    private enum State {
        EMPTY,
        WRITING,
        WRITTEN,
        FAILED,
        DONE
    }

    private final RamStorage storage;
    private final RamContent content = new RamContent();
    private State state = State.EMPTY;

    RamStaged(RamStorage storage) {
        this.storage = storage;
    }

    RamContent content() {
        return content;
    }

    private void check(State wanted) throws IOException {
        storage.checkOpen();
        if (state != wanted) {
            throw StorageFaults.outOfTurn(
                    storage.identity(),
                    wanted == State.EMPTY
                            ? "the content was asked for before, or the staged object is closed"
                            : "the content of the staged object is not whole, or it was published or closed");
        }
    }

    @Override
    public OutputStream output() throws IOException {
        check(State.EMPTY);
        state = State.WRITING;
        return new Output();
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            check(State.WRITING);
            for (int done = 0; done < length; ) {
                if (content.room() == 0) {
                    grow();
                }
                done += content.append(bytes, offset + done, length - done);
            }
        }

        private void grow() throws IOException {
            try {
                storage.grow(content);
            } catch (IOException e) {
                state = State.FAILED;
                throw e;
            }
        }

        @Override
        public void close() {
            if (state == State.WRITING) {
                state = State.WRITTEN;
            }
        }
    }

    @Override
    public InputStream input() throws IOException {
        check(State.WRITTEN);
        return content.open();
    }

    @Override
    public StoredObject create(String name) throws IOException {
        check(State.WRITTEN);
        StoredObject object = storage.create(this, name);
        state = State.DONE;
        return object;
    }

    @Override
    public StoredObject replace(StoredObject seen) throws IOException {
        check(State.WRITTEN);
        StoredObject object = storage.replace(this, seen);
        state = State.DONE;
        return object;
    }

    @Override
    public void close() {
        state = State.DONE;
        storage.discard(this);
    }
}
