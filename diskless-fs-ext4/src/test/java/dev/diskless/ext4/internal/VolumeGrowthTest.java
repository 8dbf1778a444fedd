package dev.diskless.ext4.internal;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.check.CheckVerdict;
import dev.diskless.ext4.internal.check.Checker;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.progress.Progress;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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
        assertContent(image);
        try (ImageFile device = ImageFile.openReadOnly(image)) {
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
                .filter(line -> !line.matches(
                        "(Lifetime writes|Checksum|Last write time|Mount count" + "|Last checked|Journal checksum):.*"))
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
        copy(ours, theirs);
        RealTool.named("resize2fs").run("-f", theirs).succeeded();
        assertTrue(grow(ours));
        assertWhole(ours);
        assertEquals(numbers(theirs), numbers(ours));
        assertFalse(grow(ours));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -O ^has_journal,^64bit                              | 20  | 280
            -O ^has_journal,^64bit,^metadata_csum,^flex_bg      | 20  | 45
            -O ^has_journal,^resize_inode,meta_bg -b 1024       | 20  | 200
            """)
    void cutAfterAnyWriteLeavesAllContent(String options, long before, long after) throws IOException {
        Path whole = made(options, before);
        enlarge(whole, after);
        Path cut = folder.resolve("cut");
        long grown = 0;
        int questions = 0;
        for (int writes = 0; grown == 0; writes++) {
            copy(whole, cut);
            try (ImageFile device = ImageFile.open(cut)) {
                Volumes.grow(new CutDevice(device, writes));
                grown = writes;
            } catch (EOFException e) {
                assertTrue(writes < 1000);
            }
            assertContent(cut);
            questions += RealTool.named("e2fsck").run("-p", cut).status() > 1 ? 1 : 0;
            RealTool.Outcome outcome = RealTool.named("e2fsck").run("-fy", cut);
            assertTrue(outcome.status() <= 1, writes + " writes: " + outcome.out());
            assertWhole(cut);
        }
        assertTrue(grown > 5);
        // Between the superblock and its first copy e2fsck looks closer than it does at boot.
        assertTrue(questions <= 3, questions + " of " + grown);
    }

    @Test
    void volumeInUseIsRefused() throws IOException {
        Path image = made("-O ^has_journal,^64bit", 20);
        enlarge(image, 40);
        RealTool.named("debugfs").run("-w", "-R", "ssv state 0", image).succeeded();
        assertThrows(InvalidRequestException.class, () -> grow(image));
    }

    @Test
    void moreDescriptorsThanWereProvidedForAreRefused() throws IOException {
        Path image = made("-O ^has_journal,^64bit,^resize_inode", 20);
        enlarge(image, 300);
        assertThrows(InvalidRequestException.class, () -> grow(image));
        assertWhole(image);
    }

    @Test
    void namedBackupGroupsAreRefused() throws IOException {
        Path image = made("-O ^has_journal,^64bit,sparse_super2", 20);
        enlarge(image, 60);
        assertThrows(UnsupportedFeatureException.class, () -> grow(image));
    }

    @Test
    void fewMoreBlocksThanAGroupNeedsAreLeft() throws IOException {
        Path image = made("-O ^has_journal,^64bit -b 1024 -N 8192", 32);
        assertFalse(grow(image));
        assertWhole(image);
    }

    private static void copy(Path from, Path to) {
        RealTool.named("cp").run("--sparse=always", from, to).succeeded();
    }

    private static void assertContent(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            Volume volume = Volumes.open(device);
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(CONTENT, Sample.content(volume, Sample.resolve(volume, "d" + i + "/f")));
            }
        }
    }

    /** Fails at a write, of which only the first sector gets through. */
    private static final class CutDevice implements BlockDevice {

        private final BlockDevice device;
        private int left;

        CutDevice(BlockDevice device, int writes) {
            this.device = device;
            this.left = writes;
        }

        @Override
        public long size() {
            return device.size();
        }

        @Override
        public int sectorSize() {
            return device.sectorSize();
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public void read(long position, ByteBuffer target) throws IOException {
            device.read(position, target);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            if (left-- == 0) {
                device.write(position, source.limit(Math.min(source.limit(), source.position() + 512)));
                throw new EOFException("cut");
            }
            device.write(position, source);
        }

        @Override
        public void zero(long position, long length) throws IOException {
            device.zero(position, length);
        }

        @Override
        public void flush() throws IOException {
            device.flush();
        }

        @Override
        public void close() {}
    }
}
