package dev.diskless.ext4;

import dev.diskless.ext4.internal.FormatRequest;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;

/**
 * What a new ext4 file system is to be like. Starts from one of three profiles; each {@code with} method gives another
 * value with one thing changed. What is left open is chosen as {@code mkfs.ext4} 1.47 chooses it for the size of the
 * device. Immutable; safe to use from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/mke2fs.8.html">mke2fs(8)</a>
 */
public final class Ext4Options {

    private static final int LEAST_BYTES_PER_INODE = 1024;
    private static final int MOST_BYTES_PER_INODE = 64 << 20;
    private static final long MOST_INODES = 0xFFFFFFFFL;
    private static final double MOST_RESERVED_PERCENT = 50;

    private final FormatRequest request;

    private Ext4Options(FormatRequest request) {
        this.request = request;
    }

    /**
     * The profile for media of Alpine Linux diskless: {@link Ext4Features#DISKLESS}.
     *
     * @param identity label (up to 16 bytes), UUID, seed of directory hashes, time of making
     * @return the options
     */
    public static Ext4Options diskless(FormatOptions identity) {
        return of(identity, Ext4Features.DISKLESS);
    }

    /**
     * The profile for boot loaders that are older than checksums of metadata: {@link Ext4Features#DISKLESS_PLAIN}.
     *
     * @param identity label (up to 16 bytes), UUID, seed of directory hashes, time of making
     * @return the options
     */
    public static Ext4Options disklessPlain(FormatOptions identity) {
        return of(identity, Ext4Features.DISKLESS_PLAIN);
    }

    /**
     * The profile of a file system that {@code mkfs.ext4} makes without options: {@link Ext4Features#STANDARD}.
     *
     * @param identity label (up to 16 bytes), UUID, seed of directory hashes, time of making
     * @return the options
     */
    public static Ext4Options standard(FormatOptions identity) {
        return of(identity, Ext4Features.STANDARD);
    }

    private static Ext4Options of(FormatOptions identity, Ext4Features features) {
        return new Ext4Options(FormatRequest.of(identity, features.words()));
    }

    /**
     * Chooses the features. Those that can be had are {@code has_journal ext_attr resize_inode dir_index sparse_super2
     * orphan_file filetype extent meta_bg 64bit flex_bg metadata_csum_seed sparse_super large_file huge_file uninit_bg
     * dir_nlink extra_isize metadata_csum}; {@code filetype} and {@code extent} must be among them. As with {@code
     * mkfs.ext4}, {@code uninit_bg} gives way to {@code metadata_csum}; a journal is left out on devices with less than
     * 2048 blocks; {@code resize_inode} gives way to {@code meta_bg} where a group would be full of descriptors, and is
     * left out on devices with 2<sup>32</sup> blocks or more. Other contradictions are refused at making.
     *
     * @param features all features that are wanted
     * @return these options with other features
     */
    public Ext4Options withFeatures(Ext4Features features) {
        return new Ext4Options(new FormatRequest(
                request.identity(),
                features.words(),
                request.blockSize(),
                request.inodeSize(),
                request.bytesPerInode(),
                request.inodeCount(),
                request.reservedPercent(),
                request.lazyTables(),
                request.journalSize()));
    }

    /**
     * Chooses the size of blocks, as {@code -b} does. Without a choice it is 1024 on devices below 512 MiB, else 4096, and
     * at least a sector.
     *
     * @param bytes 1024, 2048 or 4096
     * @return these options with another block size
     * @throws InvalidRequestException if it is another number
     */
    public Ext4Options withBlockSize(int bytes) throws InvalidRequestException {
        if (bytes != 1024 && bytes != 2048 && bytes != 4096) {
            throw refused("block size", "1024, 2048 or 4096", bytes);
        }
        return with(bytes, request.inodeSize(), request.bytesPerInode(), request.inodeCount());
    }

    /**
     * Chooses the size of inodes, as {@code -I} does; 256 without a choice. Inodes of 128 bytes know no time after
     * 2038-01-19 and no fraction of a second.
     *
     * @param bytes 128, 256, 512 or 1024
     * @return these options with another inode size
     * @throws InvalidRequestException if it is another number
     */
    public Ext4Options withInodeSize(int bytes) throws InvalidRequestException {
        if (bytes != 128 && bytes != 256 && bytes != 512 && bytes != 1024) {
            throw refused("inode size", "128, 256, 512 or 1024", bytes);
        }
        return with(request.blockSize(), bytes, request.bytesPerInode(), request.inodeCount());
    }

