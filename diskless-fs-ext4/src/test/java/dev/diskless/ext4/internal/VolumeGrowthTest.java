package dev.diskless.ext4.internal;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.check.CheckVerdict;
import dev.diskless.ext4.internal.check.Checker;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file system that grew must be whole for e2fsck, and for dumpe2fs what the real resize2fs makes of it. */
class VolumeGrowthTest {

    private static final long MEBI = 1 << 20;
    private static final byte[] CONTENT = Sample.noise(2 << 20, 77);

    @TempDir
    Path folder;

    private Path made(String options, long mebibytes) throws IOException {
        Path image = folder.resolve("image");
        FormatCase kind = new FormatCase(options, mebibytes * MEBI);
        try (ImageFile device = ImageFile.create(image, kind.size())) {
            Volume volume = Volumes.format(device, kind.request());
            for (int i = 0; i < 5; i++) {
                long directory = Sample.directory(volume, Volume.ROOT, "d" + i);
                Sample.file(volume, directory, "f", CONTENT);
            }
            volume.close();
        }
        return image;
    }

    private static void enlarge(Path image, long mebibytes) throws IOException {
        try (FileChannel channel = FileChannel.open(image, WRITE)) {
            channel.write(ByteBuffer.allocate(1), mebibytes * MEBI - 1);
        }
    }

    private static boolean grow(Path image) throws IOException {
        try (ImageFile device = ImageFile.open(image)) {
            return Volumes.grow(device);
        }
    }

    private static void assertWhole(Path image) throws IOException {
        Fsck.assertClean(image);
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            Volume volume = Volumes.open(device);
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(CONTENT, Sample.content(volume, Sample.resolve(volume, "d" + i + "/f")));
            }
            assertEquals(
                    CheckVerdict.CLEAN, Checker.check(device, Progress.silent()).verdict());
        }
    }

    /** The numbers of the volume, without times and sums. */
    private static String numbers(Path image) {
        return RealTool.named("dumpe2fs")
                .run("-h", image)
                .succeeded()
                .out()
                .lines()
                .filter(line -> !line.matches("(Lifetime writes|Checksum|Last write time|Mount count"
                        + "|Last checked|Free blocks|Journal checksum):.*"))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -O ^has_journal,^64bit                              | 20  | 23
            -O ^has_journal,^64bit                              | 20  | 60
            -O ^has_journal,^64bit                              | 129 | 700
            -O ^has_journal,^64bit,^metadata_csum               | 20  | 150
            -O ^has_journal,^64bit,^flex_bg                     | 20  | 150
            -O ^has_journal,^64bit,^flex_bg -b 4096             | 200 | 1500
            -O ^metadata_csum,uninit_bg                         | 60  | 310
            -O ^metadata_csum,uninit_bg,^64bit,^flex_bg -b 2048 | 60  | 310
            -O ^flex_bg                                         | 40  | 400
            ''                                                  | 40  | 300
            ''                                                  | 600 | 9000
            -O ^has_journal -b 4096                             | 128 | 2000
            -O ^resize_inode,meta_bg,^has_journal -b 1024       | 100 | 900
            -O ^resize_inode,meta_bg -b 1024                    | 300 | 1300
            -O metadata_csum_seed,orphan_file -I 128            | 60  | 200
            """)
    void largerVolumeIsThatOfResize2fs(String options, long before, long after) throws IOException {
        Path ours = made(options, before);
        Path theirs = folder.resolve("theirs");
        enlarge(ours, after);
        Files.copy(ours, theirs, StandardCopyOption.REPLACE_EXISTING);
        RealTool.named("resize2fs").run("-f", theirs).succeeded();
        assertTrue(grow(ours));
        assertWhole(ours);
        assertEquals(numbers(theirs), numbers(ours));
        assertFalse(grow(ours));
    }
}
