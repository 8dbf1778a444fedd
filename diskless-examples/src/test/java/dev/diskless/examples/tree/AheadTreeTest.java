package dev.diskless.examples.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CancelledException;
import dev.diskless.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadTreeTest {

    @TempDir
    Path top;

    @BeforeEach
    void makeTree() throws IOException {
        for (int d = 0; d < 5; d++) {
            Path directory = Files.createDirectory(top.resolve("d" + d));
            for (int f = 0; f < 60; f++) {
                byte[] bytes = new byte[f * 37];
                Arrays.fill(bytes, (byte) f);
                Files.write(directory.resolve("f" + f), bytes);
            }
            Files.createLink(directory.resolve("other"), directory.resolve("f9"));
            Files.createSymbolicLink(directory.resolve("symbolic"), Path.of("f9"));
        }
        Files.write(top.resolve("large"), new byte[1 << 20]);
    }

    /** Notes what it is given. */
    private static class Notes implements TreeSink {

        final List<String> lines = new ArrayList<>();

        @Override
        public void add(TreeEntry entry, Content content) throws IOException {
            int hash = 0;
            if (entry.type() == TreeEntry.REGULAR && entry.sameAs() == null) {
                try (InputStream bytes = Channels.newInputStream(content.open())) {
                    hash = Arrays.hashCode(bytes.readAllBytes());
                }
            }
            lines.add(entry.path() + " " + entry.mode() + " " + entry.size() + " " + entry.sameAs() + " "
                    + entry.linkTarget() + " " + hash);
        }

        @Override
        public void leave(TreeEntry directory) {
            lines.add("leave " + directory.path());
        }
    }

    private static Notes walk(TreeSource tree) throws IOException {
        Notes notes = new Notes();
        tree.walk(notes, Progress.silent());
        return notes;
    }

    private PathTree paths() {
        return new PathTree(top, new Losses());
    }

    @Test
    void sinkSeesTheSame() throws IOException {
        List<String> lines = walk(paths()).lines;
        assertEquals(5 * 63 + 2 + 6, lines.size());
        assertEquals(lines, walk(new AheadTree(paths())).lines);
    }

    @Test
    void failureComesWhereItWouldCome() throws IOException {
        Path lost = top.resolve("nowhere");
        assertThrows(NoSuchFileException.class, () -> walk(new AheadTree(new PathTree(lost, new Losses()))));
    }

    @Test
    void fileThatGrewIsReadWhole() throws IOException {
        Handover<List<AheadReader.Step>> handover = new Handover<>();
        AheadReader reader = new AheadReader(handover);
        TreeEntry seen = new TreeEntry(
                "f", TreeEntry.REGULAR | 0644, 0, 0, 0, 3, FileTime.fromMillis(0), null, null, new TreeMap<>());
        byte[] now = new byte[100_000];
        reader.add(seen, () -> Channels.newChannel(new ByteArrayInputStream(now)));
        reader.read(new PathTree(top.resolve("large"), new Losses()));
        Notes notes = new Notes();
        for (AheadReader.Step step : Objects.requireNonNull(handover.take())) {
            step.on(notes, Progress.silent());
        }
        assertTrue(notes.lines.get(0).endsWith(" " + Arrays.hashCode(now)), notes.lines.get(0));
    }

    @Test
    void failureOfTheSinkEndsTheReading() {
        IOException failure = new IOException("full");
        TreeSink full = new Notes() {
            @Override
            public void add(TreeEntry entry, Content content) throws IOException {
                super.add(entry, content);
                if (lines.size() == 7) {
                    throw failure;
                }
            }
        };
        IOException thrown =
                assertThrows(IOException.class, () -> new AheadTree(paths()).walk(full, Progress.silent()));
        assertSame(failure, thrown);
    }

    @Test
    void cancellingEndsIt() throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        Notes notes = new Notes() {
            @Override
            public void add(TreeEntry entry, Content content) throws IOException {
                super.add(entry, content);
                cancelled.set(true);
            }
        };
        try (Progress progress = Progress.root("work", 0, event -> {}, cancelled::get)) {
            assertThrows(CancelledException.class, () -> new AheadTree(paths()).walk(notes, progress));
        }
        assertEquals(1, notes.lines.size());
        assertTrue(notes.lines.get(0).startsWith(" "), notes.lines.get(0));
    }
}
