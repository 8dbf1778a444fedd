package dev.diskless.overlay.internal;

/**
 * A file whose content is read when it is needed.
 *
 * @param name its path from the root that is captured, as {@link dev.diskless.medium.NameBytes} shows it
 * @param state what it looked like when it was captured
 */
public record FileReference(String name, FileState state) {

    long size() {
        return state.size();
    }
}
