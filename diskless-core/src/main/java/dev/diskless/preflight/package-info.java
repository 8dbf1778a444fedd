/** Checks whether a medium will boot with what was put on it. */
package dev.diskless.preflight;
