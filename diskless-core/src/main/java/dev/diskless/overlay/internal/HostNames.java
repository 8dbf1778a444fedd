package dev.diskless.overlay.internal;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Names between paths and {@link NameBytes}. A path of the host shows all bytes of its names only as a URI; paths of
 * images have names as {@link NameBytes} shows them.
 */
public final class HostNames {

    private HostNames() {}

    /**
     * The path of a name.
     *
     * @param root tells the file system
     * @param name a path from the root without leading slash
     * @return the path from the root
     * @throws InvalidRequestException if the file system cannot have such a name
     */
    public static Path path(Path root, String name) throws InvalidRequestException {
        try {
            if (isPlain(name) || root.getFileSystem() != FileSystems.getDefault()) {
                return root.getFileSystem().getPath(name);
            }
            byte[] bytes = NameBytes.encode(name).orElseThrow(() -> new IllegalArgumentException(name));
            Path absolute = Path.of(URI.create("file:///" + encoded(bytes)));
            return absolute.subpath(0, absolute.getNameCount());
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("a name that this file system cannot have")
                            .at(name),
                    e);
        }
    }

    /**
     * The text of a path, such as the target of a link.
     *
     * @param path an absolute path or a relative one
     * @return its text with all bytes
     */
    public static String text(Path path) {
        String text = path.toString();
        if (isPlain(text) || path.getFileSystem() != FileSystems.getDefault()) {
            return text;
        }
        // Below the top rather than the working directory, so that one slash is in front of it wherever this runs.
        Path whole = path.getFileSystem().getPath("/").resolve(path);
        String bytes = hostBytes(whole, text.endsWith("/"));
        return path.isAbsolute() ? bytes : bytes.substring(1);
    }

    /**
     * The last component of a path.
     *
     * @param path a path of any file system
     * @return its text with all bytes; empty if it has none
     */
    public static String last(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : text(name);
    }

    // A URI has a slash behind what is a directory.
    private static String hostBytes(Path path, boolean slash) {
        String raw = path.toUri().getRawPath();
        boolean added = !slash && raw.length() > 1 && raw.endsWith("/");
        return NameBytes.decode(decoded(added ? raw.substring(0, raw.length() - 1) : raw));
    }

    // What a path of the host cannot show stands in its text as a question mark or a replacement character.
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String encoded(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            if (b == '/') {
                text.append('/');
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
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
