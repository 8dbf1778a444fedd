package dev.diskless.ext4.internal.disk;

import java.time.Instant;

/**
 * A time of an inode: 32 bits of seconds, and 32 more bits with nanoseconds and two further bits of seconds. Reaches
 * from 1901-12-13 to 2446-05-10.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/filesystems/ext4/inodes.html#inode-timestamps">ext4, Inode
 *     Timestamps</a>
 */
public final class Timestamp {

    /** The earliest time. */
    public static final Instant MIN = Instant.ofEpochSecond(Integer.MIN_VALUE);

    /** The latest time. */
    public static final Instant MAX = Instant.ofEpochSecond(Integer.MAX_VALUE + (3L << 32), 999_999_999);

    private static final int LAST_NANO = 999_999_999;

    private Timestamp() {}

    /** The time nearest to the given one that can be kept. */
    public static Instant clamp(Instant time) {
        return time.isBefore(MIN) ? MIN : time.isAfter(MAX) ? MAX : time;
    }

    /** The low word of a time in range. */
    public static int seconds(Instant time) {
        return (int) time.getEpochSecond();
    }

    /** The low word for an inode that has no other: the nearest time before 2038-01-19. */
    public static int shortSeconds(Instant time) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, time.getEpochSecond()));
    }

    /** The extra word of a time in range. */
    public static int extra(Instant time) {
        long seconds = time.getEpochSecond();
        return time.getNano() << 2 | (int) (seconds - (int) seconds >> 32 & 3);
    }

    /** The time that two words stand for; nanoseconds out of range count as the last one. */
    public static Instant decode(int seconds, int extra) {
        return Instant.ofEpochSecond(seconds + ((extra & 3L) << 32), Math.min(extra >>> 2, LAST_NANO));
    }
}
