package dev.diskless.overlay.internal;

/**
 * How an apkovl is written.
 *
 * @param level how hard it is compressed, 1 to 9; -1: as zlib does by itself
 * @param names whether names of owners stand beside their numbers
 * @param xattrs whether extended attributes are written, in extended headers that the boot skips
 */
public record WritingChoice(int level, boolean names, boolean xattrs) {

    /** What the boot reads best. */
    public static final WritingChoice STANDARD = new WritingChoice(-1, false, false);
}
