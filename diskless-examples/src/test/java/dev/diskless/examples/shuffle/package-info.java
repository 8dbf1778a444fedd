/** A file system that lists directories in another order than its host. */
package dev.diskless.examples.shuffle;
