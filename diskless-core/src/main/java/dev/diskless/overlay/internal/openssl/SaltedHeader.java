package dev.diskless.overlay.internal.openssl;

import dev.diskless.fault.CorruptInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first sixteen bytes of what {@code openssl enc -salt} writes: {@code Salted__}, and the salt at 8. */
public final class SaltedHeader {

    /** Bytes of the header. */
    public static final int BYTES = 16;

    private static final byte[] MAGIC = "Salted__".getBytes(StandardCharsets.US_ASCII);

    private SaltedHeader() {}

    /** Whether bytes start so. */
    public static boolean isMagic(byte[] start) {
        return Arrays.equals(start, 0, Math.min(MAGIC.length, start.length), MAGIC, 0, MAGIC.length);
    }

    static byte[] of(byte[] salt) {
        byte[] header = Arrays.copyOf(MAGIC, BYTES);
        System.arraycopy(salt, 0, header, MAGIC.length, BYTES - MAGIC.length);
        return header;
    }

    /** Reads the header and gives the salt. */
    static byte[] read(InputStream source, String name) throws IOException {
        byte[] header = source.readNBytes(BYTES);
        if (header.length >= 2 && header[0] == 0x1f && header[1] == (byte) 0x8b) {
            throw new CorruptInputException(
                    CorruptInputException.detail("the overlay is not encrypted, but its name says so")
                            .at(name, 0)
                            .expected("Salted__")
                            .found("a gzip file")
                            .cure("give it a name that ends in .tar.gz"));
        }
        if (header.length < BYTES) {
            throw new CorruptInputException(CorruptInputException.detail("the file ends within the salt")
                    .at(name, header.length)
                    .expected(BYTES + " bytes")
                    .cure("fetch or make the file again"));
        }
        if (!isMagic(header)) {
            throw new CorruptInputException(CorruptInputException.detail("not what openssl enc -salt writes")
                    .at(name, 0)
                    .expected("Salted__ at the start"));
        }
        return Arrays.copyOfRange(header, MAGIC.length, BYTES);
    }
}
