package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.OverlayMerge.Resolution;
import dev.diskless.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverlayMergeTest {

    private static final int ROUNDS = 200;

    private final Trees base = new Trees();
    private final Trees ours = new Trees();
    private final Trees theirs = new Trees();

    @Test
    void whatOneSideChangedIsTaken() throws IOException {
        base.file("etc/a", "a").file("etc/b", "b").file("etc/c", "c").file("etc/d", "d");
        ours.file("etc/a", "A").file("etc/b", "b").file("etc/d", "d").file("etc/x", "x");
        theirs.file("etc/a", "a").file("etc/b", "B").file("etc/c", "c").file("etc/y", "y");
        MergedOverlay merged = merge(Resolution.REFUSE);
        assertEquals(List.of(), merged.conflicts());
        assertEquals(Map.of("etc/a", "A", "etc/b", "B", "etc/x", "x", "etc/y", "y"), Trees.texts(merged.entries()));
    }

    @Test
    void aspectsOfOneFileAreMergedEachForItself() throws IOException {
        base.file("etc/a", 0644, Trees.TIME, "1\n2\n3\n4\n5\n");
        ours.file("etc/a", 0600, Trees.TIME.plusSeconds(5), "one\n2\n3\n4\n5\n");
        theirs.add(
                new OverlayEntry("etc/a", EntryType.FILE, 0644, 0, 33, Trees.TIME.plusSeconds(9), 13, "", 0, 0),
                "1\n2\n3\n4\nfive\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        MergedOverlay merged = merge(Resolution.REFUSE);
        assertEquals(List.of(), merged.conflicts());
        assertEquals(Map.of("etc/a", "one\n2\n3\n4\nfive\n"), Trees.texts(merged.entries()));
        OverlayEntry entry = EntryTable.facts(
                        merged.entries(), EntryBudget.ofEntries(EntryBudget.COMPARED), Progress.silent())
                .entries()
                .get(0)
                .entry();
        assertEquals(0600, entry.mode());
        assertEquals(33, entry.gid());
        assertEquals(Trees.TIME.plusSeconds(9), entry.modified());
    }

    @Test
    void everyConflictIsALine() throws IOException {
        base.file("etc/binary", "\0a")
                .file("etc/gone", "x")
                .link("etc/link", "a")
                .file("etc/mode", 0644, Trees.TIME, "x")
                .file("etc/text", "a\n")
                .file("etc/type", "x")
                .file("etc/apk/world", "nano\n");
        ours.file("etc/binary", "\0b")
                .link("etc/link", "b")
                .file("etc/mode", 0600, Trees.TIME, "x")
                .file("etc/text", "b\n")
                .link("etc/type", "x")
                .file("etc/added", "1")
                .file("etc/tree", "x")
                .file("etc/apk/world", "nano=1\nchrony\n");
        theirs.file("etc/binary", "\0c")
                .file("etc/gone", "changed")
                .link("etc/link", "c")
                .file("etc/mode", 0640, Trees.TIME, "x")
                .file("etc/text", "c\n")
                .file("etc/type", "changed")
                .file("etc/added", "2")
                .file("etc/tree/below", "x")
                .file("etc/apk/world", "nano=2\nopenssh\n");
        MergedOverlay merged = merge(Resolution.REFUSE);
        assertEquals("""
            conflict: etc/added: content: changed on both sides
            conflict: etc/apk/world: package: other constraints on one package
            conflict: etc/binary: content: changed on both sides
            conflict: etc/gone: removed: removed on one side and changed on the other
            conflict: etc/link: target: another target on both sides
            conflict: etc/mode: mode: another mode on both sides
            conflict: etc/text: content: changed on both sides
            conflict: etc/tree: structure: no directory on one side and entries below it on the other
            conflict: etc/type: type: another type on both sides, or changed and of another type
            """, merged.toString());
        assertFalse(merged.isWhole());
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, merged::entries).code());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThrows(DisklessException.class, () -> merged.writeTo(new ApkovlFormat(), out, Progress.silent()));
        assertEquals(0, out.size());
        assertAlike(ours.source(), merge(Resolution.OURS), "etc/apk/world");
        assertAlike(theirs.source(), merge(Resolution.THEIRS), "etc/apk/world");
        Map<String, String> marked = Trees.texts(merge(Resolution.MARKERS).entries());
        assertEquals("<<<<<<< ours\nb\n||||||| base\na\n=======\nc\n>>>>>>> theirs\n", marked.get("etc/text"));
        assertEquals("chrony\nnano=1\nopenssh\n", marked.get("etc/apk/world"));
    }

    @Test
    void worldsAreMergedAsSets() throws IOException {
        base.file("etc/apk/world", "alpine-base\nnano\nvim\n");
        ours.file("etc/apk/world", "alpine-base\nchrony\nvim\n");
        theirs.file("etc/apk/world", "alpine-base\nnano\nopenssh\nvim>1\n");
        MergedOverlay merged = merge(Resolution.REFUSE);
        assertEquals(List.of(), merged.conflicts());
        assertEquals(
                "alpine-base\nchrony\nopenssh\nvim>1\n",
                Trees.texts(merged.entries()).get("etc/apk/world"));
    }

    @Test
    void hardLinksOfTheSideTheyComeFromStaySo() throws IOException {
        base.file("etc/a", "x").file("etc/b", "y");
        ours.file("etc/a", "x").hardLink("etc/b", "etc/a");
        theirs.file("etc/a", "x").file("etc/b", "y").file("etc/c", "z");
        MergedOverlay merged = merge(Resolution.REFUSE);
        assertEquals(List.of(), merged.conflicts());
        assertTrue(Trees.facts(merged.entries()).get("etc/b").contains("HARD_LINK"));
    }

    @Test
    void lawsOfMergingHold() throws IOException {
        int clean = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            MutableTree tree = MutableTree.of(random, true);
            EntrySource b = tree.source();
            EntrySource x = tree.changed(random, 1 + random.nextInt(8)).source();
            EntrySource y = tree.changed(random, 1 + random.nextInt(8)).source();
            assertAlike(x, OverlayMerge.of(b, x, x).merge(), "");
            assertAlike(x, OverlayMerge.of(b, x, b).merge(), "");
            assertAlike(x, OverlayMerge.of(b, b, x).merge(), "");
            MergedOverlay there = OverlayMerge.of(b, x, y).merge();
            MergedOverlay back = OverlayMerge.of(b, y, x).merge();
            assertEquals(
                    there.conflicts().stream().map(MergeConflict::toString).toList(),
                    back.conflicts().stream().map(MergeConflict::toString).toList());
            if (there.isWhole()) {
                clean++;
                assertAlike(there.entries(), back, "");
            }
            MergedOverlay mine =
                    OverlayMerge.of(b, x, y).resolving(Resolution.OURS).merge();
            MergedOverlay yours =
                    OverlayMerge.of(b, y, x).resolving(Resolution.THEIRS).merge();
            assertAlike(mine.entries(), yours, "");
            mine.writeTo(new ApkovlFormat(), new ByteArrayOutputStream(), Progress.silent());
        }
        assertTrue(clean > ROUNDS / 10 && clean < ROUNDS, clean + " of " + ROUNDS + " merges were clean");
    }

    private MergedOverlay merge(Resolution resolution) throws IOException {
        return OverlayMerge.of(base.source(), ours.source(), theirs.source())
                .resolving(resolution)
                .merge();
    }

    private static void assertAlike(EntrySource expected, MergedOverlay merged, String except) throws IOException {
        assertEquals(
                List.of(),
                OverlayComparison.between(expected, merged.entries()).differences().stream()
                        .filter(difference -> !difference.path().equals(except))
                        .toList());
    }
}
