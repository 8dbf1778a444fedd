package dev.diskless.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up in a tree as a machine does that has the tree as its whole volume: absolute names and absolute links
 * start at its root, {@code ..} in the root is the root, and nothing outside is ever reached. Thread-safe.
 */
final class VolumeTree {

    /** Longest name that is looked up, in characters, links resolved. */
    static final int MAX_NAME = 1024;

    private static final int MAX_LINKS = 40;

    private final Path root;

    VolumeTree(Path root) {
        this.root = root;
    }

    /** The regular file of a name; empty if there is none. */
    Optional<Path> file(String name) throws IOException {
        Path found = find(name);
        return found != null && attributes(found).isRegularFile() ? Optional.of(found) : Optional.empty();
    }

    /** The directory of a name; empty if there is none. */
    Optional<Path> directory(String name) throws IOException {
        Path found = find(name);
        return found != null && attributes(found).isDirectory() ? Optional.of(found) : Optional.empty();
    }

    /** A name seen from a directory, without leading slash and with {@code .} and {@code ..} resolved by name. */
    static String normal(String directory, String name) {
        Deque<String> components = new ArrayDeque<>();
        String whole = name.startsWith("/") ? name : directory + "/" + name;
        for (String component : whole.split("/", -1)) {
            if (component.equals("..")) {
                components.pollLast();
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return String.join("/", components);
    }

    private @Nullable Path find(String name) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(List.of(name.split("/", -1)));
        List<Path> behind = new ArrayList<>(List.of(root));
        int links = 0;
        int length = name.length();
        while (!ahead.isEmpty()) {
            String component = ahead.pop();
            if (component.equals("..") && behind.size() > 1) {
                behind.remove(behind.size() - 1);
            }
            if (component.isEmpty() || component.equals(".") || component.equals("..")) {
                continue;
            }
            Path directory = behind.get(behind.size() - 1);
            if (component.length() > 255 || length > MAX_NAME || component.indexOf('\0') >= 0) {
                return null;
            }
            Path path = FileNames.child(directory, component);
            BasicFileAttributes attributes = attributesIfPresent(path);
            if (attributes == null || (attributes.isOther() && !ahead.isEmpty())) {
                return null;
            }
            if (attributes.isSymbolicLink()) {
                if (++links > MAX_LINKS) {
                    return null;
                }
                String target = Files.readSymbolicLink(path).toString();
                length += target.length();
                if (target.startsWith("/")) {
                    behind.subList(1, behind.size()).clear();
                }
                List<String> components = List.of(target.split("/", -1));
                for (int i = components.size() - 1; i >= 0; i--) {
                    ahead.push(components.get(i));
                }
            } else {
                if (attributes.isRegularFile() && !ahead.isEmpty()) {
                    return null;
                }
                behind.add(path);
            }
        }
        return behind.get(behind.size() - 1);
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable BasicFileAttributes attributesIfPresent(Path path) throws IOException {
        try {
            return attributes(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }
}
