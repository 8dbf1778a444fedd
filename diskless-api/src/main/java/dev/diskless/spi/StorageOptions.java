package dev.diskless.spi;

import java.time.InstantSource;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What a storage is given instead of taking it from its surroundings. Immutable as far as its parts are: each method
 * gives changed options.
 *
 * @param clock gives the times of what is stored, where the place does not give them itself, and the deadlines of what
 *     is waited for
 * @param random gives the names of staged objects, which must differ between all who write at once; safe for threads
 * @param registry where the plug-ins are found that a storage is made of, such as file systems
 * @param credentials gives user names and passwords for addresses
 */
public record StorageOptions(
        InstantSource clock, RandomGenerator random, Registry registry, CredentialSource credentials) {

    public StorageOptions {
        Objects.requireNonNull(clock);
        Objects.requireNonNull(random);
        Objects.requireNonNull(registry);
        Objects.requireNonNull(credentials);
    }

    /**
     * The plug-ins that the loaders of this library and of this thread see, and no credentials.
     *
     * @param clock gives the times, for example {@link java.time.Clock#systemUTC()}
     * @param random gives the names of staged objects, for example a {@link java.security.SecureRandom}
     * @return the options
     */
    public static StorageOptions of(InstantSource clock, RandomGenerator random) {
        return new StorageOptions(clock, random, Registry.standard(), CredentialSource.NONE);
    }

    /**
     * Finds plug-ins elsewhere.
     *
     * @param plugins where
     * @return the changed options
     */
    public StorageOptions withRegistry(Registry plugins) {
        return new StorageOptions(clock, random, plugins, credentials);
    }

    /**
     * Asks for credentials.
     *
     * @param source whom
     * @return the changed options
     */
    public StorageOptions withCredentials(CredentialSource source) {
        return new StorageOptions(clock, random, registry, source);
    }
}
