package dev.diskless.apk;

/** Why a path stands in the list of an audit; the letters are those that {@code apk audit} prints. */
public enum AuditChange {
    /** {@code A}: of no package, or under a rule that takes everything. */
    ADDED('A'),
    /** {@code U}: content or link target is not that of the package. */
    UPDATED('U'),
    /** {@code x}: the extended attributes are not those of the package. */
    ATTRIBUTES('x'),
    /** {@code M}: owner or permissions are not those of the package. */
    ACCESS('M'),
    /** {@code d}: a directory of no package; what is in it follows. */
    NEW_DIRECTORY('d'),
    /** {@code D}: a directory of no package that stands for all that is in it. */
    NEW_TREE('D'),
    /** {@code m}: a directory whose owner or permissions are not those of its packages. */
    DIRECTORY_ACCESS('m'),
    /** {@code +}: as its package made it, but named by a line of the list of lbu. */
    LISTED('+');

    private final char letter;

    AuditChange(char letter) {
        this.letter = letter;
    }

    /**
     * The letter of the kind.
     *
     * @return as {@code apk audit} prints it; {@code +} for {@link #LISTED}, which it does not know
     */
    public char letter() {
        return letter;
    }
}
