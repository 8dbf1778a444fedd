package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.ImageFile;
import dev.diskless.ext4.Ext4;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.WritingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be changed safely is refused by its name, and not a byte of it is changed. */
class RefusedVolumeTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "quota, -O quota",
        "bigalloc, -O bigalloc",
        "inline_data, -O inline_data",
        "encrypt, -O encrypt",
        "casefold, -O casefold",
        "ea_inode, -O ea_inode",
        "verity, -O verity",
        "mmp, -O mmp",
        "project, '-O quota,project -I 256'",
        "bigalloc, '-O bigalloc,^has_journal -b 1024'"
    })
    void featureIsRefusedByItsName(String name, String options) throws IOException {
        Path image = ForeignImage.make(folder, 32 << 20, "-t ext4 " + options).image();
        UnsupportedFeatureException fault = assertUntouched(UnsupportedFeatureException.class, image);
        boolean isNamed = fault.detail().toString().contains(name);
        assertEquals(true, isNamed, fault.detail().toString());
    }

    @Test
    void largeInodesAreRefused() throws IOException {
        assertUntouched(
                UnsupportedFeatureException.class,
                ForeignImage.make(folder, 16 << 20, "-t ext4 -I 1024").image());
    }

    @Test
    void volumesWithoutExtentsAreRefused() throws IOException {
        for (String kind : new String[] {"-t ext2", "-t ext3", "-t ext2 -b 1024"}) {
            Path image = ForeignImage.make(folder, 16 << 20, kind).image();
            assertUntouched(UnsupportedFeatureException.class, image);
        }
    }

    @Test
    void volumeInWhichAnErrorWasMetIsRefused() throws IOException {
        Path image = ForeignImage.make(folder, 16 << 20, "-t ext4").image();
        RealTool.named("debugfs").run("-w", "-R", "ssv state 3", image).succeeded();
        assertUntouched(InvalidRequestException.class, image);
    }

    @Test
    void readOnlyDeviceIsRefused() throws IOException {
        Path image = ForeignImage.make(folder, 16 << 20, "-t ext4").image();
        byte[] before = Files.readAllBytes(image);
        try (ImageFile device = ImageFile.openReadOnly(image)) {
            assertThrows(
                    InvalidRequestException.class,
                    () -> Ext4.openWritable(device, WritingOptions.at(ForeignImage.NOW)));
        }
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    /** Neither with recovery nor without it. */
    private static <T extends IOException> T assertUntouched(Class<T> type, Path image) throws IOException {
        byte[] before = Files.readAllBytes(image);
        WritingOptions refusing = WritingOptions.at(ForeignImage.NOW);
        WritingOptions recovering = new WritingOptions(InstantSource.fixed(ForeignImage.NOW), true);
        T fault;
        try (ImageFile device = ImageFile.open(image)) {
            assertThrows(type, () -> Volumes.openWritable(device, recovering));
            fault = assertThrows(type, () -> Volumes.openWritable(device, refusing));
        }
        assertArrayEquals(before, Files.readAllBytes(image));
        return fault;
    }
}
