package dev.diskless.ext4.internal;

import java.time.Instant;

/**
 * The facts of an inode.
 *
 * @param inode its number
 * @param mode type and twelve permission bits
 * @param uid number of the owner
 * @param gid number of the group
 * @param size bytes
 * @param links number of names
 * @param sectors room it takes, in units of 512 bytes
 * @param rdevMajor major number of a device, else 0
 * @param rdevMinor minor number of a device, else 0
 * @param accessed time of the last access
 * @param changed time of the last change of the inode
 * @param modified time of the last change of the content
 * @param created time of making; that of {@code changed} on inodes that have no room for it
 * @param flags the flags of the inode
 */
public record InodeStat(
        long inode,
        int mode,
        long uid,
        long gid,
        long size,
        int links,
        long sectors,
        int rdevMajor,
        int rdevMinor,
        Instant accessed,
        Instant changed,
        Instant modified,
        Instant created,
        int flags) {}
