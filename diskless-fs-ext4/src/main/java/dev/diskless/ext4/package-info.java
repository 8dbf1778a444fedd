/** The ext4 file system as a {@link java.nio.file.FileSystem}: the door {@link dev.diskless.ext4.Ext4} and its faults. */
package dev.diskless.ext4;
