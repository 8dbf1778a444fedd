package dev.diskless.overlay.internal.openssl;

/** How a cipher goes over more than one block. */
enum CipherMode {
    ECB("ECB", true),
    CBC("CBC", true),
    /** With whole blocks of feedback. */
    CFB("CFB", false),
    /** With one bit of feedback; made here from ECB, since no provider has it. */
    CFB1("ECB", false),
    CFB8("CFB8", false),
    OFB("OFB", false),
    CTR("CTR", false),
    /** No blocks at all. */
    STREAM("", false);

    private final String jce;
    private final boolean padded;

    CipherMode(String jce, boolean padded) {
        this.jce = jce;
        this.padded = padded;
    }

    /** The mode's name in a transformation of the JDK. */
    String jce() {
        return jce;
    }

    /** Whether the data is filled up to whole blocks (PKCS #7). */
    boolean isPadded() {
        return padded;
    }
}
