package dev.diskless.overlay;

import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Entries with their contents that can be read as often as needed: an overlay, a root directory, a list. What compares,
 * joins, merges and scans takes its input from here. Nothing is kept open between two readings; whoever changes the
 * source meanwhile gets a fault or a mixture, never a broken result file.
 *
 * <p>The sources made here are immutable and thread-safe; each reader is for one thread.
 */
@FunctionalInterface
public interface EntrySource {

    /**
     * Starts a reading.
     *
     * @return the entries in the order of the source; closed by the caller
     * @throws IOException if the source is not there, is damaged, or reading fails
     */
    OverlayReader open() throws IOException;

    /** Finds the content of an entry of a list. */
    @FunctionalInterface
    interface Contents {

        /**
         * Opens the content of a file.
         *
         * @param entry an entry of type {@code FILE}
         * @return its content, as long as the entry says; closed by the caller
         * @throws IOException if that fails
         */
        InputStream open(OverlayEntry entry) throws IOException;
    }

    /**
     * An overlay file.
     *
     * @param file where it is
     * @param format its format
     * @return the source
     */
    static EntrySource overlay(Path file, OverlayFormat format) {
        return new NamedSource(file.toString(), () -> format.read(new SourceInput(file), file.toString()));
    }

    /**
     * An overlay wherever it lies.
     *
     * @param bytes opens it
     * @param format its format
     * @param name names it in faults
     * @return the source
     */
    static EntrySource overlay(OverlayBytes bytes, OverlayFormat format, String name) {
        return new NamedSource(name, () -> format.read(bytes.open(), name));
    }

    /**
     * Everything below a root directory but what is below its {@code dev}, {@code proc}, {@code run} and {@code sys}, by
     * the bytes of the names. Sockets are left out. Each name of a file stands for itself, hard links are not told
     * apart. Modes, owners and devices are known where the file system has the {@code unix} view; elsewhere the mode is
     * 0644 or 0755 and the owner 0:0.
     *
     * @param root the directory
     * @return the source
     */
    static EntrySource root(Path root) {
        return new NamedSource(root.toString(), () -> new RootReader(root, RootNames.below(root)));
    }

    /**
     * Those of the given names that a root directory has. Names below a symbolic link count as absent.
     *
     * @param root the directory
     * @param names paths from the root, as entries have them; each once
     * @return the source, in the order of the names
     */
    static EntrySource root(Path root, Collection<String> names) {
        List<String> known = List.copyOf(names);
        return new NamedSource(root.toString(), () -> new RootReader(root, known));
    }

    /**
     * What a root directory has under the names of an overlay: the other side of a comparison that asks what became of
     * an overlay's entries on a machine.
     *
     * @param root the directory
     * @param overlay gives the names; read by each reading
     * @return the source
     */
    static EntrySource rootAs(Path root, EntrySource overlay) {
        return new NamedSource(root.toString(), () -> new RootReader(root, RootNames.of(overlay)));
    }

    /**
     * Entries of the caller's.
     *
     * @param entries the entries; copied
     * @param contents finds what files contain
     * @return the source
     */
    static EntrySource entries(List<OverlayEntry> entries, Contents contents) {
        List<OverlayEntry> copy = List.copyOf(entries);
        return new NamedSource(copy.size() + " entries", () -> new ListReader(copy, contents));
    }

    /**
     * No entries, such as the overlay of a machine that never committed.
     *
     * @return the source
     */
    static EntrySource none() {
        return entries(List.of(), entry -> InputStream.nullInputStream());
    }
}
