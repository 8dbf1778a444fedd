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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

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
    }

    @Override
    public void leave(String path, Child directory, FileFacts facts) throws IOException {
        writable(copyOf(path), copy -> facts.apply(copy, keepOwners));
    }

    @Override
    public void symlink(String path, Child link, FileFacts facts, String linkTarget) throws IOException {
        count(link);
        writable(copyOf(path), copy -> {
            Files.createSymbolicLink(copy, copy.getFileSystem().getPath(linkTarget));
            facts.apply(copy, keepOwners);
        });
    }

    @Override
    public void file(String path, Child file, FileFacts facts) throws IOException {
        count(file);
        bytes = Math.addExact(bytes, facts.size());
        if (bytes > announced.bytes()) {
            throw changed(file.path(), "files that were not there or were smaller");
        }
        Path copy = copyOf(path);
        try (SeekableByteChannel in = open(file.path());
                SeekableByteChannel out = create(copy)) {
            for (long left = facts.size(); left > 0; ) {
                int count = fill(in, file.path(), left);
                writable(copy, at -> drain(out));
                left -= count;
                progress.advance(count);
            }
            buffer.clear().limit(1);
            if (read(in, file.path()) > 0) {
                throw changed(file.path(), "more than " + facts.size() + " bytes");
            }
        }
        FileFacts after = FileFacts.of(
                file.path(), Files.readAttributes(file.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        if (after.size() != facts.size() || !after.modified().equals(facts.modified())) {
            throw changed(file.path(), "another size or time of change");
        }
        writable(copy, at -> facts.apply(at, keepOwners));
    }

    @Override
    public void overlay(String path) {}

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
            throw BootFileWalk.unreadable(path, e);
        }
    }

    private void drain(WritableByteChannel out) throws IOException {
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private static SeekableByteChannel open(Path path) throws IOException {
        try {
            return Files.newByteChannel(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw BootFileWalk.unreadable(path, e);
        }
    }

    private SeekableByteChannel create(Path copy) throws IOException {
        try {
            return Files.newByteChannel(copy, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw unwritable(copy, e);
        }
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
        } catch (IOException e) {
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
