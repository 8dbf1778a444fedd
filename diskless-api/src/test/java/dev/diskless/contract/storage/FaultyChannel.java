package dev.diskless.contract.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel of the host, unless it is to fail. Without content it is that of a directory. */
final class FaultyChannel extends FileChannel {

    private final FaultyFileSystem system;
    private final Path path;
    private final FileChannel host;
    private final SurvivingDirectory.Content content;

    FaultyChannel(FaultyFileSystem system, Path path, FileChannel host, SurvivingDirectory.Content content) {
        this.system = system;
        this.path = path;
        this.host = host;
        this.content = content;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        system.pass(HostOperation.READ, path);
        return host.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        system.pass(HostOperation.READ, path);
        return host.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        system.pass(HostOperation.READ, path);
        return host.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = write(source, host.position());
        host.position(host.position() + count);
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            count += write(sources[i]);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        Failure how = system.next(HostOperation.WRITE, path);
        int count = how == null ? source.remaining() : source.remaining() / 2;
        ByteBuffer part = source.slice(source.position(), count);
        system.surviving().wrote(content, position, part.duplicate());
        for (long at = position; part.hasRemaining(); ) {
            at += host.write(part, at);
        }
        source.position(source.position() + count);
        if (how != null) {
            throw how.of(path);
        }
        return count;
    }

    @Override
    public long position() throws IOException {
        return host.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        host.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return host.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        system.pass(HostOperation.TRUNCATE, path);
        host.truncate(size);
        system.surviving().truncated(content, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (content == null) {
            system.pass(HostOperation.FORCE_DIRECTORY, path);
            system.surviving().namesForced(path);
        } else {
            system.pass(HostOperation.FORCE, path);
            system.surviving().forced(content);
        }
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, 8192));
        if (read(piece, position) <= 0) {
            return 0;
        }
        return target.write(piece.flip());
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, 8192));
        if (source.read(piece) <= 0) {
            return 0;
        }
        return write(piece.flip(), position);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        system.pass(HostOperation.LOCK, path);
        return host.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        system.pass(HostOperation.LOCK, path);
        return host.tryLock(position, size, shared);
    }

    // The dead hold nothing, so closing works after a cut too.
    @Override
    protected void implCloseChannel() throws IOException {
        host.close();
    }
}
