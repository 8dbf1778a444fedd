package dev.diskless.spi;

import dev.diskless.medium.CacheDescription;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;

/** Knows one layout of a package cache. */
public interface PackageCache extends Plugin {

    /**
     * Verifies every index and every package of a cache.
     *
     * @param directory the cache; an empty one is sound
     * @param keys public keys by file name, as packages name them
     * @param given whether the caller vouches for the keys; else they came with the medium
     * @param progress counts packages
     * @return what is there and what is wrong with it; damage is a finding, not an exception
     * @throws IOException if reading fails, or the caller cancelled
     */
    CacheDescription inspect(Path directory, Map<String, PublicKey> keys, boolean given, Progress progress)
            throws IOException;
}
