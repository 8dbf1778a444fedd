package dev.diskless.ext4.internal;

import dev.diskless.medium.FileSystemDescription;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An ext4 file system as inodes and names: what the {@code java.nio.file} layer is built on, and the only thing that
 * layer knows. Inode numbers are unsigned 32-bit numbers; names are bytes without {@code /} and NUL.
 *
 * <p>Many threads may read at once; a method that changes something runs alone.
 */
public interface Volume extends Closeable {

    /** The inode number of the root directory. */
    long ROOT = 2;

    /** Whether anything can be changed, which is so until the volume is closed. */
    boolean isWritable();

    /** What the superblock says, with the counts of this moment. */
    FileSystemDescription describe() throws IOException;

    /** The facts of an inode in use. */
    InodeStat stat(long inode) throws IOException;

    /** The inode a name in a directory stands for; {@code .} and {@code ..} included. */
    OptionalLong lookup(long directory, byte[] name) throws IOException;

    /** How often a name went, or came to stand for something else; as long as this is the same, those found hold. */
    long departures();

    /** The names in a directory without {@code .} and {@code ..}, in the order of the disk. */
    List<DirectoryName> list(long directory) throws IOException;

    /** Reads at most {@code target.remaining()} bytes; -1 at or behind the end. Holes read as zeros. */
    int read(long inode, long position, ByteBuffer target) throws IOException;

    /** The target of a symbolic link, as bytes. */
    byte[] readLink(long inode) throws IOException;

    /** The full names of the extended attributes of an inode, as bytes, in the order of the disk. */
    List<byte[]> attributeNames(long inode) throws IOException;

    /** The value of an extended attribute as Linux hands it to programs; null if the inode has none of that name. */
    byte @Nullable [] attribute(long inode, byte[] name) throws IOException;

    /**
     * Makes an object and its name. The content of a file is written afterwards; that of a symbolic link is given
     * here.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name exists
     */
    long create(long directory, byte[] name, NewInode object, byte @Nullable [] linkTarget) throws IOException;

    /** Makes another name of a file that is no directory. */
    void link(long directory, byte[] name, long inode) throws IOException;

    /**
     * Writes all remaining bytes of a file. A gap between the old end and {@code position} becomes a hole if
     * {@code sparse}, else allocated zeros.
     */
    void write(long inode, long position, ByteBuffer source, boolean sparse) throws IOException;

    /** Changes the facts that are not null. */
    void change(long inode, InodeChange change) throws IOException;

    /**
     * Makes a regular file shorter or longer; what is added reads as zeros and is a hole if {@code sparse}, else
     * allocated.
     */
    void resize(long inode, long size, boolean sparse) throws IOException;

    /**
     * Takes away the name of something that is no directory. The content goes with the last name, or when nobody
     * {@linkplain #hold holds} it any more.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such name
     */
    void unlink(long directory, byte[] name) throws IOException;

    /**
     * Takes away an empty directory.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such name
     * @throws java.nio.file.DirectoryNotEmptyException if there is something in it
     */
    void removeDirectory(long directory, byte[] name) throws IOException;

    /**
     * Gives an object another name, in the same directory or another one. What has the new name already is replaced
     * in one step if {@code replace}, as rename(2) does it: a directory only by a directory, and only if it is empty.
     * If both names are of one inode, nothing happens. A regular file that is replaced by a new one may keep its inode
     * number.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such name
     * @throws java.nio.file.FileAlreadyExistsException if the new name exists and is not to be replaced
     * @throws java.nio.file.DirectoryNotEmptyException if a directory that has the new name is not empty
     * @throws java.nio.file.FileSystemException if a directory is to be moved into itself, or the kinds do not fit
     */
    void rename(long directory, byte[] name, long newDirectory, byte[] newName, boolean replace) throws IOException;

    /**
     * Sets an extended attribute by its full name, or removes it.
     *
     * @param value the value as Linux takes it from programs; null removes
     * @throws java.nio.file.NoSuchFileException if the attribute to be removed is not there
     */
    void setAttribute(long inode, byte[] name, byte @Nullable [] value) throws IOException;

    /** Keeps the content of an inode readable, under its number, when its last name goes. Calls are counted. */
    void hold(long inode) throws IOException;

    /** Undoes one {@link #hold}. */
    void release(long inode) throws IOException;

    /**
     * Makes what was changed so far durable: the content and the facts of an inode, and, if it is a directory, the names
     * in it. A file that was never named durably before keeps its content, but gets its name only when the directory
     * is forced or the volume is closed.
     */
    void force(long inode) throws IOException;

    /** Completes a volume that is being changed; does nothing for one that is only read. The device stays open. */
    @Override
    void close() throws IOException;
}
