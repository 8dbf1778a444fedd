package dev.diskless.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Several failures of one closing. */
final class Failures {

    private Failures() {}

    static IOException add(@Nullable IOException before, IOException next) {
        if (before == null) {
            return next;
        }
        before.addSuppressed(next);
        return before;
    }
}
