package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.OverlayReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootSourceTest {

    @TempDir
    Path folder;

    private interface Change {
        void to(Path file) throws IOException;
    }

    private FaultCode codeAfter(Change change) throws IOException {
        Path root = Files.createTempDirectory(folder, "root");
        Path file = Files.writeString(root.resolve("file"), "content");
        try (OverlayReader reader = EntrySource.root(root).open()) {
            assertEquals("file", reader.next().orElseThrow().name());
            Files.delete(file);
            change.to(file);
            return assertThrows(DisklessException.class, () -> reader.content().readAllBytes())
                    .code();
        }
    }

    @Test
    void whatChangedSinceItWasLookedAtIsAFault() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "secret!");
        assertEquals(FaultCode.CONFLICT, codeAfter(file -> {}));
        assertEquals(FaultCode.CONFLICT, codeAfter(file -> Files.writeString(file, "longer than before")));
        assertEquals(FaultCode.IO, codeAfter(file -> Files.createSymbolicLink(file, outside)));
        assertEquals(FaultCode.IO, codeAfter(Files::createDirectory));
    }
}
