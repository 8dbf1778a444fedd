package dev.diskless.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path directory;

    @Test
    void appearsOnlyWhenPublished() throws IOException {
        Path target = directory.resolve("out.img");
        try (OutputFile output = OutputFile.prepare(target, false)) {
            Files.writeString(output.file(), "whole");
            assertFalse(Files.exists(target));
            output.publish();
        }
        assertEquals("whole", Files.readString(target));
        assertEquals(List.of("out.img"), names());
    }

    @Test
    void leavesNothingWhenNotPublished() throws IOException {
        try (OutputFile output = OutputFile.prepare(directory.resolve("out.img"), false)) {
            Files.writeString(output.file(), "half");
        }
        assertEquals(List.of(), names());
    }

    @Test
    void refusesWhatIsThere() throws IOException {
        Path target = Files.writeString(directory.resolve("out.img"), "old");
        DisklessException fault = assertThrows(DisklessException.class, () -> OutputFile.prepare(target, false));
        assertEquals(FaultCode.EXISTS, fault.code());
        assertEquals(List.of("out.img"), names());
    }

    @Test
    void refusesWhatCameMeanwhile() throws IOException {
        Path target = directory.resolve("out.img");
        try (OutputFile output = OutputFile.prepare(target, false)) {
            Files.writeString(output.file(), "new");
            Files.writeString(target, "somebody else's");
            DisklessException fault = assertThrows(DisklessException.class, output::publish);
            assertEquals(FaultCode.EXISTS, fault.code());
        }
        assertEquals("somebody else's", Files.readString(target));
        assertEquals(List.of("out.img"), names());
    }

    @Test
    void replacesWhenAskedAndNotBefore() throws IOException {
        Path target = Files.writeString(directory.resolve("out.img"), "old");
        try (OutputFile output = OutputFile.prepare(target, true)) {
            Files.writeString(output.file(), "new");
            assertEquals("old", Files.readString(target));
            output.publish();
        }
        assertEquals("new", Files.readString(target));
    }

    @Test
    void neverReplacesWhatIsNoRegularFile() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        for (Path target : List.of(folder, link)) {
            DisklessException fault = assertThrows(DisklessException.class, () -> OutputFile.prepare(target, true));
            assertEquals(FaultCode.EXISTS, fault.code());
        }
    }

    @Test
    void namesAMissingDirectory() {
        DisklessException fault =
                assertThrows(DisklessException.class, () -> OutputFile.prepare(directory.resolve("no/out.img"), false));
        assertEquals(FaultCode.NOT_FOUND, fault.code());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
