package dev.diskless.overlay;

/** What kind of secret a scan found. */
public enum SecretKind {
    /** A private key that anybody can use who has the file, or of which that cannot be told. */
    PRIVATE_KEY("private key"),
    /** A private key under a passphrase. */
    ENCRYPTED_PRIVATE_KEY("private key, encrypted"),
    /** The key by which an SSH server proves to be the host. */
    HOST_KEY("SSH host key"),
    /** The hash of a password that takes long to guess. */
    PASSWORD_HASH("password hash"),
    /** The hash of a password that is guessed fast: DES, MD5, NT, or an unknown one. */
    WEAK_PASSWORD_HASH("weak password hash"),
    /** An account that needs no password. */
    EMPTY_PASSWORD("empty password"),
    /** A password in clear. */
    PASSWORD("password"),
    /** The passphrase or key of a wireless network. */
    WIFI_KEY("wireless network key"),
    /** The key of a virtual private network. */
    VPN_KEY("VPN key"),
    /** A token or key for a service. */
    TOKEN("token");

    private final String text;

    SecretKind(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
