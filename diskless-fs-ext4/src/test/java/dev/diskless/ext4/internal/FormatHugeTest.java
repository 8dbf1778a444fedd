package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * File systems that no 32-bit number counts the blocks of, or whose descriptors would fill a group. Compared is all that
 * dumpe2fs says. Takes minutes; runs with {@code -Ddiskless.excluded.tests=none} only.
 */
@Tag("campaign")
class FormatHugeTest {

    private static final long TEBI = 1L << 40;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "'-E nodiscard,hash_seed=ours', 17",
        "'-O ^has_journal -E nodiscard,hash_seed=ours', 20",
        "'-O ^resize_inode,meta_bg -E nodiscard,hash_seed=ours', 20",
        "'-b 1024 -i 1048576 -E nodiscard,hash_seed=ours', 3"
    })
    void hugeFileSystemIsThatOfMkfs(String options, long tebibytes) throws IOException {
        FormatCase kind = new FormatCase(options, tebibytes * TEBI);
        Path theirs = folder.resolve("theirs.img");
        Path ours = folder.resolve("ours.img");
        assumeTrue(holds(theirs, kind.size()), "the host has no files of that size");
        Mkfs.make(theirs, kind.size(), kind.words()).succeeded();
        String expected = Mkfs.dump(theirs);
        Files.delete(theirs);
        try (ImageFile device = ImageFile.create(ours, kind.size())) {
            Volumes.format(device, kind.request()).close();
        }
        assertEquals(expected, Mkfs.dump(ours));
        RealTool.Outcome outcome = RealTool.named("dumpe2fs").run("-h", ours);
        assertTrue(outcome.out().contains("64bit"));
    }

    private static boolean holds(Path file, long size) throws IOException {
        try (RandomAccessFile probe = new RandomAccessFile(file.toFile(), "rw")) {
            probe.setLength(size);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
