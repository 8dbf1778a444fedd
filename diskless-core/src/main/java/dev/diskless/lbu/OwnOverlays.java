package dev.diskless.lbu;

import dev.diskless.apk.AuditedPath;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The overlays of a storage that lies in the root itself. Saved in an overlay they would make it larger with each commit,
 * twofold where several are kept, and no state would ever be clean.
 */
final class OwnOverlays {

    private static final String UNFINISHED = ".diskless-";

    private final @Nullable Path directory;

    OwnOverlays(Lbu lbu) throws IOException {
        directory = lbu.hasStorage() && lbu.storage() instanceof DirectoryStorage stored ? stored.directory() : null;
    }

    boolean contains(AuditedPath path) throws IOException {
        Path parent = path.path().getParent();
        if (directory == null || parent == null || path.isDirectory()) {
            return false;
        }
        String last = path.name().substring(path.name().lastIndexOf('/') + 1);
        if (!last.startsWith(UNFINISHED) && OverlayName.parse(last).isEmpty()) {
            return false;
        }
        try {
            return Files.isSameFile(parent, directory);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
