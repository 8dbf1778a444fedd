package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.DirectoryBlock;

/**
 * Where a name lies in its directory.
 *
 * @param logical the block of the directory
 * @param block its content
 * @param at the place in the block
 */
record FoundName(int logical, DirectoryBlock block, int at) {}
