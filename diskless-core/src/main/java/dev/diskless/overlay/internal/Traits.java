package dev.diskless.overlay.internal;

import dev.diskless.medium.EntryType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the names in an archive look like, where that matters to the boot and entries do not show it. */
public final class Traits {

    boolean trailingBytes;
    private boolean dotNames;
    private @Nullable Integer rootMode;
    private @Nullable String slashless;
    private @Nullable String sparse;

    Traits() {}

    void see(byte[] raw, String name, EntryType type, int mode) {
        dotNames |= raw.length > 1 && raw[0] == '.' && raw[1] == '/';
        if (name.isEmpty() && type == EntryType.DIRECTORY) {
            rootMode = mode;
        }
        boolean slash = type == EntryType.DIRECTORY;
        for (byte b : raw) {
            slash |= b == '/';
        }
        if (!slash && slashless == null) {
            slashless = name;
        }
    }

    void seeSparse(String name) {
        if (sparse == null) {
            sparse = name;
        }
    }

    /** The first file that is stored as a sparse one, where the boot stops. */
    public Optional<String> sparseName() {
        return Optional.ofNullable(sparse);
    }

    /** Whether names begin with {@code ./}, which keeps apk from seeing them as the overlay's. */
    public boolean hasDotNames() {
        return dotNames;
    }

    /** The mode that the archive gives the root directory itself. */
    public Optional<Integer> rootMode() {
        return Optional.ofNullable(rootMode);
    }

    /** The first name without a slash; apk ignores all names from there on. */
    public Optional<String> slashlessName() {
        return Optional.ofNullable(slashless);
    }

    /** Whether bytes that are no gzip member follow; known at the end. */
    public boolean hasTrailingBytes() {
        return trailingBytes;
    }
}
