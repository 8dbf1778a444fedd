package dev.diskless.ext4.internal.check;

import static dev.diskless.ext4.internal.disk.LittleEndian.put16;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of unused inodes in a descriptor, the high half of which makes it negative. */
class UnusedInodesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, 0x8000", "0xFFFF, 0xFFFF", "0xFFFF, 0", "0, 1"})
    void impossibleNumberOfUnusedInodesIsFound(String low, String high) throws IOException {
        Path image = BaseImage.make(folder, "image", 4 << 20, "-t ext4 -b 1024 -O ^has_journal,64bit");
        try (Wound wound = new Wound(image)) {
            wound.group(0, bytes -> {
                put16(bytes, 0x1C, Integer.decode(low));
                put16(bytes, 0x32, Integer.decode(high));
            });
        }
        assertTrue(
                Judge.ours(image).findings().stream().anyMatch(f -> f.code().equals(Problem.DESCRIPTOR_FLAGS.code())));
    }
}
