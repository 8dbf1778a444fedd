package dev.diskless.examples.tree;

import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Names between hosts and trees. A tree has names as {@link NameBytes} shows them; a path of the host shows all bytes of
 * its names only as a URI.
 */
final class NodeName {

    private NodeName() {}

    /** The name that a path ends with. */
    static String of(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : whole(name);
    }

    /** All names of a path, such as the target of a symbolic link. */
    static String whole(Path path) {
        String text = path.toString();
        if (isPlain(text) || path.getFileSystem() != FileSystems.getDefault()) {
            return text;
        }
        String all = hostBytes(path);
        return path.isAbsolute()
                ? all
                : all.substring(hostBytes(path.getFileSystem().getPath("")).length() + 1);
    }

    // Of the absolute path.
    private static String hostBytes(Path path) {
        String raw = path.toUri().getRawPath();
        String stripped = raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        return NameBytes.decode(decoded(stripped));
    }

    /** Where a directory of a host has a name; empty if it cannot have it, or the name would lead elsewhere. */
    static Optional<Path> in(Path directory, String name) {
        try {
            Path path = isPlain(name) || directory.getFileSystem() != FileSystems.getDefault()
                    ? directory.resolve(name)
                    : resolved(directory, name);
            boolean inside = directory.equals(path.getParent()) && of(path).equals(name);
            return inside && !name.equals(".") && !name.equals("..") ? Optional.of(path) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Path resolved(Path directory, String name) {
        byte[] bytes = NameBytes.encode(name).orElseThrow(() -> new IllegalArgumentException(name));
        return directory.resolve(
                Path.of(URI.create("file:///" + encoded(bytes))).getFileName());
    }

    /** The target of a symbolic link, for a link at a place. */
    static Path target(Path place, String target) {
        if (isPlain(target) || place.getFileSystem() != FileSystems.getDefault()) {
            return place.getFileSystem().getPath(target);
        }
        byte[] bytes = NameBytes.encode(target).orElseThrow(() -> new InvalidPathException(target, "no bytes"));
        Path absolute = Path.of(URI.create("file:///" + encoded(bytes)));
        return target.startsWith("/") ? absolute : absolute.getRoot().relativize(absolute);
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    private static String encoded(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
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
