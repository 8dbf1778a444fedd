package dev.diskless.ext4.fuzz;

/**
 * A range of bytes with a meaning.
 *
 * @param kind what it is
 * @param position where it lies, in bytes
 * @param length its size in bytes
 * @param owner the number of the inode it is or belongs to, or of the group; 0 if it belongs to neither
 * @param index the block of the owner it is, if it is content
 */
record Structure(Kind kind, long position, int length, long owner, long index) {}
