package dev.diskless.overlay;

import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.progress.Progress;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one source as they stand after unpacking, by the bytes of their names: of several of one name the last,
 * hard links as files. About 230 bytes of memory for each, whatever the contents.
 */
final class EntryTable {

    private static final Comparator<EntryFacts> ORDER = (a, b) -> NameOrder.INSTANCE.compare(a.name(), b.name());
    private static final int MAX_LINK_CHAIN = 1000;
    private static final int MAX_DEPTH = 256;
    private static final int BUFFER = 1 << 16;

    private final List<EntryFacts> entries;
    // How often the source has a name, where that is more than once.
    private final Map<String, Integer> occurrences;
    private final EntrySource source;
    private final EntryBudget budget;

    private EntryTable(
            List<EntryFacts> entries, Map<String, Integer> occurrences, EntrySource source, EntryBudget budget) {
        this.entries = entries;
        this.occurrences = occurrences;
        this.source = source;
        this.budget = budget;
    }

    /** Reads names and facts, not contents: all contents of one size are taken for the same. */
    static EntryTable facts(EntrySource source, EntryBudget budget, Progress progress) throws IOException {
        return facts(source, null, budget, progress);
    }

    /** The same; what is as in another such table is shared with it. */
    static EntryTable facts(EntrySource source, @Nullable EntryTable like, EntryBudget budget, Progress progress)
            throws IOException {
        return read(source, null, like, budget, progress);
    }

    /** Reads everything. */
    static EntryTable contents(EntrySource source, @Nullable EntryTable like, EntryBudget budget, Progress progress)
            throws IOException {
        return read(source, sha256(), like, budget, progress);
    }

    private static EntryTable read(
            EntrySource source,
            @Nullable MessageDigest digest,
            @Nullable EntryTable like,
            EntryBudget budget,
            Progress progress)
            throws IOException {
        List<EntryFacts> all = new ArrayList<>();
        byte[] buffer = new byte[BUFFER];
        try (OverlayReader reader = source.open()) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry entry = next.get();
                EntryFacts facts = digest != null && entry.type() == EntryType.FILE
                        ? EntryFacts.of(entry, digest(reader.content(), digest, buffer, progress))
                        : EntryFacts.withoutContent(entry, false);
                EntryFacts kept = shared(facts, like);
                if (kept == facts) {
                    budget.take(entry, source);
                } else {
                    budget.takeKnown(source);
                }
                all.add(kept);
                progress.advance(1);
            }
        }
        // The sort keeps the order of entries with one name.
        all.sort(ORDER);
        Map<String, Integer> occurrences = new HashMap<>();
        int kept = 0;
        for (int i = 0; i < all.size(); i++) {
            if (i + 1 == all.size() || ORDER.compare(all.get(i), all.get(i + 1)) != 0) {
                all.set(kept++, all.get(i));
            } else {
                occurrences.merge(all.get(i).name(), 2, (before, two) -> before + 1);
            }
        }
        all.subList(kept, all.size()).clear();
        EntryTable table = new EntryTable(all, occurrences, source, budget);
        table.resolveHardLinks();
        return table;
    }

    // Two overlays that are compared are mostly alike; then what is alike is in memory once.
    private static EntryFacts shared(EntryFacts facts, @Nullable EntryTable like) {
        EntryFacts known = like == null ? null : like.find(facts.name());
        return known != null && facts.equals(known) ? known : facts;
    }

    private static byte[] digest(InputStream content, MessageDigest digest, byte[] buffer, Progress progress)
            throws IOException {
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            digest.update(buffer, 0, count);
            progress.check();
        }
        return digest.digest();
    }

    private void resolveHardLinks() throws LimitExceededException {
        for (int i = 0; i < entries.size(); i++) {
            EntryFacts facts = entries.get(i);
            if (facts.entry().type() == EntryType.HARD_LINK) {
                EntryFacts file = follow(facts);
                if (file != null) {
                    entries.set(i, file.linkedAs(facts.name()));
                }
            }
        }
    }

    // Null for one that leads nowhere; the boot stops at it, a comparison shows it as it is.
    private @Nullable EntryFacts follow(EntryFacts link) throws LimitExceededException {
        EntryFacts at = link;
        for (int i = 0; i < MAX_LINK_CHAIN; i++) {
            at = find(at.entry().linkTarget());
            if (at == null || at == link) {
                return null;
            }
            if (at.entry().type() != EntryType.HARD_LINK) {
                return at.entry().type() == EntryType.DIRECTORY ? null : at;
            }
        }
        throw new LimitExceededException(LimitExceededException.detail("a chain of hard links is too long or endless")
                .at(link.name())
                .expected("at most " + MAX_LINK_CHAIN));
    }

    /** The same with every directory that entries need and nobody wrote. */
    EntryTable withImpliedParents() throws LimitExceededException {
        Map<String, EntryFacts> implied = new HashMap<>();
        for (EntryFacts facts : entries) {
            String name = facts.name();
            for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
                String parent = name.substring(0, slash);
                if (implied.containsKey(parent) || find(parent) != null) {
                    break;
                }
                OverlayEntry directory = OverlayEntry.directory(parent, 0755, Instant.EPOCH);
                budget.take(directory, source);
                implied.put(parent, EntryFacts.withoutContent(directory, true));
            }
        }
        if (implied.isEmpty()) {
            return this;
        }
        List<EntryFacts> all = new ArrayList<>(entries);
        all.addAll(implied.values());
        all.sort(ORDER);
        return new EntryTable(all, occurrences, source, budget);
    }

    /** Refuses names of so many parts that looking at everything above each would take too long. */
    void checkDepth() throws LimitExceededException {
        for (EntryFacts facts : entries) {
            checkDepth(facts.name());
        }
    }

    static void checkDepth(String name) throws LimitExceededException {
        if (name.chars().filter(c -> c == '/').count() >= MAX_DEPTH) {
            throw new LimitExceededException(LimitExceededException.detail("an entry is too deep")
                    .at(name)
                    .expected("at most " + MAX_DEPTH + " directories"));
        }
    }

    /** The names of several tables, each once, in their order. */
    static List<String> names(List<EntryTable> tables) {
        List<String> names = new ArrayList<>();
        tables.forEach(table -> table.entries.forEach(facts -> names.add(facts.name())));
        names.sort(NameOrder.INSTANCE);
        int kept = 0;
        for (String name : names) {
            if (kept == 0 || !names.get(kept - 1).equals(name)) {
                names.set(kept++, name);
            }
        }
        names.subList(kept, names.size()).clear();
        return names;
    }

    int occurrences(String name) {
        return occurrences.getOrDefault(name, 1);
    }

    List<EntryFacts> entries() {
        return entries;
    }

    @Nullable
    EntryFacts find(String name) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = NameOrder.INSTANCE.compare(entries.get(middle).name(), name);
            if (order == 0) {
                return entries.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
