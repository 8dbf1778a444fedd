package dev.diskless.ext4.internal;

/**
 * What a new object is to be. Its times are those of the volume's making until they are changed.
 *
 * @param mode type and twelve permission bits
 * @param uid number of the owner
 * @param gid number of the group
 * @param rdevMajor major number of a device, else 0
 * @param rdevMinor minor number of a device, else 0
 */
public record NewInode(int mode, long uid, long gid, int rdevMajor, int rdevMinor) {}
