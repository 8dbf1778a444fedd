package dev.diskless.overlay.internal.openssl;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** The randomness of the host, where a caller gave no other; salts may not be predictable. */
public final class SystemRandom {

    private SystemRandom() {}

    /** A generator that nobody can predict. */
    public static RandomGenerator generator() {
        return new SecureRandom();
    }
}
