package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which halves of its numbers a group descriptor keeps. */
class GroupDescriptorTest {

    private static GroupDescriptor filled(byte[] table, int at, int size) {
        GroupDescriptor descriptor = new GroupDescriptor(table, at, size);
        descriptor.locate(0x1_2345_6789L, 0x2_3456_789AL, 0xFFFF_8000_0001L);
        descriptor.setFreeBlocks(0x12345);
        descriptor.setFreeInodes(0x23456);
        descriptor.setUsedDirectories(0x34567);
        descriptor.setUnusedInodes(0x45678);
        descriptor.setBlockBitmapChecksum(0xDEADBEEF);
        descriptor.setInodeBitmapChecksum(0x01234567);
        return descriptor;
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 128})
    void wideDescriptorKeepsBothHalves(int size) {
        GroupDescriptor descriptor = filled(new byte[3 * size], size, size);
        assertEquals(0x1_2345_6789L, descriptor.blockBitmap());
        assertEquals(0x2_3456_789AL, descriptor.inodeBitmap());
        assertEquals(0xFFFF_8000_0001L, descriptor.inodeTable());
        assertEquals(0x12345, descriptor.freeBlocks());
        assertEquals(0x23456, descriptor.freeInodes());
        assertEquals(0x34567, descriptor.usedDirectories());
        assertEquals(0x45678, descriptor.unusedInodes());
        assertEquals(0xDEADBEEF, descriptor.blockBitmapChecksum());
        assertEquals(0x01234567, descriptor.inodeBitmapChecksum());
    }

    @Test
    void smallDescriptorKeepsLowHalvesAndLeavesItsNeighbour() {
        byte[] table = new byte[96];
        GroupDescriptor descriptor = filled(table, 32, 32);
        assertEquals(0x2345_6789L, descriptor.blockBitmap());
        assertEquals(0x3456_789AL, descriptor.inodeBitmap());
        assertEquals(0x8000_0001L, descriptor.inodeTable());
        assertEquals(0x2345, descriptor.freeBlocks());
        assertEquals(0x3456, descriptor.freeInodes());
        assertEquals(0x4567, descriptor.usedDirectories());
        assertEquals(0x5678, descriptor.unusedInodes());
        assertEquals(0xBEEF, descriptor.blockBitmapChecksum());
        assertEquals(0x4567, descriptor.inodeBitmapChecksum());
        for (int i = 64; i < 96; i++) {
            assertEquals(0, table[i], "byte " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void sealCoversNumberAndAllBytes(int size) {
        byte[] superblock = new byte[Superblock.SIZE];
        byte[] table = new byte[size];
        GroupDescriptor descriptor = filled(table, 0, size);
        descriptor.sealCrc16(superblock, 7);
        assertEquals(descriptor.computedCrc16(superblock, 7), descriptor.storedChecksum());
        assertNotEquals(descriptor.computedCrc16(superblock, 8), descriptor.storedChecksum());
        table[size - 8] ^= 1;
        assertNotEquals(descriptor.computedCrc16(superblock, 7), descriptor.storedChecksum());
        descriptor.seal(ChecksumSeed.ONES, 7);
        assertEquals(descriptor.computedChecksum(ChecksumSeed.ONES, 7), descriptor.storedChecksum());
        table[size - 8] ^= 1;
        assertNotEquals(descriptor.computedChecksum(ChecksumSeed.ONES, 7), descriptor.storedChecksum());
    }
}
