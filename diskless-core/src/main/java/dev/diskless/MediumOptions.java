package dev.diskless;

import dev.diskless.progress.Cancellation;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * How a medium is opened. Immutable: each method gives changed options.
 *
 * @param keys files and directories with public keys that the caller vouches for; without any, packages are verified
 *     with the keys that the medium carries
 * @param registry where plug-ins are found
 * @param listener receives progress
 * @param cancellation polled while the medium is read
 */
public record MediumOptions(List<Path> keys, Registry registry, ProgressListener listener, Cancellation cancellation) {

    public MediumOptions {
        keys = List.copyOf(keys);
        Objects.requireNonNull(registry);
        Objects.requireNonNull(listener);
        Objects.requireNonNull(cancellation);
    }

    /**
     * No keys, the plug-ins that the loaders of this library and of this thread see, and nobody who watches.
     *
     * @return the options
     */
    public static MediumOptions standard() {
        return new MediumOptions(List.of(), Registry.standard(), ProgressListener.NONE, Cancellation.NEVER);
    }

    /**
     * Verifies with these keys.
     *
     * @param files files and directories with public keys
     * @return the changed options
     */
    public MediumOptions withKeys(Path... files) {
        return new MediumOptions(List.of(files), registry, listener, cancellation);
    }

    /**
     * Finds plug-ins elsewhere.
     *
     * @param plugins where
     * @return the changed options
     */
    public MediumOptions withRegistry(Registry plugins) {
        return new MediumOptions(keys, plugins, listener, cancellation);
    }

    /**
     * Reports progress.
     *
     * @param receiver to whom
     * @return the changed options
     */
    public MediumOptions withProgress(ProgressListener receiver) {
        return new MediumOptions(keys, registry, receiver, cancellation);
    }

    /**
     * Can be cancelled.
     *
     * @param token says when
     * @return the changed options
     */
    public MediumOptions withCancellation(Cancellation token) {
        return new MediumOptions(keys, registry, listener, token);
    }
}
