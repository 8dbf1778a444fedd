package dev.diskless.medium;

import dev.diskless.fault.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names between paths and {@link NameBytes}. Where names are bytes, as on Linux, a path of the host shows all of them only
 * as a URI: what the charset of the JVM cannot show stands in its text as a question mark or a replacement character.
 * Paths of images, and of hosts where names are text, have names as {@link NameBytes} shows them. Thread-safe.
 */
public final class HostNames {

    private HostNames() {}

    /**
     * The name that a path ends with.
     *
     * @param path a path
     * @return its last name with all bytes; empty if it has none
     */
    public static String last(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        return isPlain(text) ? text : NameBytes.decode(lastBytes(path));
    }

    /**
     * The bytes of the name that a path ends with.
     *
     * @param path a path
     * @return its last name; empty if it has none. UTF-8 where names are text
     */
    public static byte[] lastBytes(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        if (isPlain(text)) {
            return ascii(text);
        }
        return hasBytes(path.getFileSystem()) ? lastOf(hostBytes(path)) : bytes(text);
    }

    /**
     * The text of a path, such as the target of a symbolic link.
     *
     * @param path an absolute path or a relative one
     * @return its text with all bytes
     */
    public static String text(Path path) {
        String text = path.toString();
        return isPlain(text) ? text : NameBytes.decode(bytes(path));
    }

    /**
     * The bytes of a path, such as the target of a symbolic link.
     *
     * @param path an absolute path or a relative one
     * @return its bytes; UTF-8 where names are text
     */
    public static byte[] bytes(Path path) {
        String text = path.toString();
        if (isPlain(text)) {
            return ascii(text);
        }
        return hasBytes(path.getFileSystem()) ? wholeBytes(path) : bytes(text);
    }

    /**
     * The path of a name.
     *
     * @param system where it is to lead to something
     * @param name one name or several with slashes between, from the root of the file system if a slash is the first
     * @return the path; relative, unless a slash is the first
     * @throws InvalidRequestException if the file system cannot have such a name
     */
    public static Path path(FileSystem system, String name) throws InvalidRequestException {
        try {
            if (isPlain(name) || !hasBytes(system)) {
                return system.getPath(name);
            }
            byte[] bytes = NameBytes.encode(name).orElseThrow(() -> new InvalidPathException(name, "no bytes"));
            Path absolute = Path.of(URI.create("file:///" + encoded(bytes)));
            return name.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("a name that this file system cannot have")
                            .at(name),
                    e);
        }
    }

    private static boolean hasBytes(FileSystem system) {
        return system == FileSystems.getDefault() && system.getSeparator().equals("/");
    }

    private static boolean isPlain(String name) {
        int length = name.length();
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("deprecation") // Fast, and right for texts that are known to be ASCII.
    private static byte[] ascii(String text) {
        byte[] bytes = new byte[text.length()];
        text.getBytes(0, bytes.length, bytes, 0);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return NameBytes.encode(text).orElseGet(() -> text.getBytes(StandardCharsets.UTF_8));
    }

    // A relative path becomes absolute below the working directory.
    private static byte[] wholeBytes(Path path) {
        byte[] whole = hostBytes(path);
        if (path.isAbsolute()) {
            return whole;
        }
        byte[] here = hostBytes(path.getFileSystem().getPath(""));
        int from = here.length + (here[here.length - 1] == '/' ? 0 : 1);
        return Arrays.copyOfRange(whole, from, whole.length);
    }

    private static byte[] lastOf(byte[] path) {
        int start = path.length;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        return Arrays.copyOfRange(path, start, path.length);
    }

    // Of the absolute path. The URI of a directory that is there has a slash at its end; the target of a link may have
    // one.
    private static byte[] hostBytes(Path path) {
        String raw = path.toUri().getRawPath();
        boolean more = raw.length() > 1 && raw.endsWith("/") && !path.toString().endsWith("/");
        return decoded(more ? raw.substring(0, raw.length() - 1) : raw);
    }

    private static String encoded(byte[] bytes) {
        HexFormat hex = HexFormat.of().withUpperCase();
        StringBuilder text = new StringBuilder(3 * bytes.length);
        for (byte b : bytes) {
            text.append('%').append(hex.toHexDigits(b));
        }
        return text.toString();
    }

    private static byte[] decoded(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
