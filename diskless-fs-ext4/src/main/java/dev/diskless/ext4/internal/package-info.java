/** ext4 as inodes and names: recognising, reading, making. */
package dev.diskless.ext4.internal;
