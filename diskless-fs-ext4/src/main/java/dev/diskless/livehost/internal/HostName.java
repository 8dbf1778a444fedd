package dev.diskless.livehost.internal;

import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Names as the kernel has them: bytes. Here a <em>raw</em> text has one character a byte. */
final class HostName {

    private HostName() {}

    /** The bytes of an absolute path, also where its text in Java has lost some. */
    static byte[] bytes(Path path) {
        String raw = path.toAbsolutePath().toUri().getRawPath();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    /** The path of a raw text; empty if the text is none. */
    static Optional<Path> path(String raw) {
        StringBuilder uri = new StringBuilder("file://");
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            uri.append(c == '/' ? "/" : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        try {
            return raw.startsWith("/") ? Optional.of(Path.of(URI.create(uri.toString()))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A raw text for people. */
    static String text(String raw) {
        return NameBytes.decode(raw.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A raw text without the {@code \ooo} that tables have for bytes which would break a line. */
    static String unescape(String field) {
        StringBuilder raw = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) == '\\' && isOctal(field, i + 1)) {
                raw.append((char) Integer.parseInt(field, i + 1, i + 4, 8));
                i += 3;
            } else {
                raw.append(field.charAt(i));
            }
        }
        return raw.toString();
    }

    private static boolean isOctal(String text, int at) {
        return at + 3 <= text.length()
                && text.charAt(at) >= '0'
                && text.charAt(at) <= '3'
                && text.charAt(at + 1) >= '0'
                && text.charAt(at + 1) <= '7'
                && text.charAt(at + 2) >= '0'
                && text.charAt(at + 2) <= '7';
    }
}
