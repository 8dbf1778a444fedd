package dev.diskless.lbu;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.overlay.OverlayBytes;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Reads what was written from where it lies, before anybody relies on it. */
final class ReadBack {

    private static final int BUFFER = 64 << 10;

    private final OverlayBytes written;
    private final String place;

    ReadBack(OverlayBytes written, String place) {
        this.written = written;
        this.place = place;
    }

    /** Fails unless the same bytes lie there. */
    void compare(byte[] digest, long size, Progress progress) throws IOException {
        MessageDigest read = sha256();
        long length = 0;
        try (InputStream in = written.open();
                Progress work = progress.child("verify", ProgressUnit.BYTES, size)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.update(buffer, 0, n);
                length += n;
                work.advance(n);
            }
        }
        if (length != size || !MessageDigest.isEqual(digest, read.digest())) {
            throw new CorruptInputException(
                    CorruptInputException.detail("the storage gives back other bytes than were written")
                            .at(place)
                            .cure("do not trust this medium; use another one"));
        }
    }

    /** Reads it as an overlay to its end: password, padding, checksum, end of the archive. */
    long entries(OverlayFormat format, Progress progress) throws IOException {
        long count = 0;
        try (OverlayReader reader = format.read(written.open(), place)) {
            while (reader.next().isPresent()) {
                count++;
                progress.check();
            }
        }
        return count;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
