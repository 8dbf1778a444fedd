package dev.diskless.apk;

import com.google.auto.service.AutoService;
import dev.diskless.fault.CancelledException;
import dev.diskless.medium.CacheDescription;
import dev.diskless.progress.Progress;
import dev.diskless.spi.PackageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;

/**
 * The package cache of apk: {@code <name>-<version>.<8 hex>.apk} files beside {@code APKINDEX.<8 hex>.tar.gz} files.
 *
 * <p>Codes of findings: {@code no-index}, {@code index-unsigned}, {@code index-key-unknown}, {@code index-signature-wrong},
 * {@code index-damaged}; {@code package-not-indexed}, {@code package-truncated}, {@code package-too-long},
 * {@code package-damaged}, {@code package-identity-mismatch}, {@code package-data-mismatch}; {@code leftover-file} and
 * {@code foreign-file}, which apk deletes when it cleans the cache.
 */
@SuppressWarnings("exports") // of AutoService, which only the compiler needs
@AutoService(PackageCache.class)
public final class ApkCache implements PackageCache {

    @Override
    public String name() {
        return "apk";
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads packages in as many threads as there are processors, at most four. An index that is unreadable, foreign
     * or too large vouches for nothing, so the packages it alone names are reported as not indexed.
     *
     * @throws CancelledException if the caller cancelled
     */
    @Override
    public CacheDescription inspect(Path directory, Map<String, PublicKey> keys, boolean given, Progress progress)
            throws IOException {
        return new CacheInspection(directory, keys, given).run(progress);
    }
}
