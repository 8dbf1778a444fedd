package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DirectoryBlockTest {

    private final DirectoryBlock block = new DirectoryBlock(new byte[1024]);

    @Test
    void firstBlockHoldsTheDotsAndATail() {
        block.format(12, 2);
        assertEquals(12, block.inode(0));
        assertEquals(12, block.distance(0));
        assertArrayEquals(new byte[] {'.'}, block.name(0));
        assertEquals(2, block.inode(12));
        assertEquals(1000, block.distance(12));
        assertArrayEquals(new byte[] {'.', '.'}, block.name(12));
        assertTrue(block.hasTail());
    }

    @Test
    void emptyBlockIsOneFreeEntry() {
        block.format();
        assertEquals(0, block.inode(0));
        assertEquals(1012, block.distance(0));
        assertTrue(block.hasTail());
    }

    @Test
    void entriesFillTheBlockUpToItsTail() {
        block.format();
        byte[] name = new byte[4];
        int count = 0;
        while (block.hasRoomFor(name.length)) {
            assertEquals(count * 12, block.append(name, count + 100, 1));
            count++;
        }
        assertEquals(84, count);
        assertEquals(1012 - 83 * 12, block.distance(83 * 12));
        assertEquals(-1, block.append(name, 1, 1));
        assertTrue(block.hasTail());
    }

    @Test
    void sizeOfAnEntryIsAMultipleOfFour() {
        assertEquals(12, DirectoryBlock.entrySize(1));
        assertEquals(12, DirectoryBlock.entrySize(4));
        assertEquals(16, DirectoryBlock.entrySize(5));
        assertEquals(264, DirectoryBlock.entrySize(255));
    }

    @Test
    void changeOfAnyByteChangesTheChecksum() {
        byte[] bytes = new byte[1024];
        DirectoryBlock sealed = new DirectoryBlock(bytes);
        sealed.format();
        sealed.seal(ChecksumSeed.ONES);
        assertEquals(sealed.computedChecksum(ChecksumSeed.ONES), sealed.storedChecksum());
        bytes[500] ^= 1;
        assertFalse(sealed.computedChecksum(ChecksumSeed.ONES) == sealed.storedChecksum());
    }
}
