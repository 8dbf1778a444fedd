package dev.diskless.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Makes the names in a directory durable, where its file system can. */
public final class DurableNames {

    private DurableNames() {}

    /**
     * Forces a directory to stable storage.
     *
     * @throws IOException if the host fails; a host that opens no directory, as Windows, is none that fails
     */
    public static void force(Path directory) throws IOException {
        FileChannel channel = open(directory);
        if (channel != null) {
            try (channel) {
                channel.force(true);
            }
        }
    }

    // A host that opens no directory must be told from a failure: its refusal comes again, while the directory itself
    // can
    // be looked at.
    private static @Nullable FileChannel open(Path directory) throws IOException {
        try {
            return FileChannel.open(directory, StandardOpenOption.READ);
        } catch (UnsupportedOperationException e) {
            return null;
        } catch (IOException e) {
            FileSystem system = directory.getFileSystem();
            if (system == FileSystems.getDefault() && system.getSeparator().equals("/")) {
                throw e;
            }
        }
        Files.readAttributes(directory, BasicFileAttributes.class);
        try {
            return FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            Files.readAttributes(directory, BasicFileAttributes.class);
            return null;
        }
    }
}
