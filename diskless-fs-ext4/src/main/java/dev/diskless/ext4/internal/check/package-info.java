/** The check of a volume: what the format demands is compared with what is there, and nothing is changed. */
package dev.diskless.ext4.internal.check;
