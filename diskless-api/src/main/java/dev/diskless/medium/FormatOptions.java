package dev.diskless.medium;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * What a new file system is to be called, and when it was made.
 *
 * @param label the volume label; empty for none; formats limit its length in bytes
 * @param uuid the volume's identity
 * @param hashSeed seed of hashed directories, where the format has them
 * @param time the time of making, for every time stamp that nothing else sets
 */
public record FormatOptions(String label, UUID uuid, UUID hashSeed, Instant time) {

    public FormatOptions {
        Objects.requireNonNull(label);
        Objects.requireNonNull(uuid);
        Objects.requireNonNull(hashSeed);
        Objects.requireNonNull(time);
    }
}
