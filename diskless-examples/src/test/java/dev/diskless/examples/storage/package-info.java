/** Storages where the modules meet: directories of ext4 file systems, partitions of images. */
package dev.diskless.examples.storage;
