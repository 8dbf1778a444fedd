package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.UnixFacts;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlays packed in parallel: canonical, deterministic, and what every tool reads. */
class OverlayPackerTest {

    @TempDir
    Path directory;

    private Path root;
    private Path packed;

    @BeforeEach
    void makePlaces() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        packed = directory.resolve("edge-1.apkovl.tar.gz");
    }

    @Test
    void bytesAreThoseOfTheFormatHoweverManyThreads() throws IOException {
        HostTree tree = new HostTree(root, 1, 400);
        byte[] expected = byFormat(tree.capture(HostTree.LATER));
        for (int threads : new int[] {1, 2, 3, 8}) {
            tree.pack(threads, packed);
            assertArrayEquals(expected, Files.readAllBytes(packed), threads + " threads");
        }
    }

    @Test
    void levelChangesTheSizeAndNotTheContent() throws IOException {
        HostTree tree = new HostTree(root, 2, 50);
        RootCapture capture = tree.capture(HostTree.LATER);
        long fast = OverlayPacker.of(new ApkovlFormat().level(1))
                .pack(capture, Files.newOutputStream(packed), Progress.silent())
                .bytes();
        assertEquals(fast, Files.size(packed));
        RealTool.named("gzip").run("-t", packed).succeeded();
        assertTrue(tree.pack(2, packed).bytes() < fast);
    }

    @Test
    void toolsReadOneMemberWithEverythingInIt() throws IOException {
        HostTree tree = new HostTree(root, 3, 300);
        tree.pack(3, packed);
        RealTool.Outcome gzip = RealTool.named("gzip").run("-tv", packed).succeeded();
        assertEquals(-1, gzip.err().indexOf("trailing"), gzip::err);
        byte[] plain = RealTool.named("gzip").run("-dc", packed).succeeded().stdout();
        assertArrayEquals(
                plain, RealTool.named("pigz").run("-dc", packed).succeeded().stdout());
        for (List<Object> unpacker : List.<List<Object>>of(List.of("tar", "-xzf"), List.of("busybox", "tar", "-xzf"))) {
            Path out = Files.createTempDirectory(directory, "out");
            Object[] arguments = java.util.stream.Stream.concat(
                            unpacker.stream().skip(1), java.util.stream.Stream.of(packed, "-C", out))
                    .toArray();
            RealTool.named(unpacker.get(0).toString()).run(arguments).succeeded();
            TreeFacts.assertSame(
                    TreeFacts.comparable(TreeFacts.ofDirectory(root)),
                    TreeFacts.comparable(TreeFacts.ofDirectory(out)));
        }
    }

    @Test
    void noEntriesGiveAnEmptyArchive() throws IOException {
        PackedOverlay overlay = new HostTree(root, 0, 0).pack(2, packed);
        RootCapture nothing = RootCapture.of(root, List.of(), HostTree.LATER);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                1024,
                OverlayPacker.of(new ApkovlFormat())
                        .pack(nothing, out, Progress.silent())
                        .unpackedBytes());
        Files.write(packed, out.toByteArray());
        assertEquals("", RealTool.named("tar").run("-tzf", packed).succeeded().out());
        assertEquals(1536, overlay.unpackedBytes());
    }

    @Test
    void aFileOfManyUnitsComesBackWhole() throws IOException {
        sparse("etc/big", (3L << 20) + 77);
        HostTree.names(root);
        capturedAndPacked();
        Path out = Files.createDirectory(directory.resolve("out"));
        RealTool.named("busybox").run("tar", "-xzf", packed, "-C", out).succeeded();
        assertEquals(-1, Files.mismatch(root.resolve("etc/big"), out.resolve("etc/big")));
    }

    @Test
    void namesAtTheTopLevelComeLast() throws IOException {
        Files.createDirectories(root.resolve("zz"));
        Files.writeString(root.resolve("zz/file"), "x");
        Files.writeString(root.resolve("a.txt"), "y");
        Files.createSymbolicLink(root.resolve("link"), Path.of("zz"));
        capturedAndPacked();
        assertEquals(
                "zz/\nzz/file\na.txt\nlink\n",
                RealTool.named("busybox").run("tar", "-tzf", packed).succeeded().out());
    }

    @Test
    void laterNamesOfAFileAreHardLinksAndSocketsAreLeftOut() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/b"), "content");
        Files.createLink(root.resolve("etc/c"), root.resolve("etc/b"));
        Files.createLink(root.resolve("etc/a"), root.resolve("etc/b"));
        try (java.nio.channels.ServerSocketChannel socket =
                java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            socket.bind(java.net.UnixDomainSocketAddress.of(root.resolve("etc/socket")));
            RootCapture capture = RootCapture.of(root, HostTree.names(root), HostTree.LATER);
            assertEquals(List.of("etc/socket"), capture.omitted());
            List<OverlayEntry> entries = capture.entries();
            assertEquals(
                    List.of("DIRECTORY etc ", "FILE etc/a ", "HARD_LINK etc/b etc/a", "HARD_LINK etc/c etc/a"),
                    entries.stream()
                            .map(entry -> entry.type() + " " + entry.name() + " " + entry.linkTarget())
                            .toList());
        }
    }

    @Test
    void aFileThatGrewOrShrankIsAConflict() throws IOException {
        for (int size : new int[] {0, 99, 101, 5_000_000}) {
            sparse("etc/a", 100);
            RootCapture capture = RootCapture.of(root, HostTree.names(root), HostTree.LATER);
            sparse("etc/a", size);
            DisklessException e = assertThrows(DisklessException.class, () -> pack(capture));
            assertEquals(FaultCode.CONFLICT, e.code());
            assertEquals(root.resolve("etc/a").toString(), e.detail().path());
        }
    }

    @Test
    void aLargeFileThatWasReplacedIsAConflict() throws IOException {
        sparse("etc/a", 3 << 20);
        RootCapture capture = RootCapture.of(root, HostTree.names(root), HostTree.LATER);
        sparse("etc/b", 3 << 20);
        Files.move(root.resolve("etc/b"), root.resolve("etc/a"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, () -> pack(capture)).code());
    }

    @Test
    void aPipeThatTookThePlaceOfAFileIsNotWaitedFor() throws IOException {
        for (int size : new int[] {100, 3 << 20}) {
            sparse("etc/a", size);
            RootCapture capture = RootCapture.of(root, HostTree.names(root), HostTree.LATER);
            Files.delete(root.resolve("etc/a"));
            RealTool.named("mkfifo").run(root.resolve("etc/a")).succeeded();
            DisklessException e = assertThrows(DisklessException.class, () -> pack(capture));
            assertEquals(FaultCode.CONFLICT, e.code());
            assertEquals(root.resolve("etc/a").toString(), e.detail().path());
            Files.delete(root.resolve("etc/a"));
        }
    }

    @Test
    void linksThatAppearOnTheWayAreNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/b"));
        Files.writeString(elsewhere.resolve("c"), "secret");
        Files.createDirectories(root.resolve("etc/a/b"));
        Files.writeString(root.resolve("etc/a/b/c"), "public");
        RootCapture capture = RootCapture.of(root, List.of("etc", "etc/a/b/c"), HostTree.LATER);
        Files.move(root.resolve("etc/a"), root.resolve("etc/away"));
        Files.createSymbolicLink(root.resolve("etc/a"), elsewhere.getParent());
        assertThrows(DisklessException.class, () -> pack(capture));
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, () -> RootCapture.of(root, List.of("etc/a/b/c"), HostTree.LATER))
                        .code());
    }

    @Test
    void aNameThatIsGoneIsAConflict() {
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, () -> RootCapture.of(root, List.of("gone"), HostTree.LATER))
                        .code());
        assertThrows(InvalidRequestException.class, () -> RootCapture.of(root, List.of("../root"), HostTree.LATER));
    }

    @Test
    void whatIsKnownIsNotAskedAgain() throws IOException {
        new HostTree(root, 6, 60);
        Map<String, UnixFacts> known = new HashMap<>();
        for (String name : HostTree.names(root)) {
            known.put(name, UnixFacts.of(root.resolve(HostNames.path(root.getFileSystem(), name))));
        }
        RootCapture asked = RootCapture.of(root, known.keySet(), HostTree.LATER);
        assertEquals(
                asked.entries(), RootCapture.of(root, known, HostTree.LATER).entries());
        assertEquals(
                asked.omitted(), RootCapture.of(root, known, HostTree.LATER).omitted());
        String file = asked.entries().stream()
                .filter(entry -> entry.type() == EntryType.FILE && entry.size() > 0)
                .findFirst()
                .orElseThrow()
                .name();
        Files.delete(root.resolve(HostNames.path(root.getFileSystem(), file)));
        RootCapture capture = RootCapture.of(root, known, HostTree.LATER);
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, () -> pack(capture)).code());
    }

    @Test
    void aKnownLinkThatIsGoneIsAConflict() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("x"));
        Map<String, UnixFacts> known = Map.of("link", UnixFacts.of(link));
        Files.delete(link);
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, () -> RootCapture.of(root, known, HostTree.LATER))
                        .code());
        Files.createFile(link);
        assertEquals(
                FaultCode.CONFLICT,
                assertThrows(DisklessException.class, () -> RootCapture.of(root, known, HostTree.LATER))
                        .code());
    }

    @Test
    void cancellingEndsTheWork() throws IOException {
        RootCapture capture = new HostTree(root, 4, 100).capture(HostTree.LATER);
        Progress cancelled = Progress.root("test", 1, ProgressListener.NONE, () -> true);
        assertThrows(
                CancelledException.class,
                () -> OverlayPacker.of(new ApkovlFormat()).pack(capture, new ByteArrayOutputStream(), cancelled));
    }

    @Test
    void aTargetThatFailsEndsTheWork() throws IOException {
        RootCapture capture = new HostTree(root, 5, 200).capture(HostTree.LATER);
        class Full extends java.io.OutputStream {
            private int left = 100_000;

            @Override
            public void write(int b) throws IOException {
                if (left-- <= 0) {
                    throw new IOException("full");
                }
            }
        }
        assertEquals(
                "full",
                assertThrows(
                                IOException.class,
                                () -> OverlayPacker.of(new ApkovlFormat()).pack(capture, new Full(), Progress.silent()))
                        .getMessage());
    }

    private void sparse(String name, long size) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            if (size > 0) {
                channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), size - 1);
            }
        }
    }

    private PackedOverlay capturedAndPacked() throws IOException {
        return pack(RootCapture.of(root, HostTree.names(root), HostTree.LATER));
    }

    private PackedOverlay pack(RootCapture capture) throws IOException {
        return OverlayPacker.of(new ApkovlFormat())
                .withThreads(2)
                .pack(capture, Files.newOutputStream(packed), Progress.silent());
    }

    private byte[] byFormat(RootCapture capture) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OverlayWriter writer = new ApkovlFormat().write(out)) {
            for (OverlayEntry entry : capture.entries()) {
                try (InputStream content = entry.type() == EntryType.FILE
                        ? Files.newInputStream(root.resolve(entry.name()))
                        : InputStream.nullInputStream()) {
                    writer.add(entry, content);
                }
            }
        }
        try (OverlayReader reader =
                new ApkovlFormat().read(new java.io.ByteArrayInputStream(out.toByteArray()), "format")) {
            int count = 0;
            for (Optional<OverlayEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                count++;
            }
            assertEquals(capture.entries().size(), count);
        }
        return out.toByteArray();
    }
}
