package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.device.RamDevice;
import dev.diskless.ext4.check.CheckVerdict;
import dev.diskless.ext4.internal.check.Survey;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A change that fails, and what follows it, leave nothing half done. */
class HalfChangeTest {

    private static final int BLOCK = 1024;

    @Test
    void blocksOfDirectoryThatNeverWasOnTheDeviceAreNotWrittenOverTheContentThatGotThem() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        Sample.format(device).close();
        byte[] content;
        try (Volume volume = open(device)) {
            for (int i = 0; i < 300; i++) {
                Sample.directory(volume, Volume.ROOT, "d" + i);
            }
            for (int i = 0; i < 300; i++) {
                volume.removeDirectory(Volume.ROOT, Sample.bytes("d" + i));
            }
            long file = fill(volume, "file", 0);
            content = new byte[Math.toIntExact(volume.stat(file).size())];
            Arrays.fill(content, (byte) 7);
        }
        Volume volume = Volumes.open(device);
        assertArrayEquals(content, Sample.content(volume, Sample.resolve(volume, "file")));
        assertClean(device);
    }

    @Test
    void fileStaysWhenThereIsNoRoomToReplaceIt() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        byte[] old = Sample.noise(3000, 1);
        Volume made = Sample.format(device);
        Sample.file(made, Volume.ROOT, "target", old);
        Sample.file(made, Volume.ROOT, "other", Sample.noise(3000, 2));
        fill(made, "ballast", 0);
        made.close();
        try (Volume volume = open(device)) {
            assertThrows(
                    ImageFullException.class,
                    () -> volume.rename(Volume.ROOT, Sample.bytes("other"), Volume.ROOT, Sample.bytes("target"), true));
        }
        Volume volume = Volumes.open(device);
        assertArrayEquals(old, Sample.content(volume, Sample.resolve(volume, "target")));
        assertClean(device);
    }

    @Test
    void fileIsRemovedOnFullVolumeIfItsContentMakesRoom() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        Volume made = Sample.format(device);
        Sample.file(made, Volume.ROOT, "file", Sample.noise(3000, 1));
        Sample.file(made, Volume.ROOT, "empty", new byte[0]);
        fill(made, "ballast", 0);
        made.close();
        try (Volume volume = open(device)) {
            assertThrows(ImageFullException.class, () -> volume.unlink(Volume.ROOT, Sample.bytes("empty")));
            volume.unlink(Volume.ROOT, Sample.bytes("file"));
            volume.unlink(Volume.ROOT, Sample.bytes("empty"));
        }
        assertEquals(2, Volumes.open(device).list(Volume.ROOT).size());
        assertClean(device);
    }

    @Test
    void fileThatCannotBeMadeShorterKeepsItsContent() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        byte[] old = Sample.noise(3000, 1);
        Volume made = Sample.format(device);
        Sample.file(made, Volume.ROOT, "target", old);
        fill(made, "ballast", 0);
        made.close();
        try (Volume volume = open(device)) {
            long file = Sample.resolve(volume, "target");
            try {
                volume.resize(file, 2500, false);
            } catch (ImageFullException full) {
                assertEquals(3000, volume.stat(file).size());
            }
        }
        Volume volume = Volumes.open(device);
        byte[] now = Sample.content(volume, Sample.resolve(volume, "target"));
        assertArrayEquals(Arrays.copyOf(old, now.length), now);
        assertClean(device);
    }

    @Test
    void directoryThatCannotMoveStaysWhereItSaysItIs() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        Features had = Features.MADE_HERE;
        Features features =
                new Features(had.compatible(), had.incompatible(), had.readOnlyCompatible() & ~Features.DIR_NLINK);
        Volume made = Volumes.format(device, FormatRequest.of(Sample.OPTIONS, features));
        long to = Sample.directory(made, Volume.ROOT, "to");
        long moved = Sample.directory(made, Volume.ROOT, "moved");
        made.close();
        try (Volume volume = open(device)) {
            WritableVolume writable = (WritableVolume) volume;
            // As if it had as many subdirectories as one can have, on a volume that does not know more.
            Inode full = writable.inodes.read(to);
            full.setLinks(65000);
            writable.changes.put(to, full);
            assertThrows(
                    LimitExceededException.class,
                    () -> volume.rename(Volume.ROOT, Sample.bytes("moved"), to, Sample.bytes("moved"), false));
            assertThrows(
                    LimitExceededException.class,
                    () -> volume.create(to, Sample.bytes("new"), Sample.inode(Sample.DIRECTORY | 0755), null));
            full = writable.inodes.read(to);
            full.setLinks(2);
            writable.changes.put(to, full);
        }
        ReadableVolume volume = (ReadableVolume) Volumes.open(device);
        assertEquals(Volume.ROOT, volume.directories.parent(moved, volume.directories.open(moved)));
        assertClean(device);
    }

    @Test
    void nameForWhichThereIsNoRoomLeavesNothing() throws IOException {
        RamDevice device = new RamDevice(4 << 20);
        Volume made = Sample.format(device);
        long to = Sample.directory(made, Volume.ROOT, "to");
        long file = Sample.file(made, Volume.ROOT, "file", new byte[10]);
        fill(made, "ballast", 0);
        made.close();
        try (Volume volume = open(device)) {
            assertThrows(ImageFullException.class, () -> volume.link(to, Sample.bytes("link"), file));
            assertThrows(
                    ImageFullException.class,
                    () -> volume.create(to, Sample.bytes("new"), Sample.inode(Sample.FILE | 0644), null));
            assertThrows(
                    ImageFullException.class,
                    () -> volume.rename(Volume.ROOT, Sample.bytes("file"), to, Sample.bytes("file"), false));
            volume.change(file, new InodeChange(0600, null, null, null, null, null));
        }
        assertEquals(1, Volumes.open(device).stat(file).links());
        assertClean(device);
    }

    @Test
    void mapThatLeadsToOneBlockAgainAndAgainIsDamage() throws IOException {
        Patient patient = new Patient();
        long data = 4000;
        byte[] entries = new byte[BLOCK];
        for (int level = 0; level < 3; level++) {
            for (int at = 0; at < BLOCK; at += 4) {
                LittleEndian.put32(entries, at, data + level);
            }
            patient.write((data + level + 1) * BLOCK, entries);
        }
        patient.inode(patient.file, bytes -> {
            LittleEndian.put32(bytes, 0x20, 0);
            for (int i = 0; i < 15; i++) {
                LittleEndian.put32(bytes, Inode.BLOCK_ARRAY + 4 * i, i < 12 ? 0 : data + i - 11);
            }
        });
        try (Volume volume = open(patient.device)) {
            assertThrows(
                    CorruptInputException.class,
                    () -> volume.write(patient.file, 0, ByteBuffer.wrap(new byte[10]), false));
        }
    }

    @Test
    void inodeThatIsKeptForTheVolumeIsNotChangedByName() throws IOException {
        RamDevice device = new RamDevice(16 << 20);
        Sample.format(device).close();
        try (WritableVolume volume = (WritableVolume) open(device)) {
            // The inode of the blocks that are reserved for growing.
            volume.insertName(Volume.ROOT, volume.inodes.read(Volume.ROOT), Sample.bytes("x"), 7, 1);
            assertThrows(CorruptInputException.class, () -> volume.write(7, 0, ByteBuffer.wrap(new byte[10]), false));
            assertThrows(CorruptInputException.class, () -> volume.unlink(Volume.ROOT, Sample.bytes("x")));
        }
    }

    private static Volume open(RamDevice device) throws IOException {
        return Volumes.openWritable(device, WritingOptions.at(Sample.TIME));
    }

    /** Makes a file that takes all blocks but some. */
    private static long fill(Volume volume, String name, int left) throws IOException {
        long file = volume.create(Volume.ROOT, Sample.bytes(name), Sample.inode(Sample.FILE | 0644), null);
        long at = 0;
        byte[] content = new byte[BLOCK];
        Arrays.fill(content, (byte) 7);
        try {
            for (; volume.describe().freeBlocks() > left; at += BLOCK) {
                volume.write(file, at, ByteBuffer.wrap(content), false);
            }
        } catch (ImageFullException full) {
            // There is a reserve.
        }
        return file;
    }

    private static void assertClean(RamDevice device) throws IOException {
        var report = Survey.of(device).report();
        assertEquals(CheckVerdict.CLEAN, report.verdict(), report.findings().toString());
    }
}
