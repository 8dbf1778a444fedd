package dev.diskless.apk;

/** What a rule of protected paths says about the files it is for. */
public enum Protection {
    /** No rule: not part of an overlay. */
    NONE,
    /** {@code +}: part of an overlay where it is not as a package made it. */
    CHANGED,
    /** {@code @}: as {@link #CHANGED}, but only symbolic links. */
    SYMLINKS,
    /** {@code !}: always part of an overlay. */
    ALL,
    /** {@code -}: not part of an overlay. */
    IGNORED;

    boolean isProtected() {
        return this != NONE && this != IGNORED;
    }
}
