package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.Diskless;
import dev.diskless.ImageBuilder;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.examples.miniature.ForgedIndex;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UntrustedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build that is refused or fails tells what, where and what to do, and leaves everything as it was. */
class RefusedBuildTest {

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
        Files.writeString(bench.image(), "what was there");
    }

    @Test
    void sourceWithoutBootRepository() throws IOException {
        Files.delete(bench.source().resolve("apks/.boot_repository"));
        assertNames(bench.source(), bench.refused(FaultCode.NOT_FOUND, request()));
    }

    @Test
    void packageThatDoesNotExist() throws IOException {
        Fault fault = bench.refused(FaultCode.NOT_FOUND, request().packages("nowhere-to-be-found"));
        assertNames(bench.repository().resolve("APKINDEX.tar.gz"), fault);
    }

    @Test
    void indexWithBrokenSignature() throws IOException {
        Path index = ForgedIndex.write(bench.repository());
        Fault fault = bench.refused(FaultCode.UNTRUSTED, request());
        assertInstanceOf(UntrustedException.class, fault);
        assertNames(index, fault);
    }

    @Test
    void truncatedPackage() throws IOException {
        Path file = bench.repository().resolve("hello-1.0-r0.apk");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        Fault fault = bench.refused(FaultCode.CORRUPT, request().packages("hello"));
        assertInstanceOf(CorruptInputException.class, fault);
        assertNames(file, fault);
    }

    @Test
    void outputThatExists() throws IOException {
        ImageBuilder request = Diskless.image(bench.image()).boot(bench.source());
        assertNames(bench.image(), bench.refused(FaultCode.EXISTS, request));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {Long.MIN_VALUE, -512, 0, 511, 1 << 20, (32 << 20) + 1, (1L << 41) + 512, Long.MAX_VALUE - 511})
    void sizeThatNoTableCanHold(long size) throws IOException {
        assertNames(
                bench.image(),
                bench.refused(FaultCode.INVALID_REQUEST, request().size(size)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567",
                "\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc\u00e4\u00f6\u00fc",
                "a\nb",
                "a\0",
                "\ud800"
            })
    void labelThatNoVolumeCanHave(String label) throws IOException {
        bench.refused(FaultCode.INVALID_REQUEST, request().label(label));
    }

    @Test
    void uuidThatMeansNone() throws IOException {
        assertNames(
                bench.image(),
                bench.refused(FaultCode.INVALID_REQUEST, request().uuid(new UUID(0, 0))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59Z", "2446-05-10T22:38:56Z", "+1000000000-12-31T23:59:59Z"})
    void timeThatNoVolumeCanHold(String time) throws IOException {
        bench.refused(FaultCode.INVALID_REQUEST, request().time(Instant.parse(time)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a b", "a/b", "..", "a\n", "\u00e4"})
    void hostnameThatNoMachineCanHave(String name) throws IOException {
        bench.refused(FaultCode.INVALID_REQUEST, request().hostname(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "boot", "Usb", "a/b", "..", "a b"})
    void mediumThatCannotBeMounted(String name) throws IOException {
        bench.refused(FaultCode.INVALID_REQUEST, request().media(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/x", "etc/../../x", "", "etc/", "x", "etc//x", "dev/x", "etc/a\nb"})
    void placeInTheOverlayThatCannotBe(String path) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        bench.refused(FaultCode.INVALID_REQUEST, request().file(path, file));
    }

    @Test
    void sourcesThatAreNoFiles() throws IOException {
        Path pipe = pipe("pipe");
        for (Path file : List.of(folder, pipe, Path.of("/dev/zero"))) {
            assertNames(file, bench.refused(FaultCode.INVALID_REQUEST, request().file("etc/x", file)));
        }
    }

    @Test
    void fileThatChangesWhileTheImageIsBuilt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "a");
        ImageBuilder request = request().file("etc/x", file).progress(event -> {
            if (event.work().equals("boot files")) {
                append(file);
            }
        });
        assertNames(file, bench.refused(FaultCode.CONFLICT, request));
    }

    @Test
    void keysThatAreAPipeDoNotHang() throws IOException {
        Path pipe = pipe("pipe.rsa.pub");
        assertNames(pipe, bench.refused(FaultCode.CORRUPT, request().keys(pipe)));
    }

    @Test
    void outputAmongTheBootFiles() throws IOException {
        Path inside = bench.source().resolve("boot/stick.img");
        ImageBuilder request = Diskless.image(inside).boot(bench.source()).size(Workbench.SIZE);
        assertNames(inside, bench.refused(FaultCode.INVALID_REQUEST, request));
        assertFalse(Files.exists(inside));
    }

    @Test
    void outputBesideTheBootFilesIsNeitherCopiedNorReported() throws IOException {
        Path beside = bench.source().resolve("stick.img");
        assertEquals(
                List.of(),
                Diskless.image(beside)
                        .boot(bench.source())
                        .size(Workbench.SIZE)
                        .build()
                        .leftBehind());
    }

    @Test
    void outputWithANameThatTheHostRefuses() throws IOException {
        Path output = bench.output().resolve("x".repeat(300));
        ImageBuilder request = Diskless.image(output).boot(bench.source()).size(Workbench.SIZE);
        assertNames(output, bench.refused(FaultCode.IO, request));
    }

    @Test
    void outputWhereTheHostMakesNoFiles() throws IOException {
        Path output = Path.of("/proc/stick.img");
        assertNames(output, bench.refused(FaultCode.IO, Diskless.image(output).boot(bench.source())));
    }

    @Test
    void listenersAndEditsThatThrowLeaveNothing() throws IOException {
        List<Path> before = bench.outputs();
        assertThrows(
                IllegalStateException.class,
                () -> request()
                        .progress(event -> {
                            throw new IllegalStateException();
                        })
                        .build());
        assertThrows(
                IllegalStateException.class,
                () -> request()
                        .overlay(tree -> {
                            throw new IllegalStateException();
                        })
                        .build());
        assertEquals(before, bench.outputs());
    }

    @Test
    void passwordOfARepositoryIsInItsFileAlone() throws IOException {
        String address = "https://name:secret@repository.invalid/v1/main";
        String report = request().repository(address).build().toString();
        assertTrue(!report.contains("secret"), report);
        Fault fault = bench.refused(FaultCode.INVALID_REQUEST, request().repository(address + " x"));
        assertTrue(!fault.detail().message().contains("secret"));
    }

    private ImageBuilder request() {
        return bench.request().replace();
    }

    private Path pipe(String name) {
        Path pipe = folder.resolve(name);
        RealTool.named("mkfifo").run(pipe).succeeded();
        return pipe;
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "b", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertNames(Path file, Fault fault) {
        assertEquals(file.toString(), fault.detail().path());
        assertTrue(fault.cure().isPresent()
                || fault.detail().expected() != null
                || fault.detail().found() != null
                || fault instanceof InvalidRequestException);
    }
}
