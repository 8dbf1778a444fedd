package dev.diskless.storage;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a server is waited for, and how much of what it says is believed. Immutable.
 *
 * @param connect until a connection stands
 * @param answer until the headers of an answer, and between two pieces of its body
 * @param attempts how often a request is tried that breaks, takes too long or meets a passing trouble of the server, and
 *     how often a broken body is resumed; at least 1
 * @param objectSize bytes of an object at most
 * @param listing bytes of a listing at most, below 2 GiB
 * @param objects how many names a listing may give
 */
public record HttpLimits(Duration connect, Duration answer, int attempts, long objectSize, int listing, int objects) {

    public HttpLimits {
        Objects.requireNonNull(connect);
        Objects.requireNonNull(answer);
        if (connect.isNegative() || connect.isZero() || answer.isNegative() || answer.isZero()) {
            throw new IllegalArgumentException("no time to wait: " + connect + ", " + answer);
        }
        if (attempts < 1 || objectSize < 0 || listing < 0 || objects < 0) {
            throw new IllegalArgumentException("limits below zero, or no attempt");
        }
    }

    /**
     * 10 seconds to connect, 30 for an answer, 4 attempts, objects of 16 GiB, listings of 4 MiB and 1000 names.
     *
     * @return the limits
     */
    public static HttpLimits standard() {
        return new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), 4, 16L << 30, 4 << 20, 1000);
    }
}
