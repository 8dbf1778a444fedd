/** Copies trees of files between the host, archives and volumes, with all that they carry. */
@NullMarked
package dev.diskless.examples.tree;

import org.jspecify.annotations.NullMarked;
