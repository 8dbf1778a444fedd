package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads the content of a file. Its calls wait for each other. */
final class ReadChannel implements SeekableByteChannel {

    private final Ext4Path path;
    private final long inode;
    private long position;
    private boolean closed;

    ReadChannel(Ext4Path path, long inode) {
        this.path = path;
        this.inode = inode;
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        checkOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        int count = path.getFileSystem().reading(path, volume -> volume.read(inode, position, target));
        position += Math.max(0, count);
        return count;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        checkOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public synchronized long position() throws IOException {
        checkOpen();
        return position;
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
        return path.getFileSystem().reading(path, volume -> volume.stat(inode).size());
    }

    @Override
    public synchronized SeekableByteChannel truncate(long size) throws IOException {
        checkOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        path.getFileSystem().forget(this);
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
