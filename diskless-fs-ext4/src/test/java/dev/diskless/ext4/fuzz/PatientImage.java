package dev.diskless.ext4.fuzz;

import dev.diskless.device.BlockDevice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * An image in memory that tests damage and restore. Seen as a device it is read-only, and counts what is read: a
 * reader that goes on beyond every reason is stopped with an {@link AssertionError}, as is one that writes.
 */
final class PatientImage implements BlockDevice {

    private static final long MOST_REQUESTS = 500_000;
    private static final long MOST_BYTES = 1L << 30;

    final String name;
    private final byte[] content;
    private final Deque<Edit> done = new ArrayDeque<>();
    private long size;
    private long requests;
    private long bytes;

    PatientImage(String name, byte[] content) {
        this.name = name;
        this.content = content;
        this.size = content.length;
    }

    /** Length of the content, which no edit changes. */
    int length() {
        return content.length;
    }

    byte[] get(long position, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(content, (int) position, copy, 0, length);
        return copy;
    }

    void put(long position, byte[] value) {
        done.push(new Edit((int) position, get(position, value.length)));
        System.arraycopy(value, 0, content, (int) position, value.length);
    }

    /** Makes the device shorter than its content. */
    void shorten(long newSize) {
        size = newSize;
    }

    /** Takes back all that was changed. */
    void restore() {
        while (!done.isEmpty()) {
            Edit edit = done.pop();
            System.arraycopy(edit.before, 0, content, edit.position, edit.before.length);
        }
        size = content.length;
        allowWork();
    }

    /** Starts counting from nothing. */
    void allowWork() {
        requests = 0;
        bytes = 0;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int sectorSize() {
        return 512;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void read(long position, ByteBuffer target) {
        Objects.checkFromIndexSize(position, target.remaining(), size);
        requests++;
        bytes += target.remaining();
        if (requests > MOST_REQUESTS || bytes > MOST_BYTES) {
            throw new AssertionError(name + ": " + requests + " requests for " + bytes + " bytes");
        }
        target.put(content, (int) position, target.remaining());
    }

    @Override
    public void write(long position, ByteBuffer source) {
        throw new AssertionError("a write to what was opened for reading");
    }

    @Override
    public void zero(long position, long length) {
        throw new AssertionError("zeros for what was opened for reading");
    }

    @Override
    public void flush() {
        throw new AssertionError("a flush of what was opened for reading");
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return name;
    }

    private record Edit(int position, byte[] before) {}
}
