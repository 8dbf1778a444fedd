package dev.diskless.overlay;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names of entries in a root directory. */
final class RootNames {

    private static final Set<String> VOLATILE = Set.of("dev", "proc", "sys", "run");
    private static final int MAX_DEPTH = 1000;

    private RootNames() {}

    /** Everything below a root, a directory before what is in it, by bytes. */
    static List<String> below(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        list(root, "", names, EntryBudget.ofNames(), 0);
        names.sort(NameOrder.INSTANCE);
        return names;
    }

    /** The names of an overlay, each once. */
    static List<String> of(EntrySource overlay) throws IOException {
        EntryBudget budget = EntryBudget.ofNames();
        Set<String> names = new LinkedHashSet<>();
        try (OverlayReader reader = overlay.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (names.add(next.get().name())) {
                    budget.take(next.get().name(), overlay);
                }
            }
        }
        return List.copyOf(names);
    }

    private static void list(Path directory, String prefix, List<String> names, EntryBudget budget, int depth)
            throws IOException {
        if (depth > MAX_DEPTH || names.size() > ApkovlFormat.MAX_ENTRIES) {
            throw new LimitExceededException(
                    LimitExceededException.detail("the root has too many entries or is too deep")
                            .at(directory)
                            .expected("at most " + ApkovlFormat.MAX_ENTRIES + " entries"));
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = prefix + HostNames.last(child);
                budget.take(name, directory);
                names.add(name);
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) && !VOLATILE.contains(name)) {
                    list(child, name + "/", names, budget, depth + 1);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
