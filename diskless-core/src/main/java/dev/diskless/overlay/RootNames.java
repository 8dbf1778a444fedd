package dev.diskless.overlay;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names of entries in a root directory, between host paths and the form that entries have. */
final class RootNames {

    private static final Set<String> VOLATILE = Set.of("dev", "proc", "sys", "run");
    private static final int MAX_DEPTH = 1000;

    private RootNames() {}

    /** Everything below a root, a directory before what is in it, by bytes. */
    static List<String> below(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        list(root, "", names, 0);
        names.sort(NameOrder.INSTANCE);
        return names;
    }

    /** The names of an overlay, each once. */
    static List<String> of(EntrySource overlay) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try (OverlayReader reader = overlay.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                names.add(next.get().name());
            }
        }
        return List.copyOf(names);
    }

    private static void list(Path directory, String prefix, List<String> names, int depth) throws IOException {
        if (depth > MAX_DEPTH || names.size() > ApkovlFormat.MAX_ENTRIES) {
            throw new LimitExceededException(
                    LimitExceededException.detail("the root has too many entries or is too deep")
                            .at(directory)
                            .expected("at most " + ApkovlFormat.MAX_ENTRIES + " entries"));
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = prefix + lastName(child);
                names.add(name);
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) && !VOLATILE.contains(name)) {
                    list(child, name + "/", names, depth + 1);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** The last component of a host path; its true bytes show in its URI only. */
    private static String lastName(Path path) {
        String plain = String.valueOf(path.getFileName());
        if (plain.chars().allMatch(c -> c < 0x80)) {
            return plain;
        }
        String raw = path.toUri().getRawPath();
        raw = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
        raw = raw.substring(raw.lastIndexOf('/') + 1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return NameBytes.decode(bytes.toByteArray());
    }

    /** The host path of a name. */
    static Path resolve(Path root, String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return root.resolve(name);
        }
        byte[] bytes = NameBytes.encode(name).orElse(new byte[0]);
        StringBuilder uri = new StringBuilder(root.toUri().toString());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        for (byte b : bytes) {
            boolean plain = b == '/' || b == '-' || b == '_' || (b > 0 && Character.isLetterOrDigit(b));
            uri.append(
                    plain
                            ? String.valueOf((char) b)
                            : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return Path.of(URI.create(uri.toString()));
    }
}
