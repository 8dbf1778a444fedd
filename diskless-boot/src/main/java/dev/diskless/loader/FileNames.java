package dev.diskless.loader;

import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.NameBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.StringJoiner;

/**
 * Names of files as strings that keep their bytes, see {@link NameBytes}. Paths of the host go through their URI for
 * that, because their strings depend on the locale.
 */
final class FileNames {

    /** The order of names by their bytes. */
    static final Comparator<String> ORDER = NameBytes.ORDER;

    private FileNames() {}

    /** The last name of a path. */
    static String of(Path path) {
        Path last = path.getFileName();
        String text = last == null ? "" : last.toString();
        if (isPlain(text) || !isOfHost(path.getFileSystem())) {
            return text;
        }
        String raw = path.toAbsolutePath().toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        byte[] bytes = unescape(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end));
        return NameBytes.decode(bytes);
    }

    /** The path of a name in a directory. */
    static Path child(Path directory, String name) throws UnsupportedFeatureException {
        try {
            return directory.resolve(isPlain(name) ? directory.getFileSystem().getPath(name) : single(directory, name));
        } catch (IllegalArgumentException e) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("the file system cannot hold a file of this name")
                            .at(directory)
                            .found(name),
                    e);
        }
    }

    /** The target of a symbolic link, as written. */
    static String linkTarget(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        String text = target.toString();
        if (isPlain(text) || !isOfHost(link.getFileSystem())) {
            return text;
        }
        StringJoiner names = new StringJoiner("/", target.isAbsolute() ? "/" : "", "");
        target.forEach(name -> names.add(of(name)));
        return names.toString();
    }

    /** Makes a symbolic link with a relative target. */
    static void link(Path link, String target) throws IOException {
        FileSystem system = link.getFileSystem();
        try {
            Path path = system.getPath("");
            for (String name : target.split("/", -1)) {
                path = path.resolve(isPlain(name) ? system.getPath(name) : single(link, name));
            }
            Files.createSymbolicLink(link, path);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("the file system cannot hold a link with this target")
                            .at(link)
                            .found(target),
                    e);
        }
    }

    /** How many bytes a name has; more than any name has, if it cannot be written as bytes. */
    static int length(String name) {
        return NameBytes.encode(name).map(bytes -> bytes.length).orElse(Integer.MAX_VALUE);
    }

    // On the host only a URI takes bytes that are no characters in its locale.
    private static Path single(Path place, String name) {
        return isOfHost(place.getFileSystem())
                ? Path.of(URI.create("file:///" + escape(bytes(name)))).getFileName()
                : place.getFileSystem().getPath(name);
    }

    private static boolean isOfHost(FileSystem system) {
        return system == FileSystems.getDefault();
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

    private static byte[] bytes(String name) {
        return NameBytes.encode(name).orElseThrow(() -> new IllegalArgumentException("half a surrogate pair"));
    }
}
