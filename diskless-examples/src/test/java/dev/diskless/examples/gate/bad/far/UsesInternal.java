package dev.diskless.examples.gate.bad.far;

import dev.diskless.examples.gate.bad.high.internal.Hidden;

/** Uses an internal of another module. */
public final class UsesInternal {

    Object broken() {
        return new Hidden();
    }
}
