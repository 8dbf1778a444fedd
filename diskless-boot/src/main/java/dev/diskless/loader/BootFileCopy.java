package dev.diskless.loader;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.ImageFullException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies boot files. Writes every byte of every file, zeros among them, because boot loaders misread holes; for the same
 * reason and for the same bytes each time, hard links become files of their own. For one thread.
 */
final class BootFileCopy implements BootFileVisitor {

    private static final int BUFFER = 1 << 20;

    private final Path target;
    private final boolean keepOwners;
    private final BootFileSurvey announced;
    private final Progress progress;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final List<Child> made = new ArrayList<>();
    private long files;
    private long bytes;

    /** A copy into a directory of exactly what a survey has found; {@code progress} counts its bytes. */
    BootFileCopy(Path target, boolean keepOwners, BootFileSurvey announced, Progress progress) {
        this.target = target;
        this.keepOwners = keepOwners;
        this.announced = announced;
        this.progress = progress;
    }

    @Override
    public void enter(String path, Child directory, FileFacts facts) throws IOException {
        count(directory);
        Path copy = copyOf(path);
        writable(copy, Files::createDirectory);
        made(path, directory);
    }

    @Override
    public void leave(String path, Child directory, FileFacts facts) throws IOException {
        // A name that came after the listing was read shows in the time of the directory alone.
        unchanged(directory, facts);
        writable(copyOf(path), copy -> facts.apply(copy, keepOwners));
    }

    @Override
    public void symlink(String path, Child link, FileFacts facts, String linkTarget) throws IOException {
        count(link);
        writable(copyOf(path), copy -> {
            FileNames.link(copy, linkTarget);
            made(path, link);
            facts.apply(copy, keepOwners);
        });
    }

    @Override
    public void file(String path, Child file, FileFacts facts) throws IOException {
        count(file);
        if (facts.size() > announced.bytes() - bytes) {
            throw changed(file.path(), "files that were not there or were smaller");
        }
        bytes += facts.size();
        Path copy = copyOf(path);
        try (SeekableByteChannel in = open(file.path())) {
            writable(copy, at -> {
                try (SeekableByteChannel out =
                        Files.newByteChannel(at, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                    made(path, file);
                    content(in, file.path(), facts.size(), out);
                }
            });
        }
        unchanged(file, facts);
        writable(copy, at -> facts.apply(at, keepOwners));
    }

    @Override
    public void overlay(String path) {}

    /** The items that are there now because of this copy. */
    List<Child> made() {
        return made;
    }

    private void made(String path, Child child) {
        if (path.indexOf('/') < 0) {
            made.add(child);
        }
    }

    /** Checks that everything that was announced was there. */
    void finish(Path source) throws IOException {
        if (files != announced.files() || bytes != announced.bytes()) {
            throw changed(source, files + " files with " + bytes + " bytes");
        }
    }

    private void count(Child child) throws IOException {
        progress.check();
        if (++files > announced.files()) {
            throw changed(child.path(), "a file that was not there");
        }
    }

    private void unchanged(Child child, FileFacts facts) throws IOException {
        FileFacts after = Reading.of(
                child.path(),
                at -> FileFacts.of(at, Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
        if (after.size() != facts.size() || !after.modified().equals(facts.modified())) {
            throw changed(child.path(), "another size or time of change");
        }
    }

    private void content(SeekableByteChannel in, Path path, long size, WritableByteChannel out) throws IOException {
        for (long left = size; left > 0; ) {
            int count = fill(in, path, left);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            left -= count;
            progress.advance(count);
        }
        buffer.clear().limit(1);
        if (read(in, path) > 0) {
            throw changed(path, "more than " + size + " bytes");
        }
    }

    private int fill(SeekableByteChannel in, Path path, long left) throws IOException {
        buffer.clear().limit((int) Math.min(BUFFER, left));
        while (buffer.hasRemaining()) {
            if (read(in, path) < 0) {
                throw changed(path, left - buffer.position() + " bytes less");
            }
        }
        return buffer.flip().limit();
    }

    private int read(SeekableByteChannel in, Path path) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw Reading.failure(path, e);
        }
    }

    private static SeekableByteChannel open(Path path) throws IOException {
        // Foreign file systems need not know the option; on the host a file may have become a link by now.
        boolean host = path.getFileSystem() == FileSystems.getDefault();
        return Reading.of(
                path,
                at -> host
                        ? Files.newByteChannel(at, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                        : Files.newByteChannel(at, StandardOpenOption.READ));
    }

    private Path copyOf(String path) throws IOException {
        Path at = target;
        for (String name : path.split("/", -1)) {
            at = FileNames.child(at, name);
        }
        return at;
    }

    /** Something that is done to a copy. */
    private interface Write {
        void to(Path copy) throws IOException;
    }

    private void writable(Path copy, Write write) throws IOException {
        try {
            write.to(copy);
        } catch (IOException e) {
            throw unwritable(copy, e);
        } catch (UnsupportedOperationException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.UNSUPPORTED, "the target cannot hold a boot file of this kind")
                            .at(copy)
                            .cure("use a target with symbolic links"),
                    e);
        }
    }

    private IOException unwritable(Path copy, IOException e) {
        if (e instanceof Fault) {
            return e;
        }
        if (e instanceof FileAlreadyExistsException) {
            return new DisklessException(
                    FaultDetail.of(FaultCode.EXISTS, "the target holds a file that it takes for the same")
                            .at(copy)
                            .cure("use a new volume, and one that tells names apart as the source does"),
                    e);
        }
        long needed = announced.bytes() - bytes + buffer.remaining();
        if (isFull(needed)) {
            return new ImageFullException(
                    ImageFullException.detail("no room left for the boot files")
                            .at(copy)
                            .expected("room for " + announced.bytes() + " bytes in all")
                            .cure("use a larger target"),
                    e);
        }
        return new DisklessException(
                FaultDetail.of(FaultCode.IO, "a boot file cannot be written")
                        .at(copy)
                        .found(e.getClass().getSimpleName()),
                e);
    }

    // The JDK tells a full disk by the words of the host alone, so the room itself is asked for.
    private boolean isFull(long needed) {
        try {
            return Files.getFileStore(target).getUsableSpace() < Math.max(needed, 1);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private DisklessException changed(Path path, String found) {
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the source changed while it was copied")
                .at(path)
                .expected("what was there at the start: " + announced.files() + " files with " + announced.bytes()
                        + " bytes in all")
                .found(found)
                .cure("copy from a source that nobody writes to"));
    }
}
