package dev.diskless.medium;

/** Who vouches for packages. */
public enum Trust {
    /** The caller gave keys, and the signature matches one of them. */
    AUTHENTICATED("authenticated by the keys given"),
    /** The signature matches a key that came with the packages: whole, but anybody could have made them. */
    CONSISTENT("consistent with the medium's own keys, not authenticated"),
    /** There is no index, no signature or no key to check it with. */
    UNVERIFIED("not verified");

    private final String text;

    Trust(String text) {
        this.text = text;
    }

    /**
     * The trust in words, for people.
     *
     * @return a clause without a full stop
     */
    @Override
    public String toString() {
        return text;
    }
}
