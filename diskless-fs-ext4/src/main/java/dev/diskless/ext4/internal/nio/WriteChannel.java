package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes the content of a file. Small writes are collected and reach the volume in one piece, at the latest when the
 * channel is read from or closed; large ones pass straight on. Its calls wait for each other.
 */
final class WriteChannel implements SeekableByteChannel {

    private static final int FIRST_BUFFER = 8 * 1024;
    private static final int BUFFER = 256 * 1024;

    private final Ext4Path path;
    private final long inode;
    private final OpenRequest request;

    // Bytes not yet in the volume; they belong behind bufferStart.
    private @Nullable ByteBuffer buffer;
    private long bufferStart;
    private long position;
    private long size;
    private boolean closed;

    WriteChannel(Ext4Path path, long inode, OpenRequest request) {
        this.path = path;
        this.inode = inode;
        this.request = request;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        checkOpen();
        if (request.append()) {
            position = size;
        }
        int count = source.remaining();
        if (position > Long.MAX_VALUE - count) {
            throw Faults.invalid(path, "a file cannot be that large");
        }
        if (buffer != null && position != bufferStart + buffer.position()) {
            flush();
        }
        if (count >= BUFFER) {
            flush();
            writeThrough(position, source);
        } else if (count > 0) {
            collect(source);
        }
        position += count;
        size = Math.max(size, position);
        return count;
    }

    private void collect(ByteBuffer source) throws IOException {
        long start = position;
        while (source.hasRemaining()) {
            ByteBuffer room = room(source.remaining());
            if (room.position() == 0) {
                bufferStart = start;
            }
            int part = Math.min(room.remaining(), source.remaining());
            room.put(source.slice(source.position(), part));
            source.position(source.position() + part);
            start += part;
            if (room.position() == BUFFER) {
                flush();
            }
        }
    }

    /** The buffer, made larger for so many bytes more; most files are small and never need all of it. */
    private ByteBuffer room(int more) {
        ByteBuffer room = buffer;
        if (room == null) {
            room = ByteBuffer.allocate(Math.min(BUFFER, Math.max(FIRST_BUFFER, more)));
        } else if (room.remaining() < more && room.capacity() < BUFFER) {
            int needed = Math.max(room.position() + more, room.capacity() * 4);
            room = ByteBuffer.allocate(Math.min(BUFFER, needed)).put(room.flip());
        }
        buffer = room;
        return room;
    }

    private void flush() throws IOException {
        if (buffer != null && buffer.position() > 0) {
            try {
                writeThrough(bufferStart, buffer.flip());
            } finally {
                // What could not be written is reported once, not again at closing.
                buffer.clear();
            }
        }
    }

    private void writeThrough(long at, ByteBuffer bytes) throws IOException {
        path.getFileSystem().flushing(path, volume -> {
            volume.write(inode, at, bytes, request.sparse());
            return at;
        });
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        checkOpen();
        if (!request.read()) {
            throw new NonReadableChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        flush();
        int count = path.getFileSystem().reading(path, volume -> volume.read(inode, position, target));
        position += Math.max(0, count);
        return count;
    }

    @Override
    public synchronized long position() throws IOException {
        checkOpen();
        return request.append() ? size : position;
    }

    @Override
    public synchronized SeekableByteChannel position(long newPosition) throws IOException {
        checkOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("negative position " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public synchronized long size() throws IOException {
        checkOpen();
        return size;
    }

    @Override
    public synchronized SeekableByteChannel truncate(long newSize) throws IOException {
        checkOpen();
        if (newSize < 0) {
            throw new IllegalArgumentException("negative size " + newSize);
        }
        if (newSize < size) {
            throw Faults.onlyNewObjects(path, "cannot make a file shorter");
        }
        position = Math.min(position, newSize);
        return this;
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            flush();
        } finally {
            buffer = null;
            path.getFileSystem().forget(this);
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
