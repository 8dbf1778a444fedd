/** A medium made by this program, for those who have no real one at hand. */
@NullMarked
package dev.diskless.examples.miniature;

import org.jspecify.annotations.NullMarked;
