package dev.diskless.apk;

import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The bytes of names and link targets: a path of the host shows all of them only as a URI. */
final class NodeNames {

    private NodeNames() {}

    /** The last name of a path. */
    static byte[] last(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        byte[] plain = ascii(text);
        if (plain != null) {
            return plain;
        }
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return encoded(text);
        }
        String raw = path.toUri().getRawPath();
        String stripped = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return decoded(stripped.substring(stripped.lastIndexOf('/') + 1));
    }

    /** The target of a symbolic link, as it is written in the link. */
    static byte[] target(Path target) {
        String text = target.toString();
        byte[] plain = ascii(text);
        if (plain != null) {
            return plain;
        }
        if (target.getFileSystem() != FileSystems.getDefault()) {
            return encoded(text);
        }
        String raw = target.toUri().getRawPath();
        if (raw.endsWith("/") && !text.endsWith("/")) {
            raw = raw.substring(0, raw.length() - 1);
        }
        if (!target.isAbsolute()) {
            String here = target.getFileSystem().getPath("").toUri().getRawPath();
            raw = raw.substring(here.endsWith("/") ? here.length() : here.length() + 1);
        }
        return decoded(raw);
    }

    /** A name in a directory of the host, whatever bytes it has. */
    static Path child(Path directory, byte[] name) {
        StringBuilder text = new StringBuilder("file:///");
        for (byte b : name) {
            text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return directory.resolve(Path.of(URI.create(text.toString())).getFileName());
    }

    @SuppressWarnings("deprecation") // Fast, and right for texts that are known to be ASCII.
    private static byte @Nullable [] ascii(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                return null;
            }
        }
        byte[] bytes = new byte[length];
        text.getBytes(0, length, bytes, 0);
        return bytes;
    }

    private static byte[] encoded(String text) {
        return NameBytes.encode(text).orElseGet(() -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(raw.charAt(i)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
