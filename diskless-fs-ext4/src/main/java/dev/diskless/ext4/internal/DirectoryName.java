package dev.diskless.ext4.internal;

/**
 * A name in a directory.
 *
 * @param name its bytes
 * @param inode what it stands for
 * @param type the type byte of the entry; 0 where the volume keeps none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record DirectoryName(byte[] name, long inode, int type) {}
