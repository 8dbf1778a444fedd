package dev.diskless.overlay.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Names between bytes and text: UTF-8, and bytes that are not UTF-8 as U+DC80 + (byte - 0x80). */
public final class NameBytes {

    /** Orders names by their bytes. */
    public static final Comparator<String> ORDER =
            (a, b) -> Arrays.compareUnsigned(encode(a).orElseThrow(), encode(b).orElseThrow());

    private static final char ESCAPE = '\udc80';
    private static final char ESCAPE_END = '\udcff';

    private NameBytes() {}

    /** The text of a name; every byte sequence has one, and {@link #encode} gives the same bytes back. */
    public static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = result.length(); i > 0; i--) {
                out.put((char) (ESCAPE + (in.get() & 0x7f)));
            }
        }
    }

    /** The bytes of a name; empty if the text has half a surrogate pair that stands for no byte. */
    public static Optional<byte[]> encode(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() + 16);
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            i += Character.charCount(point);
            if (point >= ESCAPE && point <= ESCAPE_END) {
                out.write(point - ESCAPE + 0x80);
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return Optional.empty();
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.of(out.toByteArray());
    }
}
