package dev.diskless.ext4.internal.nio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes of the real mkfs.ext4 do what a host does, stay that when they are opened again, and please e2fsck. */
class RandomExt4Test {

    private static final int STEPS = 1500;
    private static final long ROOM = 1 << 20;

    @TempDir
    Path host;

    private Path reference;

    @BeforeEach
    void hostIsFit() throws IOException {
        reference = Files.createDirectory(host.resolve("reference"));
        Assumptions.assumeTrue(RandomOperations.isFit(reference), "a host where files can be given away");
    }

    @ParameterizedTest
    @CsvSource({
        "1, -b 1024",
        "2, -b 4096",
        "3, -b 1024 -O ^has_journal",
        "4, -b 2048 -O ^metadata_csum -O ^64bit",
        "5, -b 1024 -I 128 -O ^dir_index",
        "6, -b 1024 -O ^metadata_csum -O uninit_bg"
    })
    void operationsHaveTheOutcomeOfTheHost(long seed, String options) throws IOException {
        try (WritableImage image = WritableImage.make(host.resolve("image"), 256 << 20, options.split(" "))) {
            operations(image, seed, options).run(STEPS);
            assertReopened(image);
            operations(image, -seed, options).run(STEPS / 3);
            Twins.removeTree(image.root());
        }
    }

    private RandomOperations operations(WritableImage image, long seed, String options) throws IOException {
        RandomOperations operations = RandomOperations.of(reference, image.root(), seed);
        return options.contains("-I 128") ? operations.inWholeSeconds() : operations;
    }

    @ParameterizedTest
    @CsvSource({"11, -b 1024 -O ^has_journal", "12, -b 1024", "13, -b 4096", "14, -b 1024 -N 300"})
    void fullVolumeStaysWhatItWas(long seed, String options) throws IOException {
        try (WritableImage image = WritableImage.make(host.resolve("image"), 16 << 20, options.split(" "))) {
            image.leaveRoom(ROOM);
            RandomOperations operations = RandomOperations.withLittleRoom(reference, image.root(), seed);
            operations.run(STEPS);
            assertTrue(operations.counts().get(2) > 0);
            assertReopened(image);
            Twins.removeTree(image.root());
        }
    }

    private void assertReopened(WritableImage image) throws IOException {
        image.reopen();
        Twins.compareTrees(reference, image.root());
    }
}
