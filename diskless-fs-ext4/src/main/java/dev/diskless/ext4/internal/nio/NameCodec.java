package dev.diskless.ext4.internal.nio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/**
 * Names as bytes and as strings. Bytes are UTF-8; a byte that is not stands in the string as U+DC80 + (byte - 0x80), a
 * low surrogate without its high one, so that every name comes back as the bytes it was.
 */
final class NameCodec {

    private static final char FIRST_ESCAPE = '\uDC80';
    private static final char LAST_ESCAPE = '\uDCFF';

    private NameCodec() {}

    static String decode(byte[] bytes) {
        try {
            return decoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return decodeWithEscapes(bytes);
        }
    }

    private static String decodeWithEscapes(byte[] bytes) {
        CharsetDecoder decoder = decoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (FIRST_ESCAPE + (in.get() & 0x7F)));
            }
            decoder.reset();
        }
    }

    static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 8);
        int at = 0;
        while (at < text.length()) {
            int plain = at;
            while (plain < text.length() && !isLone(text, plain)) {
                plain += Character.charCount(text.codePointAt(plain));
            }
            bytes.writeBytes(text.substring(at, plain).getBytes(StandardCharsets.UTF_8));
            at = plain;
            if (at < text.length()) {
                char escape = text.charAt(at);
                if (escape < FIRST_ESCAPE || escape > LAST_ESCAPE) {
                    throw new InvalidPathException(text, "a surrogate that is neither paired nor an escaped byte", at);
                }
                bytes.write(escape - FIRST_ESCAPE + 0x80);
                at++;
            }
        }
        byte[] encoded = bytes.toByteArray();
        for (byte b : encoded) {
            if (b == 0) {
                throw new InvalidPathException(text, "Nul character not allowed");
            }
        }
        return encoded;
    }

    private static boolean isLone(String text, int index) {
        int codePoint = text.codePointAt(index);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8.newDecoder();
    }
}
