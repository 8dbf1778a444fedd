package dev.diskless.ext4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.RamDevice;
import dev.diskless.device.ReadOnlyDevice;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of a new file system, and what is refused. */
class Ext4OptionsTest {

    private static final FormatOptions IDENTITY =
            new FormatOptions("LABEL", new UUID(1, 2), new UUID(3, 4), Instant.EPOCH);

    private final RamDevice device = new RamDevice(16 << 20);

    private List<String> made(Ext4Options options) throws IOException {
        try (FileSystem made = Ext4.format(device, options)) {
            Files.writeString(made.getPath("file"), "content");
        }
        try (FileSystem read = Ext4.open(device)) {
            assertEquals("content", Files.readString(read.getPath("file")));
        }
        return new Ext4Format().probe(device).orElseThrow().features();
    }

    @Test
    void profilesHaveTheirFeatures() throws IOException {
        assertEquals(Ext4Features.DISKLESS.names(), made(Ext4Options.diskless(IDENTITY)));
        assertEquals(Ext4Features.DISKLESS_PLAIN.names(), made(Ext4Options.disklessPlain(IDENTITY)));
        assertEquals(Ext4Features.STANDARD.names(), made(Ext4Options.standard(IDENTITY)));
        assertTrue(Ext4Features.STANDARD.has("has_journal"));
        assertFalse(Ext4Features.DISKLESS_PLAIN.has("metadata_csum"));
    }

    @Test
    void listsAreReadAsMkfsReadsThem() throws IOException {
        Ext4Features base = Ext4Features.STANDARD;
        assertEquals(Ext4Features.DISKLESS, Ext4Features.parse(base, "^has_journal,^64bit"));
        assertEquals(Ext4Features.DISKLESS, Ext4Features.parse(base, " -has_journal  ^64BIT,, +extents"));
        assertEquals(List.of("extent"), Ext4Features.parse(base, "none,extents").names());
        assertEquals(Ext4Features.NONE, Ext4Features.parse(base, "none"));
        assertEquals(
                "uninit_bg",
                Ext4Features.parse(Ext4Features.NONE, "uninit_groups").toString());
        assertThrows(InvalidRequestException.class, () -> Ext4Features.parse(base, "^no_such"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^extent",
                "^filetype",
                "meta_bg",
                "^sparse_super",
                "metadata_csum_seed,^metadata_csum",
                "orphan_file,^has_journal",
                "bigalloc",
                "inline_data",
                "encrypt",
                "casefold",
                "mmp",
                "quota",
                "journal_dev"
            })
    void featuresThatDoNotGoTogetherAreRefused(String list) throws IOException {
        Ext4Options options =
                Ext4Options.standard(IDENTITY).withFeatures(Ext4Features.parse(Ext4Features.STANDARD, list));
        assertThrows(InvalidRequestException.class, () -> Ext4.format(device, options));
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        Ext4Options options = Ext4Options.standard(IDENTITY);
        assertThrows(InvalidRequestException.class, () -> options.withBlockSize(8192));
        assertThrows(InvalidRequestException.class, () -> options.withInodeSize(192));
        assertThrows(InvalidRequestException.class, () -> options.withBytesPerInode(1023));
        assertThrows(InvalidRequestException.class, () -> options.withInodeCount(0));
        assertThrows(InvalidRequestException.class, () -> options.withReservedPercent(50.1));
        assertThrows(InvalidRequestException.class, () -> options.withReservedPercent(Double.NaN));
        assertThrows(InvalidRequestException.class, () -> options.withJournalSize(0));
    }

    @Test
    void whatDoesNotFitTheDeviceIsRefused() throws IOException {
        Ext4Options options = Ext4Options.standard(IDENTITY);
        Ext4Options journal = options.withJournalSize(12 << 20);
        assertThrows(InvalidRequestException.class, () -> Ext4.format(device, journal));
        Ext4Options small = options.withJournalSize(512 << 10);
        assertThrows(InvalidRequestException.class, () -> Ext4.format(device, small));
        Ext4Options inodes = options.withInodeCount(1 << 20);
        assertThrows(InvalidRequestException.class, () -> Ext4.format(device, inodes));
        Ext4Options blocks = options.withBlockSize(1024);
        assertThrows(InvalidRequestException.class, () -> Ext4.format(new RamDevice(16 << 20, 4096), blocks));
    }

    @Test
    void readOnlyDeviceDoesNotGrow() throws IOException {
        made(Ext4Options.diskless(IDENTITY));
        assertThrows(InvalidRequestException.class, () -> Ext4.grow(new ReadOnlyDevice(device)));
        assertFalse(Ext4.grow(device));
    }

    @Test
    void partitionThatBecameLargerIsFilled() throws IOException {
        Ext4.format(device.range(0, 4 << 20), Ext4Options.diskless(IDENTITY)).close();
        assertTrue(Ext4.grow(device));
        assertEquals(16 << 10, new Ext4Format().probe(device).orElseThrow().blocks());
    }
}
