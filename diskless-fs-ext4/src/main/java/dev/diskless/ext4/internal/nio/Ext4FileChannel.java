package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the content of a file, or forces a directory. Calls that use its position wait for each other. It
 * cannot be mapped.
 */
final class Ext4FileChannel extends FileChannel {

    private static final int TRANSFER = 64 * 1024;

    private final Ext4Path path;
    private final OpenFile file;
    private final OpenRequest request;
    private final boolean directory;
    private final int number;
    private final Object moving = new Object();
    private long position;
    private @Nullable IOException lost;

    Ext4FileChannel(Ext4Path path, OpenFile file, OpenRequest request, boolean directory) {
        this.path = path;
        this.file = file;
        this.request = request;
        this.directory = directory;
        this.number = path.getFileSystem().nextChannel();
    }

    /** Those that are left open are closed in an order that does not depend on chance. */
    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    Ext4Path path() {
        return path;
    }

    boolean isSparse() {
        return request.sparse();
    }

    /** Takes note of a failure in writing what this channel was given, to be thrown at its next use. */
    void lost(IOException failure) {
        synchronized (file) {
            lost = failure;
        }
    }

    private void checkLost() throws IOException {
        synchronized (file) {
            IOException failure = lost;
            lost = null;
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Empties the file that was just opened. */
    void clear() throws IOException {
        file.resize(this, 0);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        synchronized (moving) {
            int count = readAt(target, position);
            position += Math.max(0, count);
            return count;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, targets.length);
        synchronized (moving) {
            checkReadable();
            long total = 0;
            for (int i = offset; i < offset + length; i++) {
                while (targets[i].hasRemaining()) {
                    int count = read(targets[i]);
                    if (count < 0) {
                        return total == 0 ? -1 : total;
                    }
                    total += count;
                }
            }
            return total;
        }
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        Objects.requireNonNull(target);
        if (from < 0) {
            throw new IllegalArgumentException("negative position " + from);
        }
        return readAt(target, from);
    }

    private int readAt(ByteBuffer target, long from) throws IOException {
        checkReadable();
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("read-only buffer");
        }
        if (directory) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        return target.hasRemaining() ? file.read(this, from, target) : 0;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        synchronized (moving) {
            int count = source.remaining();
            position = writeAt(source, position);
            return count;
        }
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        synchronized (moving) {
            checkWritable();
            long total = 0;
            for (int i = offset; i < offset + length; i++) {
                total += write(sources[i]);
            }
            return total;
        }
    }

    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        Objects.requireNonNull(source);
        if (at < 0) {
            throw new IllegalArgumentException("negative position " + at);
        }
        int count = source.remaining();
        writeAt(source, at);
        return count;
    }

    /** Gives the position behind what was written. A channel that appends does so wherever it is told to write. */
    private long writeAt(ByteBuffer source, long at) throws IOException {
        checkWritable();
        checkLost();
        boolean something = source.hasRemaining();
        long end = file.write(this, request.append() ? -1 : at, source);
        if (request.sync() && something) {
            file.force(this);
        }
        return end;
    }

    @Override
    public long position() throws IOException {
        synchronized (moving) {
            checkOpen();
            return request.append() ? file.size(this) : position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        synchronized (moving) {
            checkOpen();
            if (newPosition < 0) {
                throw new IllegalArgumentException("negative position " + newPosition);
            }
            position = newPosition;
            return this;
        }
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return file.size(this);
    }

    @Override
    public FileChannel truncate(long newSize) throws IOException {
        synchronized (moving) {
            checkOpen();
            if (newSize < 0) {
                throw new IllegalArgumentException("negative size " + newSize);
            }
            checkWritable();
            checkLost();
            file.truncate(this, newSize);
            position = Math.min(position, newSize);
            return this;
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        checkOpen();
        checkLost();
        file.force(this);
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        checkOpen();
        if (!target.isOpen()) {
            throw new ClosedChannelException();
        }
        checkReadable();
        if (target instanceof Ext4FileChannel ours && !ours.request.write()) {
            throw new NonWritableChannelException();
        }
        checkTransfer(from, count);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, TRANSFER));
        long done = 0;
        while (done < count && from <= Long.MAX_VALUE - done) {
            buffer.clear().limit((int) Math.min(count - done, TRANSFER));
            if (readAt(buffer, from + done) <= 0) {
                break;
            }
            buffer.flip();
            int written = target.write(buffer);
            done += written;
            if (buffer.hasRemaining()) {
                break;
            }
        }
        return done;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
        checkOpen();
        if (!source.isOpen()) {
            throw new ClosedChannelException();
        }
        checkWritable();
        if (source instanceof Ext4FileChannel ours && !ours.request.read()) {
            throw new NonReadableChannelException();
        }
        checkTransfer(at, count);
        if (at > size()) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, TRANSFER));
        long done = 0;
        while (done < count) {
            buffer.clear().limit((int) Math.min(count - done, TRANSFER));
            int read = source.read(buffer);
            if (read <= 0) {
                break;
            }
            done += write(buffer.flip(), at + done);
        }
        return done;
    }

    private static void checkTransfer(long at, long count) {
        if (at < 0 || count < 0) {
            throw new IllegalArgumentException("negative position " + at + " or count " + count);
        }
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) throws IOException {
        checkOpen();
        throw new UnsupportedOperationException("a file of an ext4 image cannot be mapped");
    }

    /** As all users of the file system are in this process, waiting for a lock would be waiting for oneself. */
    @Override
    public FileLock lock(long from, long size, boolean shared) throws IOException {
        checkOpen();
        if (shared) {
            checkReadable();
        } else {
            checkWritable();
        }
        FileLock lock = file.lock(new Ext4FileLock(this, file, from, size, shared));
        if (!isOpen()) {
            file.unlock(lock);
            throw new ClosedChannelException();
        }
        return lock;
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) throws IOException {
        return lock(from, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        Ext4FileSystem fileSystem = path.getFileSystem();
        fileSystem.forget(this);
        try {
            file.leave(this);
            checkLost();
        } finally {
            fileSystem.leaving(path, file);
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void checkReadable() throws ClosedChannelException {
        checkOpen();
        if (!request.read()) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if (!request.write()) {
            throw new NonWritableChannelException();
        }
    }
}
