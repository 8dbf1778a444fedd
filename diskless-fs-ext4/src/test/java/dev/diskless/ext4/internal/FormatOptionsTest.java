package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.RamDevice;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FileSystemDescription;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options of a new file system do. */
class FormatOptionsTest {

    private final RamDevice device = new RamDevice(1 << 20);

    private static FormatOptions labelled(String label) {
        return new FormatOptions(label, Sample.UUID_VALUE, Sample.HASH_SEED, Sample.TIME);
    }

    private static FormatOptions at(Instant time) {
        return new FormatOptions("", Sample.UUID_VALUE, Sample.HASH_SEED, time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seventeen-letters", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9", "a\0b"})
    void impossibleLabelIsRefused(String label) {
        assertThrows(InvalidRequestException.class, () -> Volumes.format(device, labelled(label)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59Z", "2446-05-10T22:38:56Z"})
    void impossibleTimeIsRefused(Instant time) {
        assertThrows(InvalidRequestException.class, () -> Volumes.format(device, at(time)));
    }

    @Test
    void descriptionTellsWhatWasAskedFor() throws IOException {
        Volumes.format(device, labelled("APKOVL")).close();
        FileSystemDescription description = Volumes.probe(device).orElseThrow();
        assertEquals("ext4", description.type());
        assertEquals("APKOVL", description.label());
        assertEquals(Sample.UUID_VALUE.toString(), description.uuid());
        assertEquals(
                "ext_attr resize_inode dir_index filetype extent flex_bg sparse_super large_file huge_file dir_nlink"
                        + " extra_isize metadata_csum",
                String.join(" ", description.features()));
        assertTrue(description.clean());
    }

    @Test
    void descriptionOfAVolumeInTheMakingCountsAlong() throws IOException {
        Volume volume = Sample.format(device);
        long before = volume.describe().freeBlocks();
        Sample.file(volume, Volume.ROOT, "f", new byte[5000]);
        assertEquals(before - 5, volume.describe().freeBlocks());
        volume.close();
        assertEquals(before - 5, Volumes.open(device).describe().freeBlocks());
    }

    @Test
    void timesThatNothingSetsAreThatOfTheOptions() throws IOException {
        Instant time = Instant.parse("2200-01-01T00:00:00.5Z");
        Volume volume = Volumes.format(device, at(time));
        long file = Sample.file(volume, Volume.ROOT, "f", new byte[10]);
        volume.change(file, new InodeChange(0600, null, null, Instant.EPOCH, null, null));
        volume.close();
        InodeStat stat = Volumes.open(device).stat(file);
        assertEquals(Instant.EPOCH, stat.accessed());
        assertEquals(time, stat.changed());
        assertEquals(time, stat.modified());
        assertEquals(time, stat.created());
    }

    @Test
    void usedDeviceGivesTheSameBytesAsANewOne() throws IOException {
        RamDevice used = new RamDevice(16 << 20);
        used.write(0, ByteBuffer.wrap(Sample.noise(16 << 20, 4)));
        RamDevice fresh = new RamDevice(16 << 20);
        for (RamDevice each : new RamDevice[] {used, fresh}) {
            Volume volume = Sample.format(each);
            long directory = Sample.directory(volume, Volume.ROOT, "d");
            for (int i = 0; i < 300; i++) {
                Sample.file(volume, directory, "f" + i, Sample.noise(i * 50, i));
            }
            volume.close();
        }
        Volume a = Volumes.open(used);
        Volume b = Volumes.open(fresh);
        assertEquals(a.describe(), b.describe());
        long directory = Sample.resolve(a, "d");
        for (DirectoryName name : a.list(directory)) {
            assertTrue(Arrays.equals(Sample.content(a, name.inode()), Sample.content(b, name.inode())));
        }
        byte[] metadata = new byte[300 * 1024];
        byte[] expected = new byte[300 * 1024];
        used.read(0, ByteBuffer.wrap(metadata));
        fresh.read(0, ByteBuffer.wrap(expected));
        assertEquals(-1, Arrays.mismatch(expected, 0, 3 * 1024, metadata, 0, 3 * 1024));
        assertEquals(-1, Arrays.mismatch(expected, 18 * 1024, 290 * 1024, metadata, 18 * 1024, 290 * 1024));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 512, 100_000, 1L << 44, Long.MAX_VALUE})
    void sizeThatNoFileSystemFitsHasNoCapacity(long size) {
        assertEquals(0, Volumes.capacity(size));
    }

    @Test
    void capacityOfOneMebibyteIsMostOfIt() {
        assertEquals(970 * 1024, Volumes.capacity(1 << 20), 20 * 1024);
    }
}
