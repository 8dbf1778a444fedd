package dev.diskless.lbu;

import dev.diskless.fault.Fault;
import dev.diskless.internal.OutputFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the overlay of a root in a file or a stream: {@code lbu package}. For one call and one thread.
 */
public final class LbuPackage {

    private final Lbu lbu;
    private boolean encrypt;

    LbuPackage(Lbu lbu) {
        this.lbu = lbu;
    }

    /**
     * Encrypts with the default cipher, unless the settings say another ({@code -e}).
     *
     * @return this command
     */
    public LbuPackage encrypt() {
        encrypt = true;
        return this;
    }

    /**
     * Makes a file, which appears when it is whole and was read back. It is encrypted if the settings say so; its
     * owner alone can read it, where the host can express that.
     *
     * @param target a directory, where the overlay gets the name that the boot wants; else the file, which gets exactly
     *     this name; a regular file that is there is replaced, a device is written to as it is
     * @return what was made
     * @throws IOException if the state cannot be read, the file cannot be written, a hook before it failed, or the caller
     *     cancelled; what was there then stays
     */
    public PackageResult to(Path target) throws IOException {
        LbuSettings settings = settings();
        OverlayName name = OverlayName.active(lbu.host(), settings.encryption().orElse(""));
        Path file = Files.isDirectory(target) ? target.resolve(name.fileName()) : target;
        OverlayBuild build = new OverlayBuild(lbu, lbu.formats(settings), name);
        return aroundHooks(String.valueOf(file.getFileName()), () -> {
            List<String> paths = build.paths();
            boolean special = Files.exists(file) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            long size = special ? raw(build, file) : whole(build, file);
            return new PackageResult(Optional.of(file), size, paths, build.leftOut(), List.of());
        });
    }

    /**
     * Writes into a stream. Nothing is encrypted unless {@link #encrypt} was called, whatever the settings say, as with
     * {@code lbu package -}.
     *
     * @param target receives the overlay; not closed, and of no use if this fails
     * @return what was made
     * @throws IOException as the other one
     */
    public PackageResult to(OutputStream target) throws IOException {
        LbuSettings settings = settings();
        String cipher = encrypt ? settings.encryption().orElse("") : "";
        OverlayBuild build = new OverlayBuild(lbu, lbu.formats(settings), OverlayName.active(lbu.host(), cipher));
        return aroundHooks("", () -> {
            List<String> paths = build.paths();
            CountingOutput counted = new CountingOutput(new Unclosed(target));
            build.writeTo(counted);
            counted.flush();
            return new PackageResult(Optional.empty(), counted.count(), paths, build.leftOut(), List.of());
        });
    }

    private LbuSettings settings() throws IOException {
        return encrypt ? lbu.settings().encrypted() : lbu.settings();
    }

    private interface Making {
        PackageResult make() throws IOException;
    }

    private PackageResult aroundHooks(String fileName, Making making) throws IOException {
        HookRun hooks = new HookRun(lbu.hooks(), new Packaging(lbu.root(), fileName));
        hooks.before();
        PackageResult made;
        try {
            made = making.make();
        } catch (IOException | RuntimeException e) {
            hooks.afterFailure(e);
            throw e;
        }
        return new PackageResult(made.file(), made.size(), made.paths(), made.leftOut(), hooks.after());
    }

    private static long raw(OverlayBuild build, Path device) throws IOException {
        CountingOutput counted = new CountingOutput(Files.newOutputStream(device, StandardOpenOption.WRITE));
        try (counted) {
            build.writeTo(counted);
        }
        return counted.count();
    }

    private static long whole(OverlayBuild build, Path file) throws IOException {
        try (OutputFile output = OutputFile.prepare(file, true)) {
            try {
                Path hidden = output.file();
                long size = build.write(create(hidden), () -> Files.newInputStream(hidden), file.toString());
                output.publish();
                return size;
            } catch (IOException e) {
                throw e instanceof Fault ? e : output.named(e);
            }
        }
    }

    private static OutputStream create(Path file) throws IOException {
        FileAttribute<?>[] owner =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner);
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
            }

            @Override
            public void close() throws IOException {
                if (channel.isOpen()) {
                    channel.force(true);
                }
                super.close();
            }
        };
    }

    /** Keeps the caller's stream open. */
    private static final class Unclosed extends FilterOutputStream {

        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
