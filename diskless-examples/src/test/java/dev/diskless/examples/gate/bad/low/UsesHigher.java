package dev.diskless.examples.gate.bad.low;

import dev.diskless.examples.gate.bad.high.Shown;

/** Goes against the arrows: low must not know high. */
public final class UsesHigher {

    Object broken() {
        return Shown.class;
    }
}
