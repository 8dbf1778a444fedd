package dev.diskless.overlay.internal;

import dev.diskless.medium.UnixFacts;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By what a file is recognised as unchanged without being read.
 *
 * @param device number of its file system; 0 where the host does not tell
 * @param inode its number there; 0 where the host does not tell
 * @param size bytes
 * @param modified time of the last change of its content
 * @param changed time of the last change of anything, which no program can set; null where the host does not tell
 */
public record FileState(
        long device,
        long inode,
        long size,
        Instant modified,
        @Nullable Instant changed) {

    // The clock of a kernel that stamps files goes in steps of at most 10 ms.
    private static final Duration FINE = Duration.ofMillis(50);
    // File systems that keep whole seconds, or, as FAT does, two.
    private static final Duration COARSE = Duration.ofSeconds(2);

    /**
     * What is known of a file.
     *
     * @param facts all of its facts
     * @return by what it is recognised
     */
    public static FileState of(UnixFacts facts) {
        return new FileState(facts.device(), facts.inode(), facts.size(), facts.modified(), facts.changed());
    }

    /**
     * Whether a change after a point in time cannot have left all of this as it is. A file that was written just before
     * could be written once more within the same step of the clock.
     */
    boolean isSettled(Instant captured) {
        Instant last = changed == null ? modified : changed;
        return last.isBefore(captured.minus(last.getNano() == 0 ? COARSE : FINE));
    }

    void addTo(MessageDigest digest) {
        Instant last = changed == null ? Instant.MIN : changed;
        digest.update(ByteBuffer.allocate(5 * Long.BYTES + 2 * Integer.BYTES)
                .putLong(device)
                .putLong(inode)
                .putLong(size)
                .putLong(modified.getEpochSecond())
                .putInt(modified.getNano())
                .putLong(last.getEpochSecond())
                .putInt(last.getNano())
                .flip());
    }
}
