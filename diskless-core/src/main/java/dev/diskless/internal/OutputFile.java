package dev.diskless.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name only when it is whole. It is written in a hidden folder beside its place; closing
 * without {@link #publish} leaves nothing behind.
 */
public final class OutputFile implements Closeable {

    private final Path target;
    private final boolean replace;
    private final Path folder;
    private final Path file;

    private OutputFile(Path target, boolean replace, Path folder) {
        this.target = target;
        this.replace = replace;
        this.folder = folder;
        this.file = folder.resolve("image");
    }

    /**
     * Prepares an output.
     *
     * @param target where the file is to appear
     * @param replace whether a regular file that is there already may be replaced
     * @return the output
     * @throws DisklessException if the target is there and may not be replaced, or its directory is not there
     */
    public static OutputFile prepare(Path target, boolean replace) throws IOException {
        checkTarget(target, replace);
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the directory of the output is not there")
                    .at(target)
                    .cure("make the directory first"));
        }
        return new OutputFile(target, replace, Files.createTempDirectory(directory, ".diskless-"));
    }

    private static void checkTarget(Path target, boolean replace) throws DisklessException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new DisklessException(FaultDetail.of(FaultCode.EXISTS, "the output is there and is no regular file")
                    .at(target)
                    .cure("name a new file"));
        }
        if (!replace) {
            throw new DisklessException(FaultDetail.of(FaultCode.EXISTS, "the output is there already")
                    .at(target)
                    .cure("name another file, or ask to replace it"));
        }
    }

    /** The file to write; not there yet. */
    public Path file() {
        return file;
    }

    /** Gives the file its name, durably. The content must have been forced to storage before. */
    public void publish() throws IOException {
        checkTarget(target, replace);
        if (replace) {
            moveOver();
        } else {
            linkNew();
        }
        forceDirectory();
    }

    private void moveOver() throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    // A hard link refuses a name that somebody took meanwhile; a rename would silently win.
    private void linkNew() throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            checkTarget(target, false);
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(file, target);
        }
    }

    private void forceDirectory() throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            // Some hosts cannot open a directory; the name is then as durable as the host makes it.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
