package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.Inode;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is behind a volume that is changed: a file system that is being made, or one that exists. */
interface Changes {

    BlockAllocator blocks();

    InodeAllocator inodes();

    /** The time that changes leave on what they change. */
    Instant now();

    /** Whether a directory gets a new time when its names change. */
    boolean stampsDirectories();

    /** Makes sure that an operation that needs so many more blocks, and some for its directories, can begin. */
    void begin(long blocks) throws IOException;

    /** Takes note that an operation starts. */
    void start();

    /** Ends an operation that failed. If it had changed something, nothing more becomes durable. */
    void abandon(Exception cause);

    /** Stores an inode. */
    void put(long number, Inode inode) throws IOException;

    /** An inode that is not on the device as it is now; null if there is none. */
    @Nullable
    Inode pending(long number);

    /** How many names an inode has on the device; 0 if it is not there. */
    int linksOnDevice(long number) throws IOException;

    /** Gives back an inode that has no name, and whose blocks were given back; the bytes are what is left of it. */
    void drop(long number, Inode inode) throws IOException;

    /** Stores a block of attributes with a lower count of inodes that share it; null if the last of them went. */
    void unshare(long block, byte @Nullable [] bytes) throws IOException;

    /** A block of attributes as {@link #unshare} got it; null if it did not. */
    byte @Nullable [] unshared(long block);

    /** Turns on features that something will need. */
    void require(int compatible, int readOnlyCompatible) throws IOException;

    /** Brings the counts of the superblock up to date. */
    void count();

    /** Makes everything so far durable; nothing for a file system that is being made. */
    void commit() throws IOException;

    /** Makes everything so far durable, and the volume one that is not in use. */
    void complete() throws IOException;
}
