package dev.diskless.examples.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShuffledFileSystemTest {

    @TempDir
    Path folder;

    @Test
    void listingsOfTwoSeedsHoldTheSameInAnotherOrder() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.createFile(folder.resolve("f" + i));
        }
        List<String> one = names(1);
        List<String> two = names(2);
        assertNotEquals(one, two);
        assertEquals(one.stream().sorted().toList(), two.stream().sorted().toList());
    }

    private List<String> names(long seed) throws IOException {
        try (Stream<Path> files = Files.list(ShuffledFileSystem.view(folder, seed))) {
            return files.map(Path::toString).toList();
        }
    }
}