    /**
     * Asks for one inode for so many bytes of the device, as {@code -i} does; undoes {@link #withInodeCount}.
     *
     * @param bytes 1024..67108864
     * @return these options with another number of inodes
     * @throws InvalidRequestException if it is out of range
     */
    public Ext4Options withBytesPerInode(int bytes) throws InvalidRequestException {
        if (bytes < LEAST_BYTES_PER_INODE || bytes > MOST_BYTES_PER_INODE) {
            throw refused("bytes per inode", LEAST_BYTES_PER_INODE + ".." + MOST_BYTES_PER_INODE, bytes);
        }
        return with(request.blockSize(), request.inodeSize(), bytes, 0);
    }

    /**
     * Asks for a number of inodes, as {@code -N} does; undoes {@link #withBytesPerInode}. There may be more, for inodes
     * fill whole blocks in every group.
     *
     * @param count 1..4294967295
     * @return these options with another number of inodes
     * @throws InvalidRequestException if it is out of range
     */
    public Ext4Options withInodeCount(long count) throws InvalidRequestException {
        if (count < 1 || count > MOST_INODES) {
            throw refused("number of inodes", "1.." + MOST_INODES, count);
        }
        return with(request.blockSize(), request.inodeSize(), 0, count);
    }

    private Ext4Options with(int blockSize, int inodeSize, long bytesPerInode, long inodeCount) {
        return new Ext4Options(new FormatRequest(
                request.identity(),
                request.features(),
                blockSize,
                inodeSize,
                bytesPerInode,
                inodeCount,
                request.reservedPercent(),
                request.lazyTables(),
                request.journalSize()));
    }

    /**
     * Keeps a share of the blocks for root, as {@code -m} does; 5 without a choice.
     *
     * @param percent 0..50
     * @return these options with another share
     * @throws InvalidRequestException if it is out of range
     */
    public Ext4Options withReservedPercent(double percent) throws InvalidRequestException {
        if (!(percent >= 0 && percent <= MOST_RESERVED_PERCENT)) {
            throw refused("percentage of reserved blocks", "0.." + MOST_RESERVED_PERCENT, percent);
        }
        return with(percent, request.lazyTables(), request.journalSize());
    }

    /**
     * Chooses whether the parts of inode tables that no inode uses are left as they are, for the kernel to clear after the
     * first mount, as {@code -E lazy_itable_init=1} does on devices that cannot discard. Without a choice all of them are
     * cleared. Volumes without {@code metadata_csum} and {@code uninit_bg} cannot be told so and are always cleared.
     *
     * @param lazy whether they are left
     * @return these options with that choice
     */
    public Ext4Options withLazyInodeTables(boolean lazy) {
        return with(request.reservedPercent(), lazy, request.journalSize());
    }

    /**
     * Chooses the size of the journal, as {@code -J size=} does; without a choice it follows the size of the device. It
     * must come to 1024..10240000 blocks and at most half of those that are free, which is seen at making. Of no effect
     * without {@code has_journal}.
     *
     * @param bytes bytes; a part of a block is left out
     * @return these options with another size of the journal
     * @throws InvalidRequestException if it is not positive
     */
    public Ext4Options withJournalSize(long bytes) throws InvalidRequestException {
        if (bytes < 1) {
            throw refused("size of the journal", "a positive number", bytes);
        }
        return with(request.reservedPercent(), request.lazyTables(), bytes);
    }

    private Ext4Options with(double reservedPercent, boolean lazyTables, long journalSize) {
        return new Ext4Options(new FormatRequest(
                request.identity(),
                request.features(),
                request.blockSize(),
                request.inodeSize(),
                request.bytesPerInode(),
                request.inodeCount(),
                reservedPercent,
                lazyTables,
                journalSize));
    }

    /**
     * The features that are wanted, from the profile or from {@link #withFeatures}.
     *
     * @return all of them
     */
    public Ext4Features features() {
        return new Ext4Features(request.features());
    }

    FormatRequest request() {
        return request;
    }

    private static InvalidRequestException refused(String what, String expected, Object found) {
        return new InvalidRequestException(
                InvalidRequestException.detail("bad " + what).expected(expected).found(found));
    }
}
