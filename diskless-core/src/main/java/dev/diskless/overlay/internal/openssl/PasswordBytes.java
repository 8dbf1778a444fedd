package dev.diskless.overlay.internal.openssl;

import dev.diskless.fault.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a password: UTF-8, and U+DC80 to U+DCFF as the bytes 0x80 to 0xff; nothing is left in memory. */
final class PasswordBytes {

    /** The longest line that openssl takes at its prompt. */
    static final int MAX_BYTES = 511;

    private static final int FIRST_ESCAPE = 0xdc80;
    private static final int LAST_ESCAPE = 0xdcff;

    private PasswordBytes() {}

    /** Encodes a password and overwrites it. */
    static byte[] take(char[] password) throws InvalidRequestException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * password.length + 4);
        try {
            encode(CharBuffer.wrap(password), bytes);
            byte[] result = Arrays.copyOf(bytes.array(), bytes.position());
            return result;
        } finally {
            Arrays.fill(password, '\0');
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    private static void encode(CharBuffer chars, ByteBuffer bytes) throws InvalidRequestException {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        while (true) {
            CoderResult result = encoder.encode(chars, bytes, true);
            if (!result.isError()) {
                return;
            }
            char bad = chars.get();
            if (bad < FIRST_ESCAPE || bad > LAST_ESCAPE) {
                throw refused("the password has half a surrogate pair");
            }
            bytes.put((byte) (bad & 0xff));
            encoder.reset();
        }
    }

    /** Refuses what nobody could type at the prompt of the boot. */
    static void checkUsable(byte[] password) throws InvalidRequestException {
        if (password.length == 0 || password.length > MAX_BYTES) {
            throw refused("the password is empty, or longer than " + MAX_BYTES + " bytes");
        }
        for (byte b : password) {
            if (b == 0 || b == '\n') {
                throw refused("the password has a zero byte or a line feed");
            }
        }
    }

    private static InvalidRequestException refused(String what) {
        return new InvalidRequestException(InvalidRequestException.detail(what)
                .cure("take another password; the boot asks for it at the console"));
    }
}
