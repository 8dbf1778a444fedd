package dev.diskless.livehost.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The system calls that the JDK has no way to. Thread-safe. Buffers must be direct. */
interface SystemCalls {

    int O_RDONLY = 0;
    int O_RDWR = 2;
    int O_EXCL = 0x80;

    /** The size of a C size_t in bytes, which is part of the numbers of some requests. */
    int sizeOfSizeT();

    /** Opens a file that no started program inherits; gives its descriptor. */
    int open(Path path, int flags) throws Errno;

    void close(int descriptor) throws Errno;

    /** Reads into a buffer from its position to its limit and moves the position; gives the bytes read, 0 at the end. */
    int pread(int descriptor, ByteBuffer target, long position) throws Errno;

    /** Writes a buffer from its position to its limit and moves the position; gives the bytes written. */
    int pwrite(int descriptor, ByteBuffer source, long position) throws Errno;

    void fsync(int descriptor) throws Errno;

    /** Calls a driver with a buffer (from its first byte on), or without an argument. */
    void ioctl(int descriptor, int request, @Nullable ByteBuffer argument) throws Errno;

    /** Takes the room of a range, which reads as zeros from then on; the size stays. */
    void punchHole(int descriptor, long position, long length) throws Errno;

    /** Mounts, or changes a mount; names are bytes without an end, a missing one is null. */
    void mount(byte @Nullable [] source, byte[] target, byte @Nullable [] type, long flags, byte @Nullable [] data)
            throws Errno;

    /** Ends a mount. */
    void unmount(byte[] target, int flags) throws Errno;
}
