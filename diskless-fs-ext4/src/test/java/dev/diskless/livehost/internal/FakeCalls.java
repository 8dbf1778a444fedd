package dev.diskless.livehost.internal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A kernel of our own with one device in memory: it transfers little at a time, and refuses what it is told to. */
class FakeCalls implements SystemCalls {

    static final int DESCRIPTOR = 7;
    static final int PIECE = 1000;

    final ByteBuffer device;
    final List<String> asked = new ArrayList<>();
    int openRefused;
    int readRefused;
    int writeRefused;
    int flushRefused;
    int punchRefused = Errno.EOPNOTSUPP;
    int ioctlRefused;
    int logical = 512;
    int physical = 4096;
    boolean writeProtected;
    int mountRefused;

    FakeCalls(int size) {
        device = ByteBuffer.allocate(size);
    }

    private static void check(int refused) throws Errno {
        if (refused != 0) {
            throw new Errno(refused);
        }
    }

    @Override
    public int sizeOfSizeT() {
        return 8;
    }

    @Override
    public int open(Path path, int flags) throws Errno {
        asked.add("open " + Integer.toHexString(flags));
        check(openRefused);
        return DESCRIPTOR;
    }

    @Override
    public void close(int descriptor) {
        asked.add("close");
    }

    @Override
    public int pread(int descriptor, ByteBuffer target, long position) throws Errno {
        check(readRefused);
        int count = Math.min(PIECE, Math.min(target.remaining(), device.capacity() - (int) position));
        target.put(device.slice((int) position, count));
        return count;
    }

    @Override
    public int pwrite(int descriptor, ByteBuffer source, long position) throws Errno {
        check(writeRefused);
        int count = Math.min(PIECE, source.remaining());
        for (int i = 0; i < count; i++) {
            device.put((int) position + i, source.get());
        }
        return count;
    }

    @Override
    public void fsync(int descriptor) throws Errno {
        asked.add("fsync");
        check(flushRefused);
    }

    @Override
    public void ioctl(int descriptor, int request, ByteBuffer argument) throws Errno {
        asked.add("ioctl " + Integer.toHexString(request));
        check(ioctlRefused);
        if (request == Ioctl.blkGetSize64(8)) {
            argument.putLong(0, device.capacity());
        } else if (request == Ioctl.BLKSSZGET) {
            argument.putInt(0, logical);
        } else if (request == Ioctl.BLKPBSZGET) {
            argument.putInt(0, physical);
        } else if (request == Ioctl.BLKROGET) {
            argument.putInt(0, writeProtected ? 1 : 0);
        } else if (request == Ioctl.BLKZEROOUT) {
            zero(argument.getLong(0), argument.getLong(8));
        }
    }

    @Override
    public void punchHole(int descriptor, long position, long length) throws Errno {
        asked.add("punch");
        check(punchRefused);
        zero(position, length);
    }

    @Override
    public void mount(byte[] source, byte[] target, byte[] type, long flags, byte[] data) throws Errno {
        asked.add("mount " + text(source) + " " + text(target) + " " + text(type) + " " + flags + " " + text(data));
        check(mountRefused);
    }

    @Override
    public void unmount(byte[] target, int flags) throws Errno {
        asked.add("unmount " + text(target) + " " + flags);
        check(mountRefused);
    }

    private static String text(byte[] name) {
        return name == null ? "-" : new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private void zero(long position, long length) {
        for (long i = position; i < position + length; i++) {
            device.put((int) i, (byte) 0);
        }
    }
}
