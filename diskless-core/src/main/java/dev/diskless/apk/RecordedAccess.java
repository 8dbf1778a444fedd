package dev.diskless.apk;

import dev.diskless.medium.UnixFacts;
import org.jspecify.annotations.Nullable;

/** Owner, permissions and the digest of extended attributes, as {@code M:} and {@code a:} record them. */
record RecordedAccess(long uid, long gid, int mode, RecordedDigest attributes) {

    static final RecordedAccess FILE = new RecordedAccess(0, 0, 0644, RecordedDigest.NONE);
    static final RecordedAccess DIRECTORY = new RecordedAccess(0, 0, 0755, RecordedDigest.NONE);

    boolean allows(UnixFacts facts) {
        return mode == facts.permissions() && uid == facts.uid() && gid == facts.gid();
    }

    /** Reads {@code uid:gid:octal mode} with an optional {@code :digest}; null if it has another form. */
    static @Nullable RecordedAccess parse(byte[] source, int from, int to) {
        long[] numbers = new long[3];
        int at = from;
        for (int i = 0; i < 3; i++) {
            int radix = i < 2 ? 10 : 8;
            int start = at;
            long value = 0;
            while (at < to && source[at] >= '0' && source[at] < '0' + radix && at - start < 12) {
                value = value * radix + source[at++] - '0';
            }
            boolean ends = i < 2 ? at < to && source[at] == ':' : at == to || source[at] == ':';
            if (at == start || !ends || value > 0xFFFF_FFFFL) {
                return null;
            }
            numbers[i] = value;
            at += i < 2 ? 1 : 0;
        }
        if (numbers[2] > 0177777) {
            return null;
        }
        RecordedDigest digest = at == to ? RecordedDigest.NONE : RecordedDigest.parse(source, at + 1, to);
        return digest == null ? null : new RecordedAccess(numbers[0], numbers[1], (int) numbers[2] & 07777, digest);
    }
}
