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

    @Test
    void blockWithoutATailIsFilledToItsEnd() {
        byte[] bytes = new byte[1024];
        DirectoryBlock whole = new DirectoryBlock(bytes, false);
        whole.format(12, 2, 0);
        assertEquals(1012, whole.distance(12));
        assertEquals(0, whole.type(0));
        assertFalse(whole.hasTail());
        whole.format();
        assertEquals(1024, whole.distance(0));
    }

    @Test
    void greatestBlockIsOneFreeEntry() {
        byte[] bytes = new byte[65536];
        DirectoryBlock whole = new DirectoryBlock(bytes, false);
        whole.format();
        assertEquals(65536, whole.distance(0));
        assertEquals(0xFFFF, LittleEndian.u16(bytes, 4));
        whole.insert(0, new byte[] {'a'}, 5, 1);
        whole.insert(0, new byte[] {'b'}, 6, 1);
        whole.remove(12, 0);
        assertEquals(65536, whole.distance(0));
    }

    @Test
    void roomOfARemovedEntryGoesToTheOneBefore() {
        block.format(12, 2);
        int first = block.append(new byte[4], 20, 1);
        int second = block.append(new byte[20], 21, 1);
        int third = block.append(new byte[4], 22, 1);
        assertEquals(first, block.before(second));
        block.remove(second, first);
        assertEquals(third - first, block.distance(first));
        assertEquals(0, block.inode(second));
        assertEquals(first, block.room(20));
        assertEquals(second, block.insert(first, new byte[20], 23, 1));
        assertEquals(third, second + block.distance(second));
    }

    @Test
    void firstEntryOfABlockIsOnlyMarkedAsFree() {
        block.format();
        block.append(new byte[] {'a'}, 20, 1);
        block.append(new byte[] {'b'}, 21, 1);
        assertEquals(-1, block.before(0));
        block.remove(0, -1);
        assertEquals(0, block.inode(0));
        assertEquals(12, block.distance(0));
        assertEquals(0, block.nameLength(0));
        assertEquals(-1, block.find(new byte[] {'a'}));
        assertEquals(12, block.find(new byte[] {'b'}));
        assertEquals(0, block.room(4));
        assertEquals(0, block.insert(0, new byte[] {'c'}, 22, 1));
        assertEquals(12, block.distance(0));
    }

    @Test
    void charactersThatNoNameMayHaveAreFound() {
        block.format();
        assertEquals('/', block.badCharacter(block.append(new byte[] {'a', '/'}, 20, 1)));
        assertEquals(0, block.badCharacter(block.append(new byte[] {'a', 0}, 20, 1)));
        assertEquals(-1, block.badCharacter(block.append(new byte[] {'.', '.'}, 20, 1)));
        assertTrue(block.isDots(24));
        assertFalse(block.isDots(12));
    }
}
