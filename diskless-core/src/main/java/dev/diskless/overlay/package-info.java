/** Overlays: the apkovl format, a tree of entries to write, and the overlays on a volume. */
package dev.diskless.overlay;
