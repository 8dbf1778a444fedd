package dev.diskless.examples.gate.bad.cycle.one;

import dev.diskless.examples.gate.bad.cycle.two.Two;

/** Uses what uses it. */
public final class One {

    Object broken() {
        return new Two();
    }
}
