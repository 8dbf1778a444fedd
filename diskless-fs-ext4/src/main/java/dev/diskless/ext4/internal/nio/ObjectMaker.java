package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import dev.diskless.ext4.internal.NewInode;
import dev.diskless.ext4.internal.Volume;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.FileAttribute;
import org.jspecify.annotations.Nullable;

/** Makes objects and names. */
final class ObjectMaker {

    private final Ext4Path path;
    private final Ext4FileSystem fileSystem;

    ObjectMaker(Ext4Path path) {
        this.path = path;
        this.fileSystem = path.getFileSystem();
    }

    void directory(FileAttribute<?>... attributes) throws IOException {
        fileSystem.checkWritable();
        InitialAttributes initial = InitialAttributes.ofDirectory(attributes);
        fileSystem.changing(path, volume -> initial.make(volume, vacant(volume), null));
    }

    void symbolicLink(Ext4Path target, FileAttribute<?>... attributes) throws IOException {
        fileSystem.checkWritable();
        InitialAttributes initial = InitialAttributes.ofLink(attributes);
        byte[] bytes = target.bytes();
        if (bytes.length == 0 || bytes.length > PathWalk.MAX_LINK_LENGTH) {
            throw Faults.invalid(
                    path, "the target of a symbolic link has from 1 to " + PathWalk.MAX_LINK_LENGTH + " bytes");
        }
        fileSystem.changing(path, volume -> initial.make(volume, vacant(volume), bytes));
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
            return volume.create(walk.directory(), walk.name(), inode, linkTarget);
        });
    }

    void link(Ext4Path existing) throws IOException {
        fileSystem.changing(path, volume -> {
            InodeStat stat = PathWalk.to(volume, existing, false).found();
            PathWalk walk = vacant(volume);
            if (UnixMode.isDirectory(stat.mode())) {
                throw new FileSystemException(path.toString(), existing.toString(), "a directory has one name only");
            }
            volume.link(walk.directory(), walk.name(), stat.inode());
            return stat.inode();
        });
    }

    private PathWalk vacant(Volume volume) throws IOException {
        PathWalk walk = PathWalk.to(volume, path, false);
        if (!walk.isMissing()) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return walk;
    }
}
