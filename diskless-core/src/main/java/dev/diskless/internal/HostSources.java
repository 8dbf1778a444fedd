package dev.diskless.internal;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What the host gives where a caller gave nothing else. */
public final class HostSources {

    private HostSources() {}

    /** A generator that nobody can predict. */
    public static RandomGenerator random() {
        return new SecureRandom();
    }

    /** The clock of the host. */
    public static InstantSource clock() {
        return InstantSource.system();
    }
}
