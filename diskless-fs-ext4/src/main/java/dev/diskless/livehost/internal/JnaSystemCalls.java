package dev.diskless.livehost.internal;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.diskless.fault.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * System calls through the C library of this process. The only class that names JNA's; without JNA it cannot be loaded.
 */
final class JnaSystemCalls implements SystemCalls {

    // Machines whose Linux has the common numbers of ioctl, open and errno; those of MIPS, PowerPC and SPARC differ.
    private static final Set<String> KNOWN =
            Set.of("x86-64", "x86", "aarch64", "arm", "armel", "riscv64", "loongarch64", "s390x");

    private static final int O_CLOEXEC = 0x80000;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;

    private final Function open;
    private final Function close;
    private final Function pread;
    private final Function pwrite;
    private final Function fsync;
    private final Function ioctl;
    private final Function fallocate;
    private final Function mount;
    private final Function umount2;

    private JnaSystemCalls(NativeLibrary library) {
        open = library.getFunction("open");
        close = library.getFunction("close");
        // glibc has positions of 32 bits under the plain names where long has 32 bits; musl never has.
        pread = wide(library, "pread");
        pwrite = wide(library, "pwrite");
        fsync = library.getFunction("fsync");
        ioctl = library.getFunction("ioctl");
        fallocate = wide(library, "fallocate");
        mount = library.getFunction("mount");
        umount2 = library.getFunction("umount2");
    }

    static SystemCalls load() throws UnsupportedFeatureException {
        if (!Platform.isLinux() || !KNOWN.contains(Platform.ARCH)) {
            throw new UnsupportedFeatureException(UnsupportedFeatureException.detail(
                            "real devices are not supported on this machine")
                    .expected("Linux on one of " + KNOWN.stream().sorted().toList())
                    .found(Platform.ARCH));
        }
        return new JnaSystemCalls(NativeLibrary.getProcess());
    }

    private static Function wide(NativeLibrary library, String name) {
        if (NativeLong.SIZE == Long.BYTES) {
            return library.getFunction(name);
        }
        try {
            return library.getFunction(name + "64");
        } catch (UnsatisfiedLinkError e) {
            return library.getFunction(name);
        }
    }

    @Override
    public int sizeOfSizeT() {
        return Native.SIZE_T_SIZE;
    }

    @Override
    public int open(Path path, int flags) throws Errno {
        byte[] name = HostName.bytes(path);
        return call(open, Arrays.copyOf(name, name.length + 1), flags | O_CLOEXEC, 0);
    }

    @Override
    public void close(int descriptor) throws Errno {
        call(close, descriptor);
    }

    @Override
    public int pread(int descriptor, ByteBuffer target, long position) throws Errno {
        return transfer(pread, descriptor, target, position);
    }

    @Override
    public int pwrite(int descriptor, ByteBuffer source, long position) throws Errno {
        return transfer(pwrite, descriptor, source, position);
    }

    private static int transfer(Function function, int descriptor, ByteBuffer buffer, long position) throws Errno {
        Pointer start = Native.getDirectBufferPointer(buffer).share(buffer.position());
        NativeLong length = new NativeLong(buffer.remaining());
        int count = call(function, NativeLong.class, descriptor, start, length, position);
        buffer.position(buffer.position() + count);
        return count;
    }

    @Override
    public void fsync(int descriptor) throws Errno {
        call(fsync, descriptor);
    }

    @Override
    public void ioctl(int descriptor, int request, @Nullable ByteBuffer argument) throws Errno {
        Pointer pointer = argument == null ? Pointer.NULL : Native.getDirectBufferPointer(argument);
        call(ioctl, descriptor, new NativeLong(request), pointer);
    }

    @Override
    public void punchHole(int descriptor, long position, long length) throws Errno {
        call(fallocate, descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, position, length);
    }

    @Override
    public void mount(
            byte @Nullable [] source, byte[] target, byte @Nullable [] type, long flags, byte @Nullable [] data)
            throws Errno {
        call(mount, text(source), text(target), text(type), new NativeLong(flags), text(data));
    }

    @Override
    public void unmount(byte[] target, int flags) throws Errno {
        call(umount2, text(target), flags);
    }

    private static @Nullable Object text(byte @Nullable [] name) {
        return name == null ? Pointer.NULL : Arrays.copyOf(name, name.length + 1);
    }

    private static int call(Function function, @Nullable Object... arguments) throws Errno {
        return call(function, Integer.class, arguments);
    }

    private static int call(Function function, Class<? extends Number> type, @Nullable Object... arguments)
            throws Errno {
        while (true) {
            Number result = (Number) function.invoke(type, arguments);
            if (result.longValue() >= 0) {
                return result.intValue();
            }
            int error = Native.getLastError();
            if (error != Errno.EINTR) {
                throw new Errno(error);
            }
        }
    }
}
