package dev.diskless.overlay;

/** Looks for one family of secrets in the lines of one file. */
interface LineRule {

    /**
     * Looks at a line.
     *
     * @param lower the same in lower case, for a quick look at what is not there
     */
    void look(ScannedFile file, String line, String lower);

    /** Says that no line comes any more. */
    default void end(ScannedFile file) {}
}
