package dev.diskless.overlay;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a comparison as a diff; the contents it needs are fetched in batches that fit into memory. */
final class DiffBatches {

    // What a name and its content cost beside their bytes.
    private static final int EACH = 256;

    private final EntrySource before;
    private final EntrySource after;
    private final OverlayComparison.Tables tables;
    private final DiffWriter writer;
    private final Progress progress;
    private final List<OverlayDifference> batch = new ArrayList<>();
    private final Set<String> leftNames = new HashSet<>();
    private final Set<String> rightNames = new HashSet<>();
    private long total;
    private long largest;

    DiffBatches(
            EntrySource before,
            EntrySource after,
            OverlayComparison.Tables tables,
            DiffWriter writer,
            Progress progress) {
        this.before = before;
        this.after = after;
        this.tables = tables;
        this.writer = writer;
        this.progress = progress;
    }

    void add(OverlayDifference difference) throws IOException {
        EntryFacts left = tables.left().find(difference.path());
        EntryFacts right = tables.right().find(difference.path());
        if (DiffWriter.needsContents(difference)) {
            long size = EACH + smallSize(left) + smallSize(right);
            if (total + size > SmallContents.mostTogether()) {
                flush();
            }
            total += size;
            if (size > largest) {
                tables.budget().takeTexts((size - largest) * SmallContents.LINES_MEMORY, after);
                largest = size;
            }
            want(left, leftNames);
            want(right, rightNames);
        }
        batch.add(difference);
    }

    private static long smallSize(@Nullable EntryFacts facts) {
        return facts == null
                ? 0
                : Math.min(SmallContents.MAX_FILE, facts.entry().size());
    }

    private static void want(@Nullable EntryFacts facts, Set<String> names) {
        if (facts != null && facts.entry().size() > 0 && facts.entry().size() <= SmallContents.MAX_FILE) {
            names.add(facts.contentName());
        }
    }

    void flush() throws IOException {
        Map<String, byte[]> left = SmallContents.fetch(before, leftNames, progress);
        Map<String, byte[]> right = SmallContents.fetch(after, rightNames, progress);
        for (OverlayDifference difference : batch) {
            progress.check();
            if (DiffWriter.needsContents(difference)) {
                writer.write(
                        difference,
                        content(tables.left().find(difference.path()), left),
                        content(tables.right().find(difference.path()), right));
            } else {
                writer.write(difference);
            }
        }
        batch.clear();
        leftNames.clear();
        rightNames.clear();
        total = 0;
    }

    private static byte @Nullable [] content(@Nullable EntryFacts facts, Map<String, byte[]> contents) {
        return facts == null || facts.entry().size() == 0 ? new byte[0] : contents.get(facts.contentName());
    }
}
