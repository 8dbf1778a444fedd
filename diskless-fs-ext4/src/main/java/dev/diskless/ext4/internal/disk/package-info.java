/** What ext4 keeps on the disk: one class for each structure, with its fields and its checksum, and no I/O. */
package dev.diskless.ext4.internal.disk;
