package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.attribute.FileAttribute;

/** Opens a file, and makes it if it is to be made. Directories are opened for being forced only. */
final class FileOpening {

    private final Ext4Path path;
    private final Ext4FileSystem fileSystem;
    private final OpenRequest request;

    FileOpening(Ext4Path path, OpenRequest request) {
        this.path = path;
        this.fileSystem = path.getFileSystem();
        this.request = request;
    }

    /** A file channel, or one without content if a special file was made. */
    SeekableByteChannel open(FileAttribute<?>... attributes) throws IOException {
        if (request.write() || request.deleteOnClose()) {
            fileSystem.checkWritable();
        }
        InitialAttributes initial = InitialAttributes.ofFile(request.create() ? attributes : new FileAttribute<?>[0]);
        SeekableByteChannel channel = fileSystem.opening(path, volume -> {
            PathWalk walk = PathWalk.to(volume, path, request.follow());
            return walk.isMissing() && request.create() ? make(volume, walk, initial) : existing(volume, walk);
        });
        return request.truncate() && channel instanceof Ext4FileChannel file ? cleared(file) : channel;
    }

    /** Takes the old content away, in a step of its own: channels wait for each other before they enter the volume. */
    private static Ext4FileChannel cleared(Ext4FileChannel channel) throws IOException {
        try {
            channel.clear();
            return channel;
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    private SeekableByteChannel make(Volume volume, PathWalk walk, InitialAttributes initial) throws IOException {
        long inode = initial.make(volume, walk, null);
        if (initial.type() != UnixMode.REGULAR) {
            return new NoContentChannel();
        }
        return channel(volume, walk, inode, false);
    }

    private SeekableByteChannel existing(Volume volume, PathWalk walk) throws IOException {
        InodeStat stat = walk.found();
        if (request.createNew()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (UnixMode.isSymbolicLink(stat.mode())) {
            throw new FileSystemLoopException(path.toString());
        }
        boolean directory = UnixMode.isDirectory(stat.mode());
        if (directory && request.write()) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        if (!directory && !UnixMode.isRegular(stat.mode())) {
            throw Faults.unsupported(path, "a special file has no content");
        }
        return channel(volume, walk, stat.inode(), directory);
    }

    private Ext4FileChannel channel(Volume volume, PathWalk walk, long inode, boolean directory) throws IOException {
        OpenFile file = fileSystem.openFiles().enter(volume, inode);
        if (request.deleteOnClose() && !directory) {
            try {
                volume.unlink(walk.directory(), walk.name());
            } catch (IOException | RuntimeException e) {
                fileSystem.openFiles().leave(volume, file);
                throw e;
            }
        }
        return fileSystem.remember(new Ext4FileChannel(path, file, request, directory));
    }
}
