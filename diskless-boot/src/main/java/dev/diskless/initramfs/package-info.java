/** The initramfs: what is in one, and how to write one. */
package dev.diskless.initramfs;
