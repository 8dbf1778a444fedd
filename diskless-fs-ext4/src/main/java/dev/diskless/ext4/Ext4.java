package dev.diskless.ext4;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.fault.Ext4FileSystemException;
import dev.diskless.ext4.internal.Volume;
import dev.diskless.ext4.internal.Volumes;
import dev.diskless.ext4.internal.check.Checker;
import dev.diskless.ext4.internal.nio.Ext4FileSystemProvider;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.WritingOptions;
import dev.diskless.progress.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens and makes ext4 file systems as {@link FileSystem}s, on whose paths {@link java.nio.file.Files} works.
 *
 * <p>What is particular to them:
 * <ul>
 *   <li>Attribute views are {@code basic}, {@code owner}, {@code posix}, and {@code unix} by name ({@code mode uid gid
 *       rdev nlink ino dev ctime}, as the JDK has them on Linux). Users and groups have their numbers as names.</li>
 *   <li>Extended attributes are read and written through the view {@code user}, which has those that begin with {@code
 *       user.} without that, and by name through the view {@code xattr}, which has all by their full names: {@code
 *       Files.readAttributes(file, "xattr:*")} gives byte arrays, access control lists as Linux hands them to
 *       programs; {@code Files.setAttribute(file, "xattr:security.capability", bytes)} sets one, and removes it if the
 *       value is null. A copy with {@link java.nio.file.StandardCopyOption#COPY_ATTRIBUTES} carries all of them.</li>
 *   <li>A byte of a name that is not UTF-8 stands in strings as U+DC80 + (byte - 0x80), and comes back as that byte;
 *       {@link Path#toUri()} gives it percent-encoded.</li>
 *   <li>Directories are listed in the order of the bytes of their names. Relative paths start at the root.</li>
 *   <li>Symbolic links lead nowhere but into the file system; more than 40 in one path are a
 *       {@link java.nio.file.FileSystemLoopException}.</li>
 *   <li>ext2, ext3 and ext4 can be opened. One that was not unmounted is read as if its journal had been replayed, without
 *       writing to it; an external journal or fast commits that are needed for that are refused. Names are found as they
 *       are written, also where a directory folds case. Encrypted files and directories are refused one by one.</li>
 *   <li>A file system from {@link #open(BlockDevice)} is read-only: requests to change it are a
 *       {@link java.nio.file.ReadOnlyFileSystemException}. One that was just made or that {@link #openWritable} opened
 *       can be changed in every way that {@link java.nio.file.Files} knows, with the outcome that it has on Linux.</li>
 *   <li>Special files are made by {@link java.nio.file.Files#createFile} with the attributes {@code unix:mode} (type and
 *       permissions) and {@code unix:rdev} (as {@code makedev} of Linux gives it); {@code unix:uid}, {@code unix:gid} and
 *       times may be given to every object at its making, too. There is no mask of permissions, nobody is refused for
 *       want of them, and no change of owner or content takes any away. A gap in a file is filled with zeros that take
 *       room, unless the file was opened with {@link java.nio.file.StandardOpenOption#SPARSE}.</li>
 *   <li>{@link java.nio.file.StandardCopyOption#ATOMIC_MOVE} replaces what is there, as rename(2) does. A regular file
 *       that is replaced by a move may keep its inode number. Between two file systems files and empty directories are
 *       copied and then deleted, and an atomic move is an
 *       {@link java.nio.file.AtomicMoveNotSupportedException}.</li>
 *   <li>{@link java.nio.channels.FileChannel}s do all but being mapped. What one was given is seen by everybody at once;
 *       that the file system was full may only be told when it is forced or closed. A file that is deleted or replaced
 *       stays there for the channels that are open on it. Locks hold among the channels of one opened file system.</li>
 *   <li>What was changed is durable when the file system was closed, or before that: after {@code force} of a channel,
 *       and after each write with {@link java.nio.file.StandardOpenOption#SYNC} or {@code DSYNC}, the content and the
 *       attributes of that file are. A file that never had a durable name gets it when its directory is forced, through
 *       {@code FileChannel.open(directory, READ).force(true)}, or the file system is closed. So a file is replaced for
 *       good, and whole at every moment, by: write another, force it, move it atomically, force the directory.</li>
 *   <li>Faults are {@link Ext4FileSystemException}s and the exceptions that the JDK's own file system throws. Closing
 *       the file system closes what was opened in it; later use is a
 *       {@link java.nio.file.ClosedFileSystemException}.</li>
 * </ul>
 *
 * <p>Not supported: mapping files into memory, asynchronous channels, watching.
 *
 * <p>Thread rule: file systems and what is opened in them are safe to use from any thread; readers do not wait for each
 * other.
 */
public final class Ext4 {

    private Ext4() {}

    /**
     * Opens the file system on a device for reading.
     *
     * @param device the device, usually a partition; stays open when the file system is closed
     * @return the file system
     * @throws IOException if the device carries something else, something damaged, or a feature that cannot be read, or
     *     reading fails
     */
    public static FileSystem open(BlockDevice device) throws IOException {
        return over(Volumes.open(device), null);
    }

    /**
     * Opens the file system that fills a file for reading.
     *
     * @param image a file that holds a file system from its first byte on, not a partitioned disk
     * @return the file system; closing it closes the file
     * @throws IOException if the file carries something else, something damaged, or a feature that cannot be read, or
     *     reading fails
     */
    public static FileSystem open(Path image) throws IOException {
        ImageFile device = ImageFile.openReadOnly(image);
        try {
            return over(Volumes.open(device), device);
        } catch (IOException | RuntimeException e) {
            try (device) {
                throw e;
            }
        }
    }

    /**
     * Opens the file system on a device for reading and changing.
     *
     * @param device the device, usually a partition; stays open when the file system is closed. Nobody else may use it
     *     meanwhile.
     * @param options clock and conditions
     * @return the file system
     * @throws IOException if the device is read-only, carries something else, something damaged, a feature that cannot
     *     be written, or something left in use by another program, or reading or writing fails
     */
    public static FileSystem openWritable(BlockDevice device, WritingOptions options) throws IOException {
        if (device.isReadOnly()) {
            throw readOnly(device);
        }
        return over(Volumes.openWritable(device, options), null);
    }

    /**
     * Makes an empty file system that fills a device, equal to what {@code mkfs.ext4 -O ^has_journal,^64bit} makes, and
     * opens it so that it can be filled. It is whole only when it was closed without an exception.
     *
     * @param device the device; stays open when the file system is closed
     * @param options label (up to 16 bytes), identity and time
     * @return the file system
     * @throws IOException if the device is read-only, too small or too large, the label is too long, or writing fails
     */
    public static FileSystem format(BlockDevice device, FormatOptions options) throws IOException {
        if (device.isReadOnly()) {
            throw readOnly(device);
        }
        return over(Volumes.format(device, options), null);
    }

    /**
     * Makes an empty file system of a chosen kind that fills a device, equal to what {@code mkfs.ext4} 1.47 makes for the
     * same options, and opens it so that it can be filled. It is whole only when it was closed without an exception.
     *
     * @param device the device; stays open when the file system is closed
     * @param options what it is to be like
     * @return the file system
     * @throws InvalidRequestException if the device is read-only, too small or too large for what was asked for, or the
     *     options contradict each other
     * @throws IOException if writing fails
     */
    public static FileSystem format(BlockDevice device, Ext4Options options) throws IOException {
        if (device.isReadOnly()) {
            throw readOnly(device);
        }
        return over(Volumes.format(device, options.request()), null);
    }

    /**
     * Makes a file system fill a device or partition that has become larger, as {@code resize2fs} does with one that is
     * not mounted. Nothing that is in use moves; new bitmaps and inode tables lie behind the old end, those of each new
     * group near it. The last bytes of the device stay unused if they are too few for a group.
     *
     * <p>At a power cut the file system has its old size or its new one, with all its content, and can be mounted. For a
     * moment before and after the change of size, the list of blocks that are kept for group descriptors is out of date,
     * and after it blocks behind the old end count as in use: a forced {@code e2fsck} puts that right.
     *
     * @param device the device, usually a partition. Nobody else may use it meanwhile.
     * @return false if there is no room for anything more, and nothing was changed
     * @throws InvalidRequestException if the device is read-only; if the file system was left in use or is marked as
     *     damaged; if the blocks that were kept for descriptors of groups do not suffice, or its numbers are too small
     * @throws dev.diskless.fault.UnsupportedFeatureException if it uses features with which it cannot grow here:
     *     {@code sparse_super2} is one
     * @throws IOException if the file system is damaged, or reading or writing fails
     */
    public static boolean grow(BlockDevice device) throws IOException {
        if (device.isReadOnly()) {
            throw readOnly(device);
        }
        return Volumes.grow(device);
    }

    /**
     * Checks the file system on a device as {@code e2fsck -fn} does: superblock, group descriptors, inodes, extents,
     * directories, connections, link counts, bitmaps and counters. Nothing is changed. What is damaged is a finding,
     * never an exception; the check goes on with what is left.
     *
     * <p>Not judged: the content of journals and quota files, whether times lie in the future, and volumes whose
     * features keep them from being opened here, which are one finding. Copies of the superblock are compared, too.
     * Memory is one bit for each block and five bytes for each inode of groups in use.
     *
     * @param device the device, usually a partition; may be shorter than its file system
     * @param progress one of its units is used; cancels the check
     * @return what was found
     * @throws IOException if the host fails to read, or the caller cancelled
     */
    public static CheckReport check(BlockDevice device, Progress progress) throws IOException {
        return Checker.check(device, progress);
    }

    private static InvalidRequestException readOnly(BlockDevice device) {
        return new InvalidRequestException(
                InvalidRequestException.detail("the device is read-only").at(device));
    }

    private static FileSystem over(Volume volume, @Nullable Closeable owned) throws IOException {
        return Ext4FileSystemProvider.over(volume, owned);
    }
}
