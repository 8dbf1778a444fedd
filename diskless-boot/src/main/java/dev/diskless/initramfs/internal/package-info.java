/** What the packages of this module share. */
package dev.diskless.initramfs.internal;
