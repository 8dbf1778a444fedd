package dev.diskless.examples.gate.bad.low;

/** Uses a library that nobody allowed. */
public final class UsesStranger {

    Object broken() {
        return org.opentest4j.AssertionFailedError.class;
    }
}
