package dev.diskless.ext4.internal.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all channels of one inode share. Small writes are collected and reach the volume in one piece: before anybody
 * reads the content or asks for facts of files, and when a channel is forced or closed; large ones pass straight on.
 * What then cannot be written is reported once to every channel that had written into the piece.
 *
 * <p>Its calls wait for each other; a lock of the file system is taken inside them, never around them.
 */
final class OpenFile {

    private static final int FIRST_BUFFER = 4 * 1024;
    private static final int BUFFER = 256 * 1024;

    private final Ext4FileSystem fileSystem;
    private final long inode;
    private final List<FileLock> locks = new ArrayList<>();

    // Bytes not yet in the volume; they belong behind bufferStart.
    private @Nullable ByteBuffer buffer;
    private long bufferStart;
    private boolean sparse;
    // Whose bytes are in the buffer; the last is the last who wrote.
    private final List<Ext4FileChannel> writers = new ArrayList<>();

    /** How many channels there are; only {@link OpenFiles} counts. */
    int channels;

    OpenFile(Ext4FileSystem fileSystem, long inode) {
        this.fileSystem = fileSystem;
        this.inode = inode;
    }

    long inode() {
        return inode;
    }

    int read(Ext4FileChannel channel, long position, ByteBuffer target) throws IOException {
        flush(null);
        return fileSystem.reading(channel.path(), volume -> {
            checkOpen(channel);
            return volume.read(inode, position, target);
        });
    }

    synchronized long size(Ext4FileChannel channel) throws IOException {
        long written = fileSystem.reading(channel.path(), volume -> {
            checkOpen(channel);
            return volume.stat(inode).size();
        });
        return buffer == null || writers.isEmpty() ? written : Math.max(written, bufferStart + buffer.position());
    }

    /** Writes all bytes, at the end if the position is negative; gives the position behind them. */
    synchronized long write(Ext4FileChannel channel, long position, ByteBuffer source) throws IOException {
        int count = source.remaining();
        long start = position < 0 ? size(channel) : position;
        if (start > Long.MAX_VALUE - count) {
            throw Faults.invalid(channel.path(), "a file cannot be that large");
        }
        // Whoever closes the channel comes after this and finds the bytes, or came before it and is seen here.
        checkOpen(channel);
        if (count == 0) {
            return start;
        }
        if (buffer != null
                && !writers.isEmpty()
                && (start != bufferStart + buffer.position() || sparse != channel.isSparse())) {
            flush(channel);
        }
        if (count >= BUFFER) {
            flush(channel);
            writeThrough(channel, start, source, channel.isSparse());
        } else {
            collect(channel, start, source);
        }
        return start + count;
    }

    private void collect(Ext4FileChannel channel, long position, ByteBuffer source) throws IOException {
        long start = position;
        while (source.hasRemaining()) {
            ByteBuffer room = room(source.remaining());
            if (room.position() == 0) {
                bufferStart = start;
                sparse = channel.isSparse();
            }
            int part = Math.min(room.remaining(), source.remaining());
            room.put(room.position(), source, source.position(), part);
            room.position(room.position() + part);
            source.position(source.position() + part);
            start += part;
            if (writers.isEmpty()) {
                fileSystem.openFiles().markPending(this);
            }
            writers.remove(channel);
            writers.add(channel);
            if (room.position() == BUFFER) {
                flush(channel);
            }
        }
    }

    /** The buffer, made larger for so many bytes more; most files are small and never need all of it. */
    private ByteBuffer room(int more) {
        ByteBuffer room = buffer == null ? fileSystem.openFiles().takeSpare() : buffer;
        if (room == null) {
            room = ByteBuffer.allocate(Math.min(BUFFER, Math.max(FIRST_BUFFER, more)));
        } else if (room.remaining() < more && room.capacity() < BUFFER) {
            int needed = Math.max(room.position() + more, room.capacity() * 4);
            room = ByteBuffer.allocate(Math.min(BUFFER, needed)).put(room.flip());
        }
        buffer = room;
        return room;
    }

    /**
     * Writes what was collected. A failure goes to those who wrote: thrown if the caller is one of them, else when they
     * use their channels again.
     */
    synchronized void flush(@Nullable Ext4FileChannel caller) throws IOException {
        ByteBuffer full = buffer;
        if (full == null || writers.isEmpty()) {
            return;
        }
        List<Ext4FileChannel> from = List.copyOf(writers);
        buffer = null;
        writers.clear();
        fileSystem.openFiles().clearPending(this);
        try {
            writeThrough(from.get(from.size() - 1), bufferStart, full.flip(), sparse);
        } catch (IOException e) {
            for (Ext4FileChannel writer : from) {
                if (writer != caller) {
                    writer.lost(e);
                }
            }
            if (caller != null && from.contains(caller)) {
                throw e;
            }
        }
        if (caller != null) {
            buffer = full.clear();
        }
    }

    private void writeThrough(Ext4FileChannel channel, long at, ByteBuffer bytes, boolean holes) throws IOException {
        fileSystem.finishing(channel.path(), volume -> {
            volume.write(inode, at, bytes, holes);
            return at;
        });
    }

    /** Makes the file shorter; does nothing if it is that short. */
    synchronized void truncate(Ext4FileChannel channel, long newSize) throws IOException {
        if (newSize < size(channel)) {
            resize(channel, newSize);
        }
    }

    /** Gives the file a size, even if it has it. */
    synchronized void resize(Ext4FileChannel channel, long newSize) throws IOException {
        flush(channel);
        fileSystem.changing(channel.path(), volume -> {
            checkOpen(channel);
            volume.resize(inode, newSize, true);
            return newSize;
        });
    }

    synchronized void force(Ext4FileChannel channel) throws IOException {
        flush(channel);
        fileSystem.finishing(channel.path(), volume -> {
            checkOpen(channel);
            volume.force(inode);
            return inode;
        });
    }

    synchronized FileLock lock(FileLock lock) {
        for (FileLock other : locks) {
            if (other.overlaps(lock.position(), lock.size())) {
                throw new OverlappingFileLockException();
            }
        }
        locks.add(lock);
        return lock;
    }

    synchronized void unlock(FileLock lock) {
        locks.remove(lock);
    }

    /** Writes what is left of a channel that is being closed, and undoes its locks. */
    synchronized void leave(Ext4FileChannel channel) throws IOException {
        locks.removeIf(lock -> lock.acquiredBy() == channel);
        flush(channel);
        if (buffer != null) {
            fileSystem.openFiles().giveSpare(buffer);
            buffer = null;
        }
    }

    private static void checkOpen(Ext4FileChannel channel) throws AsynchronousCloseException {
        if (!channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
    }
}
