/** Measures how fast file systems are made, filled and read, beside the tools of the host. */
@NullMarked
package dev.diskless.examples.bench;

import org.jspecify.annotations.NullMarked;
