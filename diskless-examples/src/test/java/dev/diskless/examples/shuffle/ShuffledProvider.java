package dev.diskless.examples.shuffle;

import dev.diskless.contract.storage.ForwardingProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Hands everything to the provider of the host, and shuffles listings. */
final class ShuffledProvider extends ForwardingProvider {

    private final long seed;

    ShuffledProvider(ShuffledFileSystem system, long seed) {
        super(system);
        this.seed = seed;
    }

    @Override
    public String getScheme() {
        return "shuffled";
    }

    @Override
    protected List<Path> listed(List<Path> children) {
        List<Path> shuffled = new ArrayList<>(children);
        Collections.sort(shuffled);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }
}
