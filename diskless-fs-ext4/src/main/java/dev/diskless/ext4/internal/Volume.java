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

    /** Whether new objects can be made, which is so only between formatting and closing. */
    boolean isWritable();

    /** What the superblock says, with the counts of this moment. */
    FileSystemDescription describe() throws IOException;

    /** The facts of an inode in use. */
    InodeStat stat(long inode) throws IOException;

    /** The inode a name in a directory stands for; {@code .} and {@code ..} included. */
    OptionalLong lookup(long directory, byte[] name) throws IOException;

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

    /** Completes a volume that is being made; does nothing for one that is only read. The device stays open. */
    @Override
    void close() throws IOException;
}
