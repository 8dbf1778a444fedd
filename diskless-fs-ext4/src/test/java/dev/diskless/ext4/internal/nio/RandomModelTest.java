package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layer over a volume in memory does what a host does. */
class RandomModelTest {

    @TempDir
    Path host;

    private final ModelVolume volume = new ModelVolume();

    @BeforeEach
    void hostIsFit() throws IOException {
        Assumptions.assumeTrue(RandomOperations.isFit(host), "a host where files can be given away");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void operationsHaveTheOutcomeOfTheHost(long seed) throws IOException {
        try (Ext4FileSystem fileSystem = Ext4FileSystemProvider.over(volume, null)) {
            Path subject = Files.createDirectory(fileSystem.getPath("/subject"));
            RandomOperations operations = RandomOperations.of(host, subject, seed);
            operations.run(3000);
            assertTrue(operations.counts().get(0) > 1000);
            Twins.removeTree(subject);
            assertEquals(1, volume.inodes());
        }
    }

    @Test
    void fullFileSystemStaysWhatItWas() throws IOException {
        volume.capacity = 1500;
        try (Ext4FileSystem fileSystem = Ext4FileSystemProvider.over(volume, null)) {
            Path subject = Files.createDirectory(fileSystem.getPath("/subject"));
            RandomOperations operations = RandomOperations.withLittleRoom(host, subject, 4);
            operations.run(3000);
            assertTrue(operations.counts().get(2) > 20);
        }
    }
}
