package dev.diskless.overlay.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.UnixFacts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Reads contents of files below a root. Where the host opens files relative to open directories, no link on the way is
 * followed, even one that appears while this reads. For one thread at a time.
 */
final class RootReader implements Closeable {

    static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final OpenDirectories directories;

    RootReader(Path root) {
        this.root = root;
        this.directories = new OpenDirectories(root);
    }

    /** Fills a buffer with a part of a file, which must be as it was when it was captured. */
    void read(FileReference file, long from, ByteBuffer target) throws IOException {
        int wanted = target.remaining();
        try (SeekableByteChannel channel = directories.open(path(file))) {
            if (channel == null) {
                throw changed(file, "a file", "something else");
            }
            if (from > 0) {
                channel.position(from);
            }
            while (target.hasRemaining() && channel.read(target) >= 0) {
                continue;
            }
            long size = channel.size();
            if (target.hasRemaining() || size != file.size()) {
                throw changed(file, file.size() + " bytes", size + " bytes");
            }
        } catch (NoSuchFileException e) {
            throw changed(file, "a file", "nothing");
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (wanted < file.size()) {
            checkSame(file);
        }
    }

    private Path path(FileReference file) throws IOException {
        return HostNames.path(root.getFileSystem(), file.name());
    }

    // Parts of one file must not come from two.
    private void checkSame(FileReference file) throws IOException {
        FileState now;
        try {
            now = FileState.of(UnixFacts.of(root.resolve(path(file))));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        if (!now.equals(file.state())) {
            throw changed(file, file.state(), now);
        }
    }

    private DisklessException changed(FileReference file, Object expected, Object found) throws IOException {
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the file changed while it was captured")
                .at(root.resolve(path(file)))
                .expected(expected)
                .found(found)
                .cure("try again when nothing writes to it"));
    }

    private IOException unreadable(FileReference file, IOException e) throws IOException {
        return e instanceof Fault
                ? e
                : new DisklessException(
                        FaultDetail.of(FaultCode.IO, "a file for the overlay cannot be read")
                                .at(root.resolve(path(file)))
                                .found(e.getClass().getSimpleName())
                                .cure("make it readable, or leave it out"),
                        e);
    }

    @Override
    public void close() throws IOException {
        directories.close();
    }
}
