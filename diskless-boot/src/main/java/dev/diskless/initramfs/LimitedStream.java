package dev.diskless.initramfs;

import dev.diskless.fault.LimitExceededException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes bytes on until a limit, behind which it throws instead of ending. For one thread. */
final class LimitedStream extends FilterInputStream {

    private final String place;
    private final long limit;
    private long passed;

    /** Starts with a number of bytes already counted against the limit. */
    LimitedStream(InputStream source, String place, long limit, long passed) {
        super(source);
        this.place = place;
        this.limit = limit;
        this.passed = passed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
            passed += count;
            if (passed > limit) {
                throw new LimitExceededException(LimitExceededException.detail("too much content")
                        .at(place)
                        .expected("at most " + limit + " bytes"));
            }
        }
        return count;
    }
}
