package dev.diskless.overlay.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directories from a root down to the file that was opened last, each opened from the one above it. */
final class OpenDirectories implements Closeable {

    private record Level(Path name, SecureDirectoryStream<Path> directory) {}

    private final Path root;
    private final List<Level> levels = new ArrayList<>();
    private @Nullable SecureDirectoryStream<Path> top;
    // Where all levels together are.
    private @Nullable Path current;
    private boolean tried;

    OpenDirectories(Path root) {
        this.root = root;
    }

    /** Opens a file; null if something that is no regular file stands there. */
    @Nullable
    SeekableByteChannel open(Path file) throws IOException {
        SecureDirectoryStream<Path> directory = top();
        if (directory == null) {
            Path place = root.resolve(file);
            return isRegular(Files.getFileAttributeView(place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS))
                    ? Files.newByteChannel(place, RootReader.OPTIONS)
                    : null;
        }
        int depth = file.getNameCount() - 1;
        Path parent = file.getParent();
        if (parent != null && parent.equals(current) && !levels.isEmpty()) {
            return open(levels.get(levels.size() - 1).directory(), file.getName(depth));
        }
        current = null;
        int common = 0;
        while (common < Math.min(depth, levels.size())
                && levels.get(common).name().equals(file.getName(common))) {
            common++;
        }
        closeBelow(common);
        if (common > 0) {
            directory = levels.get(common - 1).directory();
        }
        for (int i = common; i < depth; i++) {
            Path name = file.getName(i);
            directory = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            levels.add(new Level(name, directory));
        }
        current = parent;
        return open(directory, file.getName(depth));
    }

    private static @Nullable SeekableByteChannel open(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        return isRegular(directory.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS))
                ? directory.newByteChannel(name, RootReader.OPTIONS)
                : null;
    }

    // Opening a pipe waits for somebody who writes into it. Java opens nothing without waiting (O_NONBLOCK), nor only
    // to look (O_PATH), so a pipe that takes the place of a file between this look and the opening is still waited for.
    private static boolean isRegular(BasicFileAttributeView view) throws IOException {
        return view.readAttributes().isRegularFile();
    }

    private @Nullable SecureDirectoryStream<Path> top() throws IOException {
        if (!tried) {
            DirectoryStream<Path> stream = Files.newDirectoryStream(root);
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                top = secure;
            } else {
                stream.close();
            }
            tried = true;
        }
        return top;
    }

    private void closeBelow(int depth) throws IOException {
        while (levels.size() > depth) {
            levels.remove(levels.size() - 1).directory().close();
        }
    }

    @Override
    public void close() throws IOException {
        closeBelow(0);
        if (top != null) {
            top.close();
        }
    }
}
