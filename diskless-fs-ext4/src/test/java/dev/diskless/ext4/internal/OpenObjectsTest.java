package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.BlockDevice;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is open keeps its content when its name goes, and a device that fails is not written any more. */
class OpenObjectsTest {

    private static final byte[] OLD = AppliedSteps.content(1, 70_000);
    private static final byte[] NEW = AppliedSteps.content(2, 90_000);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4 -b 1024", "-t ext4 -O ^has_journal"})
    void replacedFileStaysReadableForWhoHasItOpen(String kind) throws IOException {
        Path image = make(kind).image();
        long free = free(image);
        try (ImageFile device = ImageFile.open(image);
                FileSystem volume = Ext4.openWritable(device, WritingOptions.at(ForeignImage.NOW))) {
            Path file = volume.getPath("/file");
            Path deleted = volume.getPath("/deleted");
            try (SeekableByteChannel replaced = Files.newByteChannel(file);
                    SeekableByteChannel gone =
                            Files.newByteChannel(deleted, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                Files.write(volume.getPath("/new"), NEW);
                Files.move(volume.getPath("/new"), file, StandardCopyOption.ATOMIC_MOVE);
                Files.delete(deleted);
                for (int i = 0; i < 20; i++) {
                    Files.write(volume.getPath("/more-" + i), AppliedSteps.content(i, 50_000));
                }
                assertArrayEquals(OLD, all(replaced));
                assertArrayEquals(OLD, all(gone));
                gone.position(3);
                gone.write(ByteBuffer.wrap(NEW));
                gone.position(3);
                assertArrayEquals(NEW, all(gone));
                assertArrayEquals(NEW, Files.readAllBytes(file));
            }
            for (int i = 0; i < 20; i++) {
                Files.delete(volume.getPath("/more-" + i));
            }
            Files.delete(file);
            Files.write(file, OLD);
            Files.write(deleted, OLD);
        }
        Fsck.assertClean(image);
        assertEquals(free, free(image));
    }

    @Test
    void openObjectsAtClosingOfTheVolumeAreGivenBack() throws IOException {
        Path image = make("-t ext4 -b 1024").image();
        try (ImageFile device = ImageFile.open(image);
                Volume volume = Volumes.openWritable(device, WritingOptions.at(ForeignImage.NOW))) {
            long inode = Sample.resolve(volume, "file");
            volume.hold(inode);
            volume.hold(inode);
            volume.unlink(Volume.ROOT, Sample.bytes("file"));
            volume.force(Volume.ROOT);
            assertArrayEquals(OLD, Sample.content(volume, inode));
            volume.release(inode);
            volume.force(Volume.ROOT);
            assertArrayEquals(OLD, Sample.content(volume, inode));
        }
        Fsck.assertClean(image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ext4 -b 1024 -O ^has_journal", "-t ext4"})
    void deviceThatFailsIsNotChangedFurtherAndPutRightLater(String kind) throws IOException {
        ForeignImage image = make(kind);
        Map<String, String> before = image.read();
        ForeignImage whole = image.copy();
        Failing counted = new Failing(ImageFile.open(whole.image()), Integer.MAX_VALUE);
        change(counted);
        counted.close();
        Map<String, String> after = whole.read();
        assertTrue(counted.writes > 10);
        for (int left = 0; left < counted.writes; left++) {
            ForeignImage copy = image.copy();
            Failing device = new Failing(ImageFile.open(copy.image()), left);
            assertThrows(IOException.class, () -> change(device));
            device.close();
            assertEquals(left + 1, device.writes, "requests");
            try (ImageFile file = ImageFile.open(copy.image())) {
                Volumes.openWritable(file, WritingOptions.at(ForeignImage.NOW)).close();
            }
            Fsck.assertClean(copy.image());
            Map<String, String> found = copy.read();
            // Times of directories and of files change one by one.
            for (String path : new String[] {"/file", "/deleted", "/kept"}) {
                String line = found.get(path);
                boolean isOld = same(before.get(path), line);
                boolean isNew = same(after.get(path), line);
                assertTrue(isOld || isNew, left + " " + path + " " + line);
            }
            copy.delete();
        }
    }

    private static boolean same(String one, String other) {
        return one == null || other == null ? one == other : content(one).equals(content(other));
    }

    private static String content(String line) {
        String[] words = line.split(" ");
        return words[0] + " " + words[5] + " " + words[7];
    }

    private static void change(BlockDevice device) throws IOException {
        Volume volume = Volumes.openWritable(device, WritingOptions.at(ForeignImage.NOW));
        IOException first = null;
        // Whatever fails, the rest is tried all the same.
        for (int i = 0; i < 8; i++) {
            try {
                switch (i) {
                    case 0 -> Sample.file(volume, Volume.ROOT, "new", NEW);
                    case 1, 4 -> volume.force(Volume.ROOT);
                    case 2 -> volume.rename(Volume.ROOT, Sample.bytes("new"), Volume.ROOT, Sample.bytes("file"), true);
                    case 3 -> volume.unlink(Volume.ROOT, Sample.bytes("deleted"));
                    case 5 -> Sample.directory(volume, Volume.ROOT, "d");
                    case 6 -> volume.force(Volume.ROOT);
                    default -> volume.close();
                }
            } catch (IOException e) {
                first = first == null ? e : first;
            } catch (java.util.NoSuchElementException e) {
                throw new AssertionError(e);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private ForeignImage make(String kind) throws IOException {
        ForeignImage image = ForeignImage.make(folder, 8 << 20, kind);
        image.apply(new TreeSteps()
                .file("file", 1, 70_000)
                .file("deleted", 1, 70_000)
                .file("kept", 1, 70_000));
        return image;
    }

    private static long free(Path image) throws IOException {
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            return volume.describe().freeBlocks();
        }
    }

    private static byte[] all(SeekableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - channel.position()));
        while (buffer.hasRemaining() && channel.read(buffer) > 0) {
            // A channel may give less than asked for.
        }
        return buffer.array();
    }

    /** Fails at one write; what comes after it would work, and is counted. */
    private static final class Failing implements BlockDevice {

        private final ImageFile device;
        private final int left;
        private int writes;

        Failing(ImageFile device, int left) {
            this.device = device;
            this.left = left;
        }

        private void count() throws IOException {
            if (writes++ == left) {
                throw new IOException("failed once");
            }
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
            count();
            device.write(position, source);
        }

        @Override
        public void zero(long position, long length) throws IOException {
            count();
            device.zero(position, length);
        }

        @Override
        public void flush() throws IOException {
            device.flush();
        }

        @Override
        public void close() throws IOException {
            device.close();
        }
    }
}
