package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.internal.DurableNames;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** A file of the host that is whole or not there. */
final class WholeFile {

    private WholeFile() {}

    /** Writes the content. */
    interface Filling {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Looks at what was written before anybody sees it. */
    interface Inspection {
        void inspect(Path written) throws IOException;
    }

    /** Writes an overlay that only its owner can read, and reads it back to its end before it gets its name. */
    static void writeOverlay(Path target, boolean replace, OverlayFormat format, Filling content) throws IOException {
        write(target, replace, 0600, out -> content.writeTo(keptOpen(out)), written -> {
            try (OverlayReader reader = format.read(Files.newInputStream(written), target.toString())) {
                while (reader.next().isPresent()) {
                    reader.content().transferTo(OutputStream.nullOutputStream());
                }
            }
        });
    }

    static void write(Path target, boolean replace, int mode, Filling content) throws IOException {
        write(target, replace, mode, content, written -> {});
    }

    private static void write(Path target, boolean replace, int mode, Filling content, Inspection inspection)
            throws IOException {
        check(target, replace);
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the directory of the output is not there")
                    .at(target)
                    .cure("make the directory first"));
        }
        // Readable for nobody else until it is whole.
        Path hidden = Files.createTempFile(directory, ".diskless-", "");
        try {
            try (FileChannel channel = FileChannel.open(hidden, StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            inspection.inspect(hidden);
            if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(hidden, permissions(mode));
            }
            publish(hidden, target, replace);
            DurableNames.force(directory);
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    /** The same stream for somebody who closes what he writes to. */
    private static OutputStream keptOpen(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private static void check(Path target, boolean replace) throws DisklessException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !(replace && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS))) {
            throw new DisklessException(FaultDetail.of(FaultCode.EXISTS, "the output is there already")
                    .at(target)
                    .cure("name another file"));
        }
    }

    private static void publish(Path hidden, Path target, boolean replace) throws IOException {
        if (replace) {
            Files.move(hidden, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        // A hard link refuses a name that somebody took meanwhile; a rename would silently win.
        try {
            Files.createLink(target, hidden);
        } catch (FileAlreadyExistsException e) {
            check(target, false);
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(hidden, target);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
