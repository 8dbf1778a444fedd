package dev.diskless.loader;

import dev.diskless.fault.UnsupportedFeatureException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up in a tree as a machine does that has the tree as its whole volume: absolute names and absolute links
 * start at its root, {@code ..} in the root is the root, and nothing outside is ever reached. Thread-safe.
 */
final class VolumeTree {

    /** Longest name that is looked up, in bytes, targets of links added. */
    static final int MAX_NAME = 1024;

    private static final int MAX_COMPONENT = 255;

    private static final int MAX_LINKS = 40;

    private final Path root;

    VolumeTree(Path root) {
        this.root = root;
    }

    /** The regular file of a name; empty if there is none. */
    Optional<Path> file(String name) throws IOException {
        Path found = find(name, new HashSet<>());
        return found != null && attributes(found).isRegularFile() ? Optional.of(found) : Optional.empty();
    }

    /** The directory of a name; empty if there is none. */
    Optional<Path> directory(String name) throws IOException {
        Path found = find(name, new HashSet<>());
        return found != null && attributes(found).isDirectory() ? Optional.of(found) : Optional.empty();
    }

    /** The names in the root that the way to a name goes through, links followed. */
    Set<String> rootNames(String name) throws IOException {
        Set<String> passed = new HashSet<>();
        find(name, passed);
        return passed;
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

    private @Nullable Path find(String name, Set<String> rootNames) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(List.of(name.split("/", -1)));
        List<Path> behind = new ArrayList<>(List.of(root));
        int links = 0;
        int length = FileNames.length(name);
        while (!ahead.isEmpty()) {
            String component = ahead.pop();
            if (component.equals("..") && behind.size() > 1) {
                behind.remove(behind.size() - 1);
            }
            if (component.isEmpty() || component.equals(".") || component.equals("..")) {
                continue;
            }
            Path directory = behind.get(behind.size() - 1);
            if (length > MAX_NAME || FileNames.length(component) > MAX_COMPONENT || component.indexOf('\0') >= 0) {
                return null;
            }
            Path path = childIfPossible(directory, component);
            BasicFileAttributes attributes = path == null ? null : attributesIfPresent(path);
            if (path == null || attributes == null || (attributes.isOther() && !ahead.isEmpty())) {
                return null;
            }
            if (behind.size() == 1) {
                rootNames.add(component);
            }
            if (attributes.isSymbolicLink()) {
                if (++links > MAX_LINKS) {
                    return null;
                }
                String target = Reading.of(path, FileNames::linkTarget);
                length += FileNames.length(target);
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

    private static @Nullable Path childIfPossible(Path directory, String name) {
        try {
            return FileNames.child(directory, name);
        } catch (UnsupportedFeatureException e) {
            return null;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Reading.of(path, at -> Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    private static @Nullable BasicFileAttributes attributesIfPresent(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (IOException e) {
            throw Reading.failure(path, e);
        }
    }
}
