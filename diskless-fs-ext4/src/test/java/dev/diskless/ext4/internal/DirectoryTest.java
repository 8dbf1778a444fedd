package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and links. */
class DirectoryTest {

    private static final int FIFO = 0x1000 | 0644;

    @TempDir
    Path folder;

    @Test
    void twentyThousandNamesInOneDirectoryAreAllFound() throws IOException {
        Path image = folder.resolve("a.img");
        int count = 20_000;
        try (ImageFile device = ImageFile.create(image, 100L << 20)) {
            Volume volume = Sample.format(device);
            for (int i = 0; i < count; i++) {
                volume.create(Volume.ROOT, Sample.bytes("name-" + i), Sample.inode(FIFO), null);
            }
            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> volume.create(Volume.ROOT, Sample.bytes("name-777"), Sample.inode(FIFO), null));
            volume.close();
        }
        Fsck.assertClean(image);
        try (ImageFile device = ImageFile.openReadOnly(image);
                Volume volume = Volumes.open(device)) {
            List<DirectoryName> names = volume.list(Volume.ROOT);
            assertEquals(count + 1, names.size());
            Set<String> found = new HashSet<>();
            for (DirectoryName name : names) {
                String text = new String(name.name(), StandardCharsets.UTF_8);
                found.add(text);
                assertEquals(text.equals("lost+found") ? 2 : 5, name.type());
                assertEquals(
                        name.inode(), volume.lookup(Volume.ROOT, name.name()).orElseThrow());
            }
            for (int i = 0; i < count; i++) {
                assertTrue(found.contains("name-" + i));
            }
            assertTrue(volume.lookup(Volume.ROOT, Sample.bytes("name-20000")).isEmpty());
        }
    }

    @Test
    void moreSubdirectoriesThanLinksCountAsOne() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 400L << 20)) {
            Volume volume = Sample.format(device);
            long many = Sample.directory(volume, Volume.ROOT, "many");
            long most = Sample.directory(volume, Volume.ROOT, "most");
            for (int i = 0; i < 64_998; i++) {
                Sample.directory(volume, most, Integer.toString(i, 36));
            }
            assertEquals(65_000, volume.stat(most).links());
            Sample.directory(volume, most, "one-more");
            assertEquals(1, volume.stat(most).links());
            Sample.directory(volume, most, "and-one");
            assertEquals(1, volume.stat(most).links());
            assertEquals(2, volume.stat(many).links());
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void fileHasAtMost65000Names() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 64L << 20)) {
            Volume volume = Sample.format(device);
            long file = Sample.file(volume, Volume.ROOT, "the-file", new byte[1]);
            for (int i = 1; i < 65_000; i++) {
                volume.link(Volume.ROOT, Sample.bytes(Integer.toString(i, 36)), file);
            }
            assertThrows(LimitExceededException.class, () -> volume.link(Volume.ROOT, Sample.bytes("one-more"), file));
            assertEquals(65_000, volume.stat(file).links());
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void filesCanBePutIntoLostAndFound() throws IOException {
        Path image = folder.resolve("a.img");
        try (ImageFile device = ImageFile.create(image, 8L << 20)) {
            Volume volume = Sample.format(device);
            long directory =
                    volume.lookup(Volume.ROOT, Sample.bytes("lost+found")).orElseThrow();
            for (int i = 0; i < 100; i++) {
                volume.create(directory, Sample.bytes("some-longer-name-" + i), Sample.inode(FIFO), null);
            }
            assertEquals(100, volume.list(directory).size());
            volume.close();
        }
        Fsck.assertClean(image);
    }

    @Test
    void dotsLeadToTheDirectoryAndItsParent() throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        long directory = Sample.directory(volume, Volume.ROOT, "d");
        assertEquals(directory, volume.lookup(directory, Sample.bytes(".")).orElseThrow());
        assertEquals(Volume.ROOT, volume.lookup(directory, Sample.bytes("..")).orElseThrow());
        assertEquals(Volume.ROOT, volume.lookup(Volume.ROOT, Sample.bytes("..")).orElseThrow());
        assertEquals(List.of(), volume.list(directory));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\0b", "/"})
    void impossibleNameIsRefused(String name) throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        assertThrows(
                InvalidRequestException.class,
                () -> volume.create(Volume.ROOT, Sample.bytes(name), Sample.inode(FIFO), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "lost+found"})
    void nameThatIsThereIsRefused(String name) throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> volume.create(Volume.ROOT, Sample.bytes(name), Sample.inode(FIFO), null));
    }

    @Test
    void nameOf256BytesIsRefused() throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        assertThrows(
                InvalidRequestException.class,
                () -> volume.create(Volume.ROOT, Sample.bytes("n".repeat(256)), Sample.inode(FIFO), null));
    }

    @Test
    void linkTargetMustFitIntoABlock() throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        NewInode link = Sample.inode(Sample.LINK | 0777);
        assertThrows(
                InvalidRequestException.class, () -> volume.create(Volume.ROOT, Sample.bytes("l"), link, new byte[0]));
        assertThrows(
                InvalidRequestException.class,
                () -> volume.create(Volume.ROOT, Sample.bytes("l"), link, Sample.bytes("x".repeat(1024))));
        assertThrows(
                InvalidRequestException.class,
                () -> volume.create(Volume.ROOT, Sample.bytes("l"), link, new byte[] {'a', 0}));
        assertThrows(InvalidRequestException.class, () -> volume.create(Volume.ROOT, Sample.bytes("l"), link, null));
    }

    @Test
    void secondNameOfADirectoryIsRefused() throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        long directory = Sample.directory(volume, Volume.ROOT, "d");
        assertThrows(InvalidRequestException.class, () -> volume.link(Volume.ROOT, Sample.bytes("e"), directory));
    }

    @Test
    void fileIsNoDirectory() throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        long file = Sample.file(volume, Volume.ROOT, "f", new byte[1]);
        assertThrows(NotDirectoryException.class, () -> volume.list(file));
        assertThrows(NotDirectoryException.class, () -> Sample.directory(volume, file, "x"));
    }

    @Test
    void closedVolumeTakesNothingMore() throws IOException {
        Volume volume = Sample.format(new RamDevice(1 << 20));
        volume.close();
        volume.close();
        assertThrows(ReadOnlyFileSystemException.class, () -> Sample.directory(volume, Volume.ROOT, "d"));
    }

    @Test
    void unfinishedVolumeIsNotRecognised() throws IOException {
        RamDevice device = new RamDevice(1 << 20);
        Sample.format(device).close();
        assertTrue(Volumes.probe(device).isPresent());
        Volume volume = Sample.format(device);
        Sample.file(volume, Volume.ROOT, "f", new byte[1]);
        assertTrue(Volumes.probe(device).isEmpty());
        volume.close();
        assertTrue(Volumes.probe(device).isPresent());
    }
}
