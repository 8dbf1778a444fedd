package dev.diskless.overlay;

import dev.diskless.medium.HostNames;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A directory of the host that is to be put into an overlay. */
final class SourceTree {

    private static final int DEPTH = 1000;

    private SourceTree() {}

    static void put(OverlayTree tree, String path, Path source) throws IOException {
        put(tree, path, source, 0);
    }

    private static void put(OverlayTree tree, String path, Path source, int depth) throws IOException {
        if (depth > DEPTH) {
            throw OverlayPath.refused("directories more than " + DEPTH + " deep", path);
        }
        tree.directory(path, UnixFacts.following(source).permissions());
        for (Path child : children(source)) {
            String name = path + "/" + HostNames.last(child);
            BasicFileAttributes attributes =
                    Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                put(tree, name, child, depth + 1);
            } else if (attributes.isSymbolicLink()) {
                tree.symlink(name, HostNames.text(Files.readSymbolicLink(child)));
            } else {
                tree.file(name, child);
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }
}
