package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.Diskless;
import dev.diskless.Medium;
import dev.diskless.MediumOptions;
import dev.diskless.MediumReport;
import dev.diskless.contract.progress.StrictListener;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.Finding;
import dev.diskless.medium.PartitionTable;
import dev.diskless.medium.Severity;
import dev.diskless.medium.Trust;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is opened: what can be told is told, damage of one part hides no other, and nothing stays open. */
class OpenedMediumTest {

    private static final int START = 1 << 20;

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 4096, 8 << 20})
    void fileOfZerosIsNothingKnown(int size) throws IOException {
        assertRefused(FaultCode.NOT_FOUND, Files.write(folder.resolve("zeros"), new byte[size]));
    }

    @Test
    void textIsNothingKnown() throws IOException {
        assertRefused(FaultCode.NOT_FOUND, Files.writeString(folder.resolve("text"), "hello\n".repeat(1000)));
    }

    @Test
    void placesThatAreNoImages() throws IOException {
        assertRefused(FaultCode.INVALID_REQUEST, folder);
        assertRefused(FaultCode.NOT_FOUND, folder.resolve("nowhere"));
        assertRefused(FaultCode.NOT_FOUND, Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere")));
    }

    @Test
    void pipeDoesNotHang() {
        Path pipe = folder.resolve("pipe");
        RealTool.named("mkfifo").run(pipe).succeeded();
        assertRefused(FaultCode.INVALID_REQUEST, pipe);
    }

    @Test
    void gptIsRead() throws IOException {
        Path image = folder.resolve("gpt.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(64 << 20);
        }
        Path script = Files.writeString(folder.resolve("script"), "label: gpt\n,30M\n");
        RealTool.named("sfdisk");
        RealTool.named("sh")
                .run("-c", "PATH=$PATH:/sbin:/usr/sbin; sfdisk -q \"$1\" <\"$2\"", "sh", image, script)
                .succeeded();
        try (Medium medium = Diskless.open(image)) {
            PartitionTable table = medium.table().orElseThrow();
            assertEquals("gpt", table.scheme());
            assertEquals(30 << 20, table.partitions().get(0).length());
            assertTrue(medium.volumes().isEmpty());
        }
    }

    @Test
    void volumeWithoutTable() throws IOException {
        Path image = build();
        Path volume = folder.resolve("volume.img");
        try (FileChannel from = FileChannel.open(image);
                FileChannel to = FileChannel.open(volume, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            from.transferTo(START, from.size() - START, to.position(0));
        }
        MediumReport report = report(volume);
        assertTrue(report.table().isEmpty());
        assertEquals(0, report.volumes().get(0).partition());
        assertEquals(1, report.overlays().size());
    }

    @Test
    void imageThatWasCutOff() throws IOException {
        Path image = build();
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            channel.truncate(20 << 20);
        }
        assertCode("partition-table-damaged", report(image));
    }

    @Test
    void damagedSuperblock() throws IOException {
        Path image = build();
        damage(image, START + 1024 + 60, 800);
        assertCode("volume-damaged", report(image));
        assertTrue(report(image).table().isPresent());
    }

    @Test
    void damagedRootDirectoryIsToldOnce() throws IOException {
        Path image = build();
        damageBlockOf(image, "/", 0);
        MediumReport report = report(image);
        assertCode("volume-damaged", report);
        assertEquals(1, report.volumes().size());
        assertEquals(
                report.findings().size(),
                report.findings().stream().map(Finding::message).distinct().count());
    }

    @Test
    void damagedBootDirectoryHidesNeitherOverlayNorCache() throws IOException {
        Path image = build();
        damageBlockOf(image, "/boot", 0);
        MediumReport report = report(image);
        assertCode("boot-system-damaged", report);
        assertEquals(1, report.overlays().size());
        assertEquals(Trust.CONSISTENT, report.caches().get(0).trust());
    }

    @Test
    void damagedCacheDirectoryIsNotTakenForNone() throws IOException {
        Path image = build();
        damageBlockOf(image, "/cache", 0);
        assertCode("cache-damaged", report(image));
    }

    @Test
    void damagedOverlay() throws IOException {
        Path image = build();
        damageBlockOf(image, "/edge-1.apkovl.tar.gz", 30);
        MediumReport report = report(image);
        assertCode("overlay-damaged", report);
        assertEquals(List.of(), report.overlays());
        assertEquals(1, report.bootSystems().size());
    }

    @Test
    void damagedPackageInTheCache() throws IOException {
        Path image = build();
        damageBlockOf(image, cached(image, "hello-"), 100);
        List<Finding> findings = report(image).caches().get(0).findings();
        assertEquals(1, findings.size());
        assertEquals(Severity.ERROR, findings.get(0).severity());
    }

    @Test
    void damagedIndexInTheCacheEndsTrust() throws IOException {
        Path image = build();
        damageBlockOf(image, cached(image, "APKINDEX."), 100);
        assertEquals(Trust.UNVERIFIED, report(image).caches().get(0).trust());
    }

    @Test
    void journalledVolumeOfAnotherMaker() throws IOException {
        Path image = folder.resolve("ext4.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(64 << 20);
        }
        RealTool.named("mkfs.ext4").run("-q", "-F", "-L", "a\u001b[31mb", image).succeeded();
        String text = report(image).toString();
        assertTrue(text.contains("a\\u001b[31mb"), text);
        assertFalse(text.contains("\u001b"), text);
    }

    @Test
    void readingAccountsForItsProgress() throws IOException {
        Path image = build();
        StrictListener listener = new StrictListener();
        try (Medium medium = Diskless.open(image, MediumOptions.standard().withProgress(listener))) {
            medium.report();
        }
        listener.assertComplete();
    }

    @Test
    void openingCanBeCancelled() throws IOException {
        Path image = build();
        MediumOptions options = MediumOptions.standard().withCancellation(() -> true);
        IOException failure = assertThrows(
                IOException.class, () -> Diskless.open(image, options).close());
        Workbench.assertFault(FaultCode.CANCELLED, failure);
    }

    @Test
    void closingTwiceIsHarmlessAndLaterUseIsRefused() throws IOException {
        Medium medium = Diskless.open(build());
        medium.close();
        medium.close();
        assertThrows(ClosedFileSystemException.class, medium::report);
        assertEquals(1, medium.overlays().size());
    }

    @Test
    void manyThreadsReadOneMedium() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Medium medium = Diskless.open(build())) {
            String expected = medium.report().toString();
            List<Callable<String>> reads = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                reads.add(() -> medium.report().toString());
            }
            for (Future<String> read : threads.invokeAll(reads)) {
                assertEquals(expected, read.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Path build() throws IOException {
        return bench.request().packages("hello").replace().build().image();
    }

    private static MediumReport report(Path image) throws IOException {
        int before = openHandlesOf(image);
        try (Medium medium = Diskless.open(image)) {
            return medium.report();
        } finally {
            assertEquals(before, openHandlesOf(image));
        }
    }

    private static IOException assertRefused(FaultCode code, Path image) {
        IOException failure =
                assertThrows(IOException.class, () -> Diskless.open(image).close());
        assertEquals(
                image.toString(), Workbench.assertFault(code, failure).detail().path());
        assertEquals(0, openHandlesOf(image));
        return failure;
    }

    private static int openHandlesOf(Path image) {
        Path handles = Path.of("/proc/self/fd");
        if (!Files.isDirectory(handles)) {
            return 0;
        }
        int count = 0;
        try (Stream<Path> all = Files.list(handles)) {
            for (Path handle : all.toList()) {
                count += leadsTo(handle, image) ? 1 : 0;
            }
            return count;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean leadsTo(Path handle, Path image) {
        try {
            return Files.readSymbolicLink(handle).equals(image.toAbsolutePath());
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertCode(String code, MediumReport report) {
        assertTrue(report.findings().stream().anyMatch(f -> f.code().equals(code)), report::toString);
    }

    private static String cached(Path image, String start) throws IOException {
        try (Medium medium = Diskless.open(image);
                Stream<Path> files = Files.list(medium.volumes().get(0).root().resolve("cache"))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("/" + start))
                    .findFirst()
                    .orElseThrow();
        }
    }

    // The real tool says where the file lies, so that not our own reader decides what is damaged.
    private void damageBlockOf(Path image, String file, int offset) throws IOException {
        Path volume = folder.resolve("volume");
        try (FileChannel from = FileChannel.open(image);
                FileChannel to = FileChannel.open(
                        volume,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            from.transferTo(START, from.size() - START, to.position(0));
        }
        String blocks = RealTool.named("debugfs")
                .run("-R", "blocks " + file, volume)
                .succeeded()
                .out()
                .strip();
        int blockSize;
        try (Medium medium = Diskless.open(image)) {
            blockSize = medium.volumes().get(0).description().blockSize();
        }
        damage(image, START + Long.parseLong(blocks.split(" ")[0]) * blockSize + offset, 150);
    }

    private static void damage(Path image, long position, int length) throws IOException {
        byte[] noise = new byte[length];
        new Random(3).nextBytes(noise);
        try (ByteChannel channel =
                FileChannel.open(image, StandardOpenOption.WRITE).position(position)) {
            channel.write(java.nio.ByteBuffer.wrap(noise));
        }
    }
}
