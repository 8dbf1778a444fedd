package dev.diskless.examples.gate.bad.cycle.two;

import dev.diskless.examples.gate.bad.cycle.one.One;

/** Uses what uses it. */
public final class Two {

    Object broken() {
        return new One();
    }
}
