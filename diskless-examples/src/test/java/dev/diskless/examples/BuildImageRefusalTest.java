package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.examples.miniature.ForgedIndex;
import dev.diskless.examples.miniature.MiniatureMedium;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bad input ends with one line that names the file at fault, status 1, and nothing left behind. */
class BuildImageRefusalTest {

    @TempDir
    Path folder;

    private MiniatureMedium medium;
    private Path output;
    private Path image;

    @BeforeEach
    void makeMedium() throws IOException {
        medium = MiniatureMedium.create(folder.resolve("medium"));
        output = Files.createDirectory(folder.resolve("output"));
        image = output.resolve("stick.img");
    }

    @Test
    void sourceWithoutBootRepository() throws IOException {
        Files.delete(medium.root().resolve("apks/.boot_repository"));
        assertRefused(medium.root(), build());
    }

    @Test
    void sourceThatIsNotThere() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        assertRefused(nowhere, Programs.run("build-image", "--from", nowhere, "--out", image));
    }

    @Test
    void packageThatDoesNotExist() throws IOException {
        assertRefused("no-such-package", build("--add", "no-such-package"));
    }

    @Test
    void indexWithBrokenSignature() throws IOException {
        Path index = ForgedIndex.write(repository());
        assertRefused(index, build());
    }

    @Test
    void indexThatIsCutOff() throws IOException {
        Path index = repository().resolve("APKINDEX.tar.gz");
        cut(index);
        assertRefused(index, build());
    }

    @Test
    void packageThatIsCutOff() throws IOException {
        Path file = repository().resolve("hello-1.0-r0.apk");
        cut(file);
        assertRefused(file, build("--add", "hello"));
    }

    @Test
    void packageThatIsMissing() throws IOException {
        Path file = repository().resolve("hello-1.0-r0.apk");
        Files.delete(file);
        assertRefused(file, build("--add", "hello"));
    }

    @Test
    void packageWithOneFlippedBit() throws IOException {
        Path file = repository().resolve("hello-1.0-r0.apk");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 40] ^= 0x10;
        Files.write(file, bytes);
        assertRefused(file, build("--add", "hello"));
    }

    @Test
    void keysThatDoNotFit() throws IOException {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        assertRefused(keys, build("--keys", keys));
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "1M", "1049088", "1000"})
    void imageThatIsTooSmall(String size) throws IOException {
        assertRefused(image, build("--size", size));
    }

    @Test
    void outputThatExistsIsKept() throws IOException {
        byte[] old = {1, 2, 3};
        Files.write(image, old);
        Programs.Outcome outcome = build();
        assertEquals(1, outcome.status(), outcome::err);
        assertNames(image, outcome);
        assertArrayEquals(old, Files.readAllBytes(image));
        assertEquals(List.of(image), children());
    }

    @Test
    void outputThatExistsIsKeptWhenItsReplacementFails() throws IOException {
        byte[] old = {1, 2, 3};
        Files.write(image, old);
        assertEquals(1, build("--replace", "--add", "no-such-package").status());
        assertArrayEquals(old, Files.readAllBytes(image));
        assertEquals(List.of(image), children());
        build("--replace", "--size", "64M").succeeded();
        assertEquals(64 << 20, Files.size(image));
        assertEquals(List.of(image), children());
    }

    @Test
    void outputInADirectoryThatIsNotThere() throws IOException {
        Path nowhere = output.resolve("nowhere/stick.img");
        assertRefused(nowhere, Programs.run("build-image", "--from", medium.root(), "--out", nowhere));
    }

    @Test
    @Tag("kernel-mount")
    void outputOnAFullDisk() throws IOException {
        HostAbility.kernelMount();
        RealTool.named("mount")
                .run("-t", "tmpfs", "-o", "size=128k", "tmpfs", output)
                .succeeded();
        try {
            assertRefused(image, build());
        } finally {
            RealTool.named("umount").run(output).succeeded();
        }
    }

    @Test
    void fileForTheOverlayThatIsNotThere() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        assertRefused(nowhere, build("--file", "etc/x=" + nowhere));
    }

    @Test
    void hostnameThatNoMachineCanHave() throws IOException {
        assertRefused("a/b", build("--hostname", "a/b"));
    }

    @Test
    void labelThatIsTooLong() throws IOException {
        assertRefused("x".repeat(17), build("--label", "x".repeat(17)));
    }

    private Path repository() {
        return medium.root().resolve("apks").resolve(MiniatureMedium.ARCHITECTURE);
    }

    private Programs.Outcome build(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("build-image", "--from", medium.root(), "--out", image));
        arguments.addAll(Arrays.asList(more));
        return Programs.run(arguments.toArray());
    }

    private static void cut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() * 2 / 3);
        }
    }

    private void assertRefused(Object named, Programs.Outcome outcome) throws IOException {
        assertEquals(1, outcome.status(), outcome::err);
        assertNames(named, outcome);
        assertEquals(List.of(), children());
    }

    private static void assertNames(Object named, Programs.Outcome outcome) {
        assertEquals("", outcome.out());
        assertEquals(1, outcome.complaints().size(), outcome::err);
        String line = outcome.complaints().get(0);
        assertTrue(line.contains(named.toString()), line);
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.toList();
        }
    }
}
