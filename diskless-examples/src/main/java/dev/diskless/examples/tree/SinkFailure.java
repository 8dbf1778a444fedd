package dev.diskless.examples.tree;

import java.io.IOException;

/** Says that it was the sink that failed, and not the source of the tree. */
public final class SinkFailure extends IOException {

    private static final long serialVersionUID = 1;

    private final IOException failure;

    SinkFailure(IOException failure) {
        super(failure);
        this.failure = failure;
    }

    /** What the sink threw. */
    public IOException failure() {
        return failure;
    }
}
