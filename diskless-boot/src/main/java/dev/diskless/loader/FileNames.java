package dev.diskless.loader;

import dev.diskless.fault.UnsupportedFeatureException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Names as strings that keep their bytes: UTF-8, with each byte that is not part of it as U+DC80 + (byte - 0x80). Paths
 * of the host go through their URI for that, because their strings depend on the locale.
 */
final class FileNames {

    /** The order of names by their bytes. */
    static final Comparator<String> ORDER = (a, b) -> Arrays.compareUnsigned(encode(a), encode(b));

    private FileNames() {}

    /** The last name of a path. */
    static String of(Path path) {
        Path last = path.getFileName();
        String text = last == null ? "" : last.toString();
        if (isPlain(text) || !isOfHost(path)) {
            return text;
        }
        String raw = path.toAbsolutePath().toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        return decode(unescape(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end)));
    }

    /** The path of a name in a directory. */
    static Path child(Path directory, String name) throws UnsupportedFeatureException {
        try {
            if (isPlain(name) || !isOfHost(directory)) {
                return directory.resolve(name);
            }
            String parent = directory.toAbsolutePath().toUri().toString();
            return Path.of(URI.create(parent + (parent.endsWith("/") ? "" : "/") + escape(encode(name))));
        } catch (IllegalArgumentException e) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("the target cannot hold a file of this name")
                            .at(name),
                    e);
        }
    }

    static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        for (CoderResult result = decoder.decode(in, out, true);
                result.isError();
                result = decoder.decode(in, out, true)) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (0xdc80 + (in.get() & 0x7f)));
            }
            decoder.reset();
        }
        return out.flip().toString();
    }

    private static byte[] encode(String name) {
        if (isPlain(name)) {
            return name.getBytes(StandardCharsets.US_ASCII);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        name.codePoints().forEach(c -> {
            if (c >= 0xdc80 && c <= 0xdcff) {
                bytes.write(c - 0xdc00);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    private static boolean isOfHost(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < 0x20 || name.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static String escape(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return text.toString();
    }

    private static byte[] unescape(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
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
}
