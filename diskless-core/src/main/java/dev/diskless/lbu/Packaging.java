package dev.diskless.lbu;

import java.nio.file.Path;

/**
 * What a {@link Hook} is told.
 *
 * @param root the root directory whose state is saved
 * @param overlay the file name of the overlay; empty where it goes to a stream
 */
public record Packaging(Path root, String overlay) {}
