package dev.diskless.storage;

import dev.diskless.fault.Fault;
import dev.diskless.spi.StagedObject;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file beside the objects that becomes one of them. It is read through the channel that wrote it: opening it a second
 * time would end the lock that keeps others from removing it.
 */
final class StagedFile implements StagedObject {

    private enum State {
        EMPTY,
        WRITING,
        WRITTEN,
        FAILED,
        DONE
    }

    private final DirectoryStorage storage;
    private final Path file;
    private FileChannel channel;
    private State state = State.EMPTY;

    StagedFile(DirectoryStorage storage, Path file, FileChannel channel) {
        this.storage = storage;
        this.file = file;
        this.channel = channel;
    }

    Path file() {
        return file;
    }

    FileChannel channel() {
        return channel;
    }

    void reopened(FileChannel again) {
        channel = again;
    }

    @Override
    public OutputStream output() throws IOException {
        check(State.EMPTY, "the content was asked for before, or the staged object is closed");
        state = State.WRITING;
        return new ChannelOutput(channel, storage.identity(), this::written);
    }

    private void written(boolean whole) {
        if (state == State.WRITING) {
            state = whole ? State.WRITTEN : State.FAILED;
        }
    }

    @Override
    public InputStream input() throws IOException {
        checkWritten();
        return new FaultInput(new ChannelInput(channel), storage.identity());
    }

    @Override
    public StoredObject create(String name) throws IOException {
        checkWritten();
        return published(() -> storage.create(this, name));
    }

    @Override
    public StoredObject replace(StoredObject seen) throws IOException {
        checkWritten();
        return published(() -> storage.replace(this, seen));
    }

    private StoredObject published(DirectoryTurn.Change<StoredObject> publication) throws IOException {
        try {
            StoredObject object = publication.run();
            state = State.DONE;
            return object;
        } catch (IOException e) {
            boolean untouched = channel.isOpen() && e instanceof Fault;
            if (!untouched) {
                state = State.FAILED;
            }
            throw e;
        }
    }

    private void checkWritten() throws IOException {
        check(
                State.WRITTEN,
                switch (state) {
                    case EMPTY, WRITING -> "the content of the staged object is not whole yet";
                    case FAILED -> "the content of the staged object could not be written";
                    default -> "the staged object was published or closed";
                });
    }

    private void check(State wanted, String otherwise) throws IOException {
        storage.checkOpen();
        if (state != wanted) {
            throw StorageFaults.outOfTurn(storage.identity(), otherwise);
        }
    }

    @Override
    public void close() throws IOException {
        if (state != State.DONE) {
            state = State.DONE;
            storage.discard(this);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
