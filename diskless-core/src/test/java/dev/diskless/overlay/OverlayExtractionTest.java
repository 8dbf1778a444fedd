package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.EntryType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayExtractionTest {

    private final EntrySource source = new Trees()
            .directory("etc")
            .file("etc/a", "old")
            .file("etc/a", 04750, Trees.TIME, "the last")
            .hardLink("etc/b", "etc/a")
            .link("etc/l", "../../../outside")
            .source();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"etc/a", "/etc/a", "./etc//a", "etc/b"})
    void aFileIsFoundByItsNameAndThroughHardLinks(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OverlayExtraction found = OverlayExtraction.find(source, name);
        found.writeTo(out);
        assertEquals("the last", out.toString(StandardCharsets.UTF_8));
        assertEquals(EntryType.FILE, found.entry().type());
    }

    @Test
    void aLinkIsToldAndNotFollowed() throws IOException {
        OverlayExtraction link = OverlayExtraction.find(source, "etc/l");
        assertEquals("../../../outside", link.entry().linkTarget());
        DisklessException refused =
                assertThrows(DisklessException.class, () -> link.writeTo(directory.resolve("x"), false));
        assertEquals("a symlink to ../../../outside", refused.detail().found());
        assertEquals(List.of(), left());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "etc/../etc/a", "..", "a\0b"})
    void aNameThatIsNoPathFromTheRootIsRefused(String name) {
        DisklessException refused = assertThrows(DisklessException.class, () -> OverlayExtraction.find(source, name));
        assertEquals(FaultCode.INVALID_REQUEST, refused.code());
    }

    @Test
    void whatIsNotThereIsToldSo() {
        DisklessException absent =
                assertThrows(DisklessException.class, () -> OverlayExtraction.find(source, "etc/none"));
        assertEquals(FaultCode.NOT_FOUND, absent.code());
    }

    @Test
    void aFileOfTheHostGetsPermissionsButNoSetUserBit() throws IOException {
        Path target = directory.resolve("a");
        OverlayExtraction.find(source, "etc/a").writeTo(target, false);
        assertEquals("the last", Files.readString(target));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
        assertEquals(0750, (Integer) Files.getAttribute(target, "unix:mode") & 07777);
        assertEquals(List.of("a"), left());
    }

    @Test
    void whatIsThereStays() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        Path outside = Files.writeString(directory.resolve("outside"), "mine");
        Path link = Files.createSymbolicLink(directory.resolve("link"), outside);
        OverlayExtraction found = OverlayExtraction.find(source, "etc/a");
        assertEquals(
                FaultCode.EXISTS,
                assertThrows(DisklessException.class, () -> found.writeTo(file, false))
                        .code());
        assertEquals(
                FaultCode.EXISTS,
                assertThrows(DisklessException.class, () -> found.writeTo(link, true))
                        .code());
        assertEquals("mine", Files.readString(file));
        assertEquals("mine", Files.readString(outside));
        found.writeTo(file, true);
        assertEquals("the last", Files.readString(file));
        assertEquals(List.of("file", "link", "outside"), left());
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        Path archive = directory.resolve("x.apkovl.tar.gz");
        new RandomEntries(3, 200, 90).write(new ApkovlFormat(), archive);
        EntrySource file = EntrySource.overlay(archive, new ApkovlFormat());
        String name = new RandomEntries(3, 200, 90)
                .entries().stream()
                        .filter(entry -> entry.size() > 0)
                        .reduce((first, second) -> second)
                        .orElseThrow()
                        .name();
        OverlayExtraction found = OverlayExtraction.find(file, name);
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, bytes.length / 50));
        assertThrows(DisklessException.class, () -> found.writeTo(directory.resolve("out"), false));
        assertTrue(left().stream().noneMatch(left -> left.startsWith(".") || left.equals("out")));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
