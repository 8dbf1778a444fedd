package dev.diskless.medium;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * Names between bytes and text without loss: UTF-8, and each byte that is not part of it as U+DC80 + (byte - 0x80), a
 * low surrogate without its high one. Thread-safe.
 */
public final class NameBytes {

    /** Orders names by their bytes, as unsigned numbers. */
    public static final Comparator<String> ORDER = NameBytes::compare;

    private static final char FIRST_ESCAPE = '\udc80';
    private static final char LAST_ESCAPE = '\udcff';

    private NameBytes() {}

    /**
     * The text of a name. Every byte sequence has one.
     *
     * @param bytes the name
     * @return the text; {@link #encode} gives the same bytes back
     */
    public static String decode(byte[] bytes) {
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return decodeWithEscapes(bytes);
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static String decodeWithEscapes(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = result.length(); i > 0; i--) {
                out.put((char) (FIRST_ESCAPE + (in.get() & 0x7f)));
            }
            decoder.reset();
        }
    }

    /**
     * The bytes of a name.
     *
     * @param name the text
     * @return the bytes; empty if the text has half a surrogate pair that stands for no byte
     */
    public static Optional<byte[]> encode(String name) {
        if (!hasSurrogates(name)) {
            return Optional.of(name.getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length() + 16);
        int start = 0;
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                i += Character.charCount(point);
                continue;
            }
            if (point < FIRST_ESCAPE || point > LAST_ESCAPE) {
                return Optional.empty();
            }
            bytes.writeBytes(name.substring(start, i).getBytes(StandardCharsets.UTF_8));
            bytes.write(point - FIRST_ESCAPE + 0x80);
            i++;
            start = i;
        }
        bytes.writeBytes(name.substring(start).getBytes(StandardCharsets.UTF_8));
        return Optional.of(bytes.toByteArray());
    }

    private static boolean hasSurrogates(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        int same = 0;
        while (same < length && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        if (same < length) {
            char left = a.charAt(same);
            char right = b.charAt(same);
            // Up to the surrogates UTF-8 has the order of its characters.
            if (left < Character.MIN_SURROGATE && right < Character.MIN_SURROGATE) {
                return Character.compare(left, right);
            }
        }
        return Arrays.compareUnsigned(sortKey(a), sortKey(b));
    }

    // A text that is no name still has a place.
    private static byte[] sortKey(String name) {
        return encode(name).orElseGet(() -> name.getBytes(StandardCharsets.UTF_8));
    }
}
