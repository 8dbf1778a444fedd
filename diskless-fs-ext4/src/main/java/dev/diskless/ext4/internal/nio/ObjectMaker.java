package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.FileAttribute;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects, and opens files for writing. Files are made with permissions 0644, directories with 0755, symbolic
 * links with 0777, unless attributes say otherwise; there is no mask.
 */
final class ObjectMaker {

    private static final int FILE_PERMISSIONS = 0644;
    private static final int DIRECTORY_PERMISSIONS = 0755;
    private static final int LINK_PERMISSIONS = 0777;

    private final Ext4Path path;
    private final Ext4FileSystem fileSystem;

    ObjectMaker(Ext4Path path) {
        this.path = path;
        this.fileSystem = path.getFileSystem();
    }

    void directory(FileAttribute<?>... attributes) throws IOException {
        fileSystem.checkWritable();
        InitialAttributes initial =
                new InitialAttributes(UnixMode.DIRECTORY, DIRECTORY_PERMISSIONS, attributes).only(UnixMode.DIRECTORY);
        fileSystem.changing(path, volume -> create(volume, initial, null));
    }

    void symbolicLink(Ext4Path target, FileAttribute<?>... attributes) throws IOException {
        fileSystem.checkWritable();
        InitialAttributes initial = new InitialAttributes(UnixMode.SYMBOLIC_LINK, LINK_PERMISSIONS, attributes)
                .only(UnixMode.SYMBOLIC_LINK);
        byte[] bytes = target.bytes();
        if (bytes.length == 0 || bytes.length > PathWalk.MAX_LINK_LENGTH) {
            throw Faults.invalid(
                    path, "the target of a symbolic link has from 1 to " + PathWalk.MAX_LINK_LENGTH + " bytes");
        }
        fileSystem.changing(path, volume -> create(volume, initial, bytes));
    }

    /** Makes an object like another, without its content. */
    void like(InodeStat original, byte @Nullable [] linkTarget, boolean withOwner) throws IOException {
        NewInode inode = new NewInode(
                original.mode(),
                withOwner ? original.uid() : 0,
                withOwner ? original.gid() : 0,
                original.rdevMajor(),
                original.rdevMinor());
        fileSystem.changing(path, volume -> {
            PathWalk walk = vacant(volume);
            return volume.create(walk.directory(), walk.missingName(), inode, linkTarget);
        });
    }

    void link(Ext4Path existing) throws IOException {
        fileSystem.changing(path, volume -> {
            InodeStat stat = PathWalk.to(volume, existing, false).found();
            if (UnixMode.isDirectory(stat.mode())) {
                throw new FileSystemException(path.toString(), existing.toString(), "a directory has one name only");
            }
            PathWalk walk = vacant(volume);
            volume.link(walk.directory(), walk.missingName(), stat.inode());
            return stat.inode();
        });
    }

    SeekableByteChannel open(OpenRequest request, FileAttribute<?>... attributes) throws IOException {
        fileSystem.checkWritable();
        InitialAttributes initial = new InitialAttributes(UnixMode.REGULAR, FILE_PERMISSIONS, attributes).forFile();
        return fileSystem.changing(path, volume -> {
            PathWalk walk = PathWalk.to(volume, path, request.follow());
            if (!walk.isMissing()) {
                return openExisting(walk.found(), request);
            }
            if (!request.create()) {
                walk.found();
            }
            long inode = create(volume, walk, initial, null);
            return initial.type() == UnixMode.REGULAR
                    ? fileSystem.remember(new WriteChannel(path, inode, request))
                    : new NoContentChannel();
        });
    }

    private SeekableByteChannel openExisting(InodeStat stat, OpenRequest request) throws IOException {
        if (request.createNew()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (UnixMode.isDirectory(stat.mode())) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        if (UnixMode.isSymbolicLink(stat.mode())) {
            throw new FileSystemException(path.toString(), null, "is a symbolic link");
        }
        if (!UnixMode.isRegular(stat.mode())) {
            throw Faults.unsupported(path, "a special file has no content");
        }
        if (stat.size() > 0) {
            throw Faults.onlyNewObjects(path, "cannot change the content of a file that is there already");
        }
        return fileSystem.remember(new WriteChannel(path, stat.inode(), request));
    }

    private long create(Volume volume, InitialAttributes initial, byte @Nullable [] linkTarget) throws IOException {
        return create(volume, vacant(volume), initial, linkTarget);
    }

    private static long create(Volume volume, PathWalk walk, InitialAttributes initial, byte @Nullable [] linkTarget)
            throws IOException {
        long inode = volume.create(walk.directory(), walk.missingName(), initial.inode(), linkTarget);
        AttributeChange change = initial.afterwards();
        if (!change.isEmpty()) {
            volume.change(inode, change.toInodeChange());
        }
        return inode;
    }

    private PathWalk vacant(Volume volume) throws IOException {
        PathWalk walk = PathWalk.to(volume, path, false);
        if (!walk.isMissing()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return walk;
    }
}
