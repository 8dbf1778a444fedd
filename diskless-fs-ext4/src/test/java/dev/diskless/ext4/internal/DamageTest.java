package dev.diskless.ext4.internal;

import static dev.diskless.ext4.internal.disk.LittleEndian.put16;
import static dev.diskless.ext4.internal.disk.LittleEndian.put32;
import static dev.diskless.ext4.internal.disk.LittleEndian.put8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.RamDevice;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of damage ends in a typed fault that says where it is. */
class DamageTest {

    private static final int ROOT_EXTENT = Inode.BLOCK_ARRAY + 12;

    private Patient patient;

    @BeforeEach
    void makePatient() throws IOException {
        patient = new Patient();
    }

    private static CorruptInputException assertCorrupt(Executable work) {
        CorruptInputException fault = assertThrows(CorruptInputException.class, work);
        assertEquals(FaultCode.CORRUPT, fault.code());
        return fault;
    }

    private void assertOpenRefused(int field) {
        CorruptInputException fault = assertCorrupt(() -> patient.open());
        assertEquals(Superblock.POSITION + field, fault.detail().offset());
        assertTrue(fault.detail().expected() != null && fault.detail().found() != null);
    }

    private void assertUnreadable(long file) throws IOException {
        Volume volume = patient.open();
        assertCorrupt(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(100_000);
            volume.read(file, 0, buffer);
        });
    }

    private void assertUnlistable(long directory) throws IOException {
        Volume volume = patient.open();
        assertCorrupt(() -> volume.list(directory));
    }

    @Test
    void emptyDeviceHoldsNoFileSystem() throws IOException {
        RamDevice empty = new RamDevice(1 << 20);
        assertTrue(Volumes.probe(empty).isEmpty());
        assertCorrupt(() -> Volumes.open(empty));
    }

    @Test
    void deviceOfOneSectorHoldsNoFileSystem() throws IOException {
        assertTrue(Volumes.probe(new RamDevice(512)).isEmpty());
    }

    @Test
    void truncatedDeviceIsRefused() {
        CorruptInputException fault =
                assertCorrupt(() -> Volumes.open(patient.device.range(0, patient.device.size() / 2)));
        assertEquals(
                Superblock.POSITION + Superblock.BLOCKS_COUNT, fault.detail().offset());
    }

    @Test
    void wrongChecksumOfTheSuperblockIsFound() {
        patient.flip(Superblock.POSITION + Superblock.VOLUME_NAME);
        assertOpenRefused(Superblock.CHECKSUM);
        assertCorrupt(() -> Volumes.probe(patient.device));
    }

    @ParameterizedTest
    @CsvSource({
        "0x18, 7", "0x18, 22", "0x18, 4294967295", "0x14, 0", "0x14, 4294967295", "0x04, 0", "0x04, 1",
        "0x04, 4294967295", "0x20, 0", "0x20, 8200", "0x20, 4294967295", "0x28, 0", "0x28, 8193", "0x28, 4294967295",
        "0x00, 0", "0x00, 4294967295", "0x54, 0", "0x54, 4294967295"
    })
    void impossibleGeometryIsRefused(String field, long value) {
        patient.superblock(bytes -> put32(bytes, Integer.decode(field), value));
        assertOpenRefused(Integer.decode(field));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 200, 2048, 65535})
    void impossibleInodeSizeIsRefused(int size) {
        patient.superblock(bytes -> put16(bytes, Superblock.INODE_SIZE, size));
        assertOpenRefused(Superblock.INODE_SIZE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 32, 65, 2048, 65535})
    void impossibleDescriptorSizeIsRefused(int size) {
        patient.superblock(bytes -> {
            put32(bytes, Superblock.INCOMPATIBLE, Features.MADE_HERE.incompatible() | Features.SIXTY_FOUR_BIT);
            put16(bytes, Superblock.DESCRIPTOR_SIZE, size);
        });
        assertOpenRefused(Superblock.DESCRIPTOR_SIZE);
    }

    @Test
    void numberOfBlocksAboveSixtyThreeBitsIsRefused() {
        patient.superblock(bytes -> {
            put32(bytes, Superblock.INCOMPATIBLE, Features.MADE_HERE.incompatible() | Features.SIXTY_FOUR_BIT);
            put16(bytes, Superblock.DESCRIPTOR_SIZE, 64);
            put32(bytes, Superblock.BLOCKS_COUNT_HIGH, 0x80000000L);
        });
        assertOpenRefused(Superblock.BLOCKS_COUNT);
    }

    @Test
    void firstMetaGroupBehindTheTableIsRefused() {
        patient.superblock(bytes -> {
            put32(bytes, Superblock.INCOMPATIBLE, Features.MADE_HERE.incompatible() | Features.META_BG);
            put32(bytes, Superblock.FIRST_META_GROUP, 2);
        });
        assertOpenRefused(Superblock.FIRST_META_GROUP);
    }

    @ParameterizedTest
    @CsvSource({"2, an external journal", "12, dirdata", "18, FEATURE_I18", "30, FEATURE_I30", "0, compression"})
    void unreadableFeatureIsNamed(int bit, String name) {
        patient.superblock(
                bytes -> put32(bytes, Superblock.INCOMPATIBLE, Features.MADE_HERE.incompatible() | 1 << bit));
        UnsupportedFeatureException fault = assertThrows(UnsupportedFeatureException.class, () -> patient.open());
        assertEquals(name, fault.detail().found());
    }

    @Test
    void unknownRevisionIsRefused() {
        patient.superblock(bytes -> put32(bytes, Superblock.REVISION, 2));
        assertThrows(UnsupportedFeatureException.class, () -> patient.open());
    }

    @Test
    void wrongChecksumOfADescriptorIsFound() {
        patient.flip(2L * Patient.BLOCK + 0x0C);
        assertEquals(
                2L * Patient.BLOCK, assertCorrupt(() -> patient.open()).detail().offset());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4096, 0xFFFFFFFFL})
    void inodeTableOutsideTheVolumeIsRefused(long block) {
        patient.descriptor(bytes -> put32(bytes, 8, block));
        assertCorrupt(() -> patient.open());
    }

    @Test
    void inodeInTheUnusedPartOfItsTableIsRefused() throws IOException {
        patient.descriptor(bytes -> put16(bytes, 0x1C, LittleEndian.u16(bytes, 0x1C) + 50));
        Volume volume = patient.open();
        assertCorrupt(() -> {
            for (DirectoryName name : volume.list(patient.directory)) {
                volume.stat(name.inode());
            }
        });
    }

    @Test
    void wrongChecksumOfAnInodeIsFound() throws IOException {
        patient.flip(patient.inodePosition(patient.file) + 0x18);
        Volume volume = patient.open();
        CorruptInputException fault = assertCorrupt(() -> volume.stat(patient.file));
        assertEquals(patient.inodePosition(patient.file), fault.detail().offset());
    }

    @Test
    void wrongChecksumOfTheRootInodeIsFoundAtOpening() throws IOException {
        patient.flip(patient.inodePosition(Volume.ROOT) + 0x18);
        assertCorrupt(() -> patient.open());
    }

    @Test
    void rootThatIsNoDirectoryIsRefused() throws IOException {
        patient.inode(Volume.ROOT, bytes -> put16(bytes, 0, Sample.FILE | 0755));
        assertThrows(IOException.class, () -> patient.open());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 500, 100_000, 4294967298L})
    void numberThatIsNoInodeIsRefused(long number) throws IOException {
        Volume volume = patient.open();
        assertCorrupt(() -> volume.stat(number));
    }

    @Test
    void inodeWithoutLinksIsRefused() throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, 0x1A, 0));
        Volume volume = patient.open();
        assertCorrupt(() -> volume.stat(patient.file));
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 132, 65535})
    void impossibleSizeOfExtraFieldsIsRefused(int size) throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, 0x80, size));
        Volume volume = patient.open();
        assertCorrupt(() -> volume.stat(patient.file));
    }

    @Test
    void impossibleFileSizeIsRefused() throws IOException {
        patient.inode(patient.file, bytes -> put32(bytes, 0x6C, 0x80000000L));
        assertUnreadable(patient.file);
    }

    @Test
    void blockMapOutsideTheVolumeIsFound() throws IOException {
        patient.inode(patient.file, bytes -> {
            put32(bytes, 0x20, 0);
            put32(bytes, Inode.BLOCK_ARRAY, 1L << 30);
        });
        assertUnreadable(patient.file);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14})
    void blockOfNumbersOutsideTheVolumeIsFound(int index) throws IOException {
        long[] logical = {12, 12 + 256, 12 + 256 + 65536};
        patient.inode(patient.file, bytes -> {
            put32(bytes, 0x20, 0);
            put32(bytes, 4, (logical[index - 12] + 1) * Patient.BLOCK);
            put32(bytes, Inode.BLOCK_ARRAY + 4 * index, 0xFFFFFFFFL);
        });
        Volume volume = patient.open();
        assertCorrupt(() ->
                volume.read(patient.file, logical[index - 12] * Patient.BLOCK, ByteBuffer.allocate(Patient.BLOCK)));
    }

    @Test
    void fileLargerThanItsBlockMapCanBeIsFound() throws IOException {
        patient.inode(patient.file, bytes -> {
            put32(bytes, 0x20, 0);
            put32(bytes, 0x6C, 5);
        });
        assertUnreadable(patient.file);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x80800, 0x10000800})
    void encryptedFileIsRefused(long flags) throws IOException {
        patient.inode(patient.file, bytes -> put32(bytes, 0x20, flags));
        Volume volume = patient.open();
        assertThrows(UnsupportedFeatureException.class, () -> volume.read(patient.file, 0, ByteBuffer.allocate(1)));
        assertEquals(5000, volume.stat(patient.file).size());
    }

    @Test
    void encryptedDirectoryIsRefusedButSeen() throws IOException {
        patient.inode(patient.directory, bytes -> put32(bytes, 0x20, 0x80800));
        Volume volume = patient.open();
        assertEquals(
                patient.directory,
                volume.lookup(Volume.ROOT, Sample.bytes("directory")).orElseThrow());
        assertThrows(UnsupportedFeatureException.class, () -> volume.list(patient.directory));
    }

    @Test
    void contentLargerThanTheInodeItIsKeptInIsFound() throws IOException {
        patient.inode(patient.file, bytes -> put32(bytes, 0x20, 0x10000000));
        assertUnreadable(patient.file);
    }

    @Test
    void damagedDirectoryInAnInodeIsFound() throws IOException {
        patient.inode(patient.directory, bytes -> put32(bytes, 0x20, 0x10000000));
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @ValueSource(longs = {22, 0xFFFFFFFFL})
    void impossibleClusterSizeIsRefused(long log) {
        patient.superblock(bytes -> {
            put32(bytes, Superblock.READ_ONLY_COMPATIBLE, Features.MADE_HERE.readOnlyCompatible() | Features.BIGALLOC);
            put32(bytes, Superblock.LOG_CLUSTER_SIZE, log);
        });
        assertOpenRefused(Superblock.LOG_CLUSTER_SIZE);
    }

    @Test
    void fileWithVerityHasItsPlainSize() throws IOException {
        patient.inode(patient.file, bytes -> put32(bytes, 0x20, 0x180000));
        Volume volume = patient.open();
        assertEquals(5000, Sample.content(volume, patient.file).length);
    }

    @Test
    void wrongMagicOfAnExtentTreeIsFound() throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, Inode.BLOCK_ARRAY, 0));
        assertUnreadable(patient.file);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 65535})
    void wrongDepthOfAnExtentTreeIsFound(int depth) throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, Inode.BLOCK_ARRAY + 6, depth));
        assertUnreadable(patient.file);
    }

    @ParameterizedTest
    @CsvSource({"5, 4", "5, 5", "65535, 65535", "2, 1"})
    void moreExtentsThanFitAreRefused(int entries, int max) throws IOException {
        patient.inode(patient.file, bytes -> {
            put16(bytes, Inode.BLOCK_ARRAY + 2, entries);
            put16(bytes, Inode.BLOCK_ARRAY + 4, max);
        });
        assertUnreadable(patient.file);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4094, 4095, 4096, 0xFFFFFFFFL})
    void extentOutsideTheVolumeIsRefused(long block) throws IOException {
        patient.inode(patient.file, bytes -> put32(bytes, ROOT_EXTENT + 8, block));
        assertUnreadable(patient.file);
    }

    @Test
    void extentWithHighBlockNumberIsRefused() throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, ROOT_EXTENT + 6, 0xFFFF));
        assertUnreadable(patient.file);
    }

    @Test
    void extentOfNoLengthIsRefused() throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, ROOT_EXTENT + 4, 0));
        assertUnreadable(patient.file);
    }

    @Test
    void extentOverTheEndOfLogicalBlocksIsRefused() throws IOException {
        patient.inode(patient.file, bytes -> put32(bytes, ROOT_EXTENT, 0xFFFFFFFFL));
        assertUnreadable(patient.file);
    }

    @Test
    void unwrittenExtentReadsAsZeros() throws IOException {
        patient.inode(patient.file, bytes -> put16(bytes, ROOT_EXTENT + 4, 32768 + 5));
        assertEquals(ByteBuffer.allocate(5000), ByteBuffer.wrap(Sample.content(patient.open(), patient.file)));
    }

    @Test
    void overlappingExtentsAreRefused() throws IOException {
        patient.extentNode(bytes -> put16(bytes, 12 + 4, 30));
        assertUnreadable(patient.scattered);
    }

    @Test
    void extentsOutOfOrderAreRefused() throws IOException {
        patient.extentNode(bytes -> put32(bytes, 12 + 24, 0));
        assertUnreadable(patient.scattered);
    }

    @Test
    void wrongChecksumOfAnExtentNodeIsFound() throws IOException {
        patient.flip(patient.extentNodePosition() + 500);
        assertUnreadable(patient.scattered);
    }

    @Test
    void extentNodeWithoutRoomForItsChecksumIsRefused() throws IOException {
        patient.extentNode(bytes -> put16(bytes, 4, 85));
        assertUnreadable(patient.scattered);
    }

    @Test
    void extentNodeThatLeadsToItselfIsRefused() throws IOException {
        long self = patient.extentNodePosition() / Patient.BLOCK;
        patient.inode(patient.scattered, bytes -> put16(bytes, Inode.BLOCK_ARRAY + 6, 2));
        patient.extentNode(bytes -> {
            put16(bytes, 6, 1);
            put32(bytes, 12 + 4, self);
            put16(bytes, 12 + 8, 0);
        });
        assertUnreadable(patient.scattered);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4096, 0xFFFFFFFFL})
    void extentNodeOutsideTheVolumeIsRefused(long block) throws IOException {
        patient.inode(patient.scattered, bytes -> put32(bytes, ROOT_EXTENT + 4, block));
        assertUnreadable(patient.scattered);
    }

    @Test
    void wrongChecksumOfADirectoryIsFound() throws IOException {
        patient.flip(patient.directoryBlockPosition(patient.directory, 1) + 20);
        Volume volume = patient.open();
        CorruptInputException fault = assertCorrupt(() -> volume.list(patient.directory));
        assertEquals(
                patient.directoryBlockPosition(patient.directory, 1),
                fault.detail().offset());
    }

    @Test
    void directoryBlockWithoutAChecksumIsRefused() throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put8(bytes, Patient.BLOCK - 5, 0));
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 11, 13, 1000, 1024, 65535})
    void badDistanceBetweenEntriesIsRefused(int distance) throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put16(bytes, 4, distance));
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 255})
    void badLengthOfANameIsRefused(int length) throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put8(bytes, 6, length));
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, '/'})
    void badCharacterInANameIsRefused(int character) throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put8(bytes, 10, character));
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10, 1025, 0xFFFFFFFFL})
    void entryForAnImpossibleInodeIsRefused(long inode) throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put32(bytes, 0, inode));
        assertUnlistable(patient.directory);
    }

    @Test
    void secondEntryForTheParentIsRefused() throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> {
            put8(bytes, 6, 2);
            put16(bytes, 8, '.' | '.' << 8);
        });
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 2", "8, 0x41", "18, 0x41", "20, 0x41"})
    void firstEntriesMustBeTheDots(int at, String value) throws IOException {
        patient.directoryBlock(patient.directory, 0, bytes -> put8(bytes, at, Integer.decode(value)));
        assertUnlistable(patient.directory);
    }

    @Test
    void directoryWithoutParentEntryIsRefused() throws IOException {
        patient.directoryBlock(patient.directory, 0, bytes -> put16(bytes, 4, Patient.BLOCK));
        assertUnlistable(patient.directory);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1025, 4096 * 1024L, 0xFFFFFC00L})
    void impossibleSizeOfADirectoryIsRefused(long size) throws IOException {
        patient.inode(patient.directory, bytes -> put32(bytes, 4, size));
        assertUnlistable(patient.directory);
    }

    @Test
    void directoryWithAHoleIsRefused() throws IOException {
        patient.inode(patient.directory, bytes -> put32(bytes, 4, 100 * 1024));
        assertUnlistable(patient.directory);
    }

    @Test
    void directoryAboveTheLimitIsRefused() throws IOException {
        RamDevice device = new RamDevice(256L << 20);
        Sample.format(device).close();
        ReadableVolume volume = ReadableVolume.open(device);
        Inode root = volume.inodes.read(Volume.ROOT);
        root.setSize(DirectoryReader.MAX_SIZE + 1024);
        root.seal(volume.geometry.seed(), Volume.ROOT);
        device.write(volume.inodes.locate(Volume.ROOT), ByteBuffer.wrap(root.bytes()));
        assertThrows(LimitExceededException.class, () -> Volumes.open(device));
    }

    @Test
    void directoryInsideItselfIsRefused() throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put32(bytes, 0, patient.directory));
        Volume volume = patient.open();
        byte[] name = nameOf(volume, patient.directory);
        assertCorrupt(() -> volume.lookup(patient.directory, name));
    }

    @Test
    void entryOfAnotherTypeThanItsInodeIsRefused() throws IOException {
        patient.directoryBlock(patient.directory, 1, bytes -> put8(bytes, 7, 1));
        Volume volume = patient.open();
        DirectoryName wrong = volume.list(patient.directory).stream()
                .filter(name -> name.type() == 1 && name.inode() != patient.file && name.inode() != patient.scattered)
                .findFirst()
                .orElseThrow();
        assertCorrupt(() -> volume.lookup(patient.directory, wrong.name()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 1000, -1})
    void impossibleLengthOfAFastLinkIsRefused(int size) throws IOException {
        patient.inode(patient.fastLink, bytes -> put32(bytes, 4, size));
        Volume volume = patient.open();
        assertCorrupt(() -> volume.readLink(patient.fastLink));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101, 1025, -1})
    void impossibleLengthOfASlowLinkIsRefused(int size) throws IOException {
        patient.inode(patient.slowLink, bytes -> put32(bytes, 4, size));
        Volume volume = patient.open();
        assertCorrupt(() -> volume.readLink(patient.slowLink));
    }

    @Test
    void linkWithANulIsRefused() throws IOException {
        patient.inode(patient.fastLink, bytes -> put32(bytes, 4, 5));
        Volume volume = patient.open();
        assertCorrupt(() -> volume.readLink(patient.fastLink));
    }

    private static byte[] nameOf(Volume volume, long inode) throws IOException {
        for (DirectoryName name : volume.list(inode)) {
            if (name.inode() == inode) {
                return name.name();
            }
        }
        throw new AssertionError("no entry for the directory itself");
    }
}
