package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Closeable;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is changed through a mapping. The kernel gives it a new time when a page is written for the first time, and
 * none after that until the page is on the disk: so its content can change without anything else.
 */
final class MappedFile implements Closeable {

    private static final int SIZE = 1000;

    private final Path file;
    private final FileChannel channel;
    private final MappedByteBuffer mapping;

    MappedFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        mapping.put(0, (byte) 1);
    }

    void changeWithoutATrace() {
        var before = FileFacts.changed(file);
        mapping.put(0, (byte) (mapping.get(0) + 1));
        assertEquals(before, FileFacts.changed(file), "the kernel saw the change");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
