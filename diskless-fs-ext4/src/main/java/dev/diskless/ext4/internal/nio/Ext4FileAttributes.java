package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.internal.InodeStat;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** The facts of an inode as the JDK names them. */
record Ext4FileAttributes(InodeStat stat, Key fileKey) implements PosixFileAttributes {

    /** The identity of an object: which file system, which inode. */
    record Key(Ext4FileSystem fileSystem, long inode) {
        @Override
        public String toString() {
            return "(" + fileSystem + ",ino=" + inode + ")";
        }
    }

    static Ext4FileAttributes of(Ext4FileSystem fileSystem, InodeStat stat) {
        return new Ext4FileAttributes(stat, new Key(fileSystem, stat.inode()));
    }

    FileTime changeTime() {
        return FileTime.from(stat.changed());
    }

    @Override
    public UserPrincipal owner() {
        return new NumericPrincipal.User(stat.uid());
    }

    @Override
    public GroupPrincipal group() {
        return new NumericPrincipal.Group(stat.gid());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return UnixMode.permissions(stat.mode());
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(stat.modified());
    }

    @Override
    public FileTime lastAccessTime() {
        return FileTime.from(stat.accessed());
    }

    @Override
    public FileTime creationTime() {
        return FileTime.from(stat.created());
    }

    @Override
    public boolean isRegularFile() {
        return UnixMode.isRegular(stat.mode());
    }

    @Override
    public boolean isDirectory() {
        return UnixMode.isDirectory(stat.mode());
    }

    @Override
    public boolean isSymbolicLink() {
        return UnixMode.isSymbolicLink(stat.mode());
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return stat.size();
    }
}
