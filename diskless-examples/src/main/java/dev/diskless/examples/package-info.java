/** Runnable programs on the façade. */
@NullMarked
package dev.diskless.examples;

import org.jspecify.annotations.NullMarked;
