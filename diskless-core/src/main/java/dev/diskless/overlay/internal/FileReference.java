package dev.diskless.overlay.internal;

import java.nio.file.Path;

/**
 * A file whose content is read when it is needed.
 *
 * @param path where it is, from the root that is captured
 * @param state what it looked like when it was captured
 */
public record FileReference(Path path, FileState state) {

    long size() {
        return state.size();
    }
}
