/** The ext4 file system as a {@link java.nio.file.FileSystem}: the door is {@link dev.diskless.ext4.Ext4}. */
package dev.diskless.ext4;
