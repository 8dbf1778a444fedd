package dev.diskless.loader;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory that boot files are copied into: checked before, cleaned after a failure. For one thread. */
final class CopyTarget {

    private final Path directory;
    private final FileTime modified;

    /** Checks that a target can take items and does not lie within the source. */
    CopyTarget(Path source, Path directory, List<Child> items) throws IOException {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            throw new InvalidRequestException(InvalidRequestException.detail("the target is no directory")
                    .at(directory)
                    .cure("make it first"));
        }
        if (source.getFileSystem().equals(directory.getFileSystem())
                && directory.toRealPath().startsWith(source.toRealPath())) {
            throw new InvalidRequestException(InvalidRequestException.detail("the target lies within the source")
                    .at(directory)
                    .found("source " + source)
                    .cure("use a target outside"));
        }
        for (Child item : items) {
            Path copy = FileNames.child(directory, item.name());
            if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
                throw new DisklessException(FaultDetail.of(FaultCode.EXISTS, "the target holds a boot file already")
                        .at(copy)
                        .cure("use a new volume or an empty directory"));
            }
        }
        this.modified = Files.getLastModifiedTime(directory);
    }

    /** Gives the directory the times back that it had, so that they do not tell when the copy was made. */
    void restoreTimes() throws IOException {
        try {
            Files.getFileAttributeView(directory, BasicFileAttributeView.class).setTimes(modified, modified, null);
        } catch (FileSystemException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.IO, "the target cannot be given its times back")
                            .at(directory)
                            .cure("use a directory of your own"),
                    e);
        }
    }

    /** Deletes copies of items; what goes wrong is added to the failure that led here. */
    void clean(List<Child> items, Throwable failure) {
        for (Child item : items) {
            try {
                Path copy = FileNames.child(directory, item.name());
                if (Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
                    Files.walkFileTree(copy, new Deletion());
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        try {
            restoreTimes();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
            PosixFileAttributeView view = Files.getFileAttributeView(visited, PosixFileAttributeView.class);
            if (view != null) {
                // The copy may have got a mode already that lets nobody delete in it.
                view.setPermissions(PosixFilePermissions.fromString("rwx------"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
