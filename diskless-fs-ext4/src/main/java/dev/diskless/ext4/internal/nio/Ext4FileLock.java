package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;

/** A lock among the users of one opened file system. */
final class Ext4FileLock extends FileLock {

    private final Ext4FileChannel holder;
    private final OpenFile file;
    private volatile boolean released;

    Ext4FileLock(Ext4FileChannel holder, OpenFile file, long position, long size, boolean shared) {
        super(holder, position, size, shared);
        this.holder = holder;
        this.file = file;
    }

    @Override
    public boolean isValid() {
        return !released && holder.isOpen();
    }

    @Override
    public void release() throws IOException {
        if (!holder.isOpen()) {
            throw new ClosedChannelException();
        }
        released = true;
        file.unlock(this);
    }
}
