package dev.diskless.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name only when it is whole. It is written in a hidden folder beside its place; closing
 * without {@link #publish} leaves nothing behind.
 */
public final class OutputFile implements Closeable {

    private final Path target;
    private final boolean replace;
    private final Path directory;
    private @Nullable Path folder;

    private OutputFile(Path target, boolean replace, Path directory) {
        this.target = target;
        this.replace = replace;
        this.directory = directory;
    }

    /**
     * Prepares an output; makes nothing yet.
     *
     * @param target where the file is to appear
     * @param replace whether a regular file that is there already may be replaced
     * @return the output
     * @throws DisklessException if the target is there and may not be replaced, or its directory is not there or takes
     *     no files
     */
    public static OutputFile prepare(Path target, boolean replace) throws DisklessException {
        checkTarget(target, replace);
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the directory of the output is not there")
                    .at(target)
                    .cure("make the directory first"));
        }
        if (!Files.isWritable(directory)) {
            throw new DisklessException(FaultDetail.of(FaultCode.IO, "the directory of the output takes no files")
                    .at(target)
                    .cure("make the directory writable, or write elsewhere"));
        }
        return new OutputFile(target, replace, directory);
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

    /** The file to write; not there yet. The first call makes its hidden folder. */
    public Path file() throws IOException {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory(directory, ".diskless-");
            } catch (IOException e) {
                throw failed("the host makes no file in the directory of the output", e);
            }
        }
        return folder.resolve("image");
    }

    /** Gives the file its name, durably. The content must have been forced to storage before. */
    public void publish() throws IOException {
        checkTarget(target, replace);
        Path file = file();
        try {
            if (replace) {
                moveOver(file);
            } else {
                linkNew(file);
            }
            DurableNames.force(directory);
        } catch (IOException e) {
            throw e instanceof Fault ? e : failed("the host does not give the output its name", e);
        }
    }

    /** A failure in the hidden file as one of the file that the caller knows. */
    public IOException named(IOException e) {
        if (folder == null) {
            return e;
        }
        String hidden = folder.toString();
        if (e instanceof DisklessException fault) {
            FaultDetail detail = fault.detail();
            String path = detail.path();
            boolean own = path != null && path.startsWith(hidden);
            return own ? new DisklessException(detail.at(target, detail.offset()), e) : e;
        }
        boolean own = e instanceof FileSystemException host
                && host.getFile() != null
                && host.getFile().startsWith(hidden);
        return own ? failed("the host failed at the output", e) : e;
    }

    private DisklessException failed(String what, IOException e) {
        String reason = e instanceof FileSystemException host && host.getReason() != null
                ? host.getReason()
                : e.getClass().getSimpleName();
        return new DisklessException(
                FaultDetail.of(FaultCode.IO, what).at(target).found(reason).cure("write elsewhere"), e);
    }

    private void moveOver(Path file) throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    // A hard link refuses a name that somebody took meanwhile; a rename would silently win.
    private void linkNew(Path file) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            checkTarget(target, false);
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            Files.move(file, target);
        }
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            Files.deleteIfExists(folder.resolve("image"));
            Files.deleteIfExists(folder);
        }
    }
}
