package dev.diskless.livehost.internal;

import dev.diskless.device.BlockDevice;
import dev.diskless.fault.CorruptInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * An open file of the kernel as a block device. The kernel's page cache lets transfers start and end anywhere; an
 * interrupt of a thread does nothing to it.
 */
class OpenFile implements BlockDevice {

    private static final int SCRATCH = 256 << 10;
    private static final int SCRATCHES_KEPT = 4;
    private static final int LARGEST_TRANSFER = 1 << 30;
    private static final long LARGEST_ZERO = 1L << 30;
    // Caches and drives of all kinds zero whole blocks of this size without reading.
    private static final long ZERO_UNIT = 4096;

    private final SystemCalls calls;
    private final Path path;
    private final int descriptor;
    private final long size;
    private final int sectorSize;
    private final boolean readOnly;
    private final ArrayBlockingQueue<ByteBuffer> scratches = new ArrayBlockingQueue<>(SCRATCHES_KEPT);

    // A descriptor that is closed while another thread uses it may by then be another file: closing waits.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private volatile boolean punches = true;
    private volatile boolean zeroes = true;

    OpenFile(SystemCalls calls, Path path, int descriptor, long size, int sectorSize, boolean readOnly) {
        this.calls = calls;
        this.path = path;
        this.descriptor = descriptor;
        this.size = size;
        this.sectorSize = sectorSize;
        this.readOnly = readOnly;
    }

    @Override
    public final long size() {
        return size;
    }

    @Override
    public final int sectorSize() {
        return sectorSize;
    }

    @Override
    public final boolean isReadOnly() {
        return readOnly;
    }

    final Path path() {
        return path;
    }

    @Override
    public final void read(long position, ByteBuffer target) throws IOException {
        Objects.checkFromIndexSize(position, target.remaining(), size);
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        locked(() -> {
            long at = position;
            ByteBuffer scratch = target.isDirect() ? target : borrow();
            while (target.hasRemaining()) {
                int end = target.limit();
                int count = Math.min(target.remaining(), target.isDirect() ? LARGEST_TRANSFER : SCRATCH);
                if (target.isDirect()) {
                    readFully(at, target.limit(target.position() + count));
                    target.limit(end);
                } else {
                    readFully(at, scratch.clear().limit(count));
                    target.put(scratch.flip());
                }
                at += count;
            }
            giveBack(scratch, target);
        });
    }

    @Override
    public final void write(long position, ByteBuffer source) throws IOException {
        checkWritable();
        Objects.checkFromIndexSize(position, source.remaining(), size);
        locked(() -> {
            long at = position;
            ByteBuffer scratch = source.isDirect() ? source : borrow();
            while (source.hasRemaining()) {
                int end = source.limit();
                int count = Math.min(source.remaining(), source.isDirect() ? LARGEST_TRANSFER : SCRATCH);
                source.limit(source.position() + count);
                try {
                    writeFully(
                            at,
                            source.isDirect()
                                    ? source
                                    : scratch.clear().put(source).flip());
                } finally {
                    source.limit(end);
                }
                at += count;
            }
            giveBack(scratch, source);
        });
    }

    /** Lets the kernel do it, which gives the room back where it can; writes zeros where the kernel cannot. */
    @Override
    public final void zero(long position, long length) throws IOException {
        checkWritable();
        Objects.checkFromIndexSize(position, length, size);
        locked(() -> {
            long end = position + length;
            long at = Math.min(end, -Math.floorDiv(-position, ZERO_UNIT) * ZERO_UNIT);
            long wholeEnd = Math.max(at, end / ZERO_UNIT * ZERO_UNIT);
            writeZeros(position, at);
            while (at < wholeEnd) {
                long count = Math.min(LARGEST_ZERO, wholeEnd - at);
                if (!zeroInKernel(at, count)) {
                    writeZeros(at, at + count);
                }
                at += count;
            }
            writeZeros(wholeEnd, end);
        });
    }

    private boolean zeroInKernel(long position, long length) throws IOException {
        try {
            if (punches) {
                try {
                    calls.punchHole(descriptor, position, length);
                    return true;
                } catch (Errno e) {
                    punches = !refused(e);
                }
            }
            if (zeroes) {
                try {
                    calls.ioctl(descriptor, Ioctl.BLKZEROOUT, Ioctl.range(position, length));
                    return true;
                } catch (Errno e) {
                    zeroes = !refused(e);
                }
            }
            return false;
        } catch (Errno e) {
            throw Refusal.toTransfer(path, position, "the host failed to zero", e);
        }
    }

    private static boolean refused(Errno e) throws Errno {
        if (e.isNotSupported()) {
            return true;
        }
        throw e;
    }

    private void writeZeros(long position, long end) throws IOException {
        if (position == end) {
            return;
        }
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(SCRATCH, end - position));
        for (long at = position; at < end; ) {
            int count = (int) Math.min(zeros.capacity(), end - at);
            writeFully(at, zeros.clear().limit(count));
            at += count;
        }
    }

    private void readFully(long position, ByteBuffer direct) throws IOException {
        long at = position;
        try {
            while (direct.hasRemaining()) {
                int count = calls.pread(descriptor, direct, at);
                if (count == 0) {
                    throw new CorruptInputException(CorruptInputException.detail("the device has become shorter")
                            .at(path, at)
                            .expected(size + " bytes"));
                }
                at += count;
            }
        } catch (Errno e) {
            throw Refusal.toTransfer(path, at, "the host failed to read", e);
        }
    }

    private void writeFully(long position, ByteBuffer direct) throws IOException {
        long at = position;
        try {
            while (direct.hasRemaining()) {
                int count = calls.pwrite(descriptor, direct, at);
                if (count == 0) {
                    // Never seen, and must not hang.
                    throw new Errno(Errno.EIO);
                }
                at += count;
            }
        } catch (Errno e) {
            throw Refusal.toTransfer(path, at, "the host failed to write", e);
        }
    }

    @Override
    public final void flush() throws IOException {
        if (readOnly) {
            return;
        }
        locked(this::sync);
    }

    final void sync() throws IOException {
        try {
            calls.fsync(descriptor);
        } catch (Errno e) {
            throw Refusal.toTransfer(path, 0, "the host failed to flush", e);
        }
    }

    /** Something that needs the descriptor. */
    interface Work {
        void run() throws IOException;
    }

    final void locked(Work work) throws IOException {
        Lock reading = lock.readLock();
        reading.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            work.run();
        } finally {
            reading.unlock();
        }
    }

    final void ioctl(int request, ByteBuffer argument) throws Errno {
        calls.ioctl(descriptor, request, argument);
    }

    final void ioctl(int request) throws Errno {
        calls.ioctl(descriptor, request, null);
    }

    final void checkWritable() {
        if (readOnly) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    public final void close() throws IOException {
        Lock writing = lock.writeLock();
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                calls.close(descriptor);
            }
        } catch (Errno e) {
            throw Refusal.toDo(path, "the host failed to close it", e);
        } finally {
            writing.unlock();
        }
    }

    private ByteBuffer borrow() {
        ByteBuffer kept = scratches.poll();
        return kept == null ? ByteBuffer.allocateDirect(SCRATCH) : kept;
    }

    private void giveBack(ByteBuffer scratch, ByteBuffer own) {
        if (scratch != own) {
            scratches.offer(scratch);
        }
    }

    @Override
    public final String toString() {
        return path.toString();
    }
}
