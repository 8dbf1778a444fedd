package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTreeNodeTest {

    @ParameterizedTest
    @CsvSource({
        "1024, true, 123, 126",
        "1024, false, 124, 127",
        "4096, true, 507, 510",
        "4096, false, 508, 511",
        "65536, true, 8187, 8190"
    })
    void limitsAreThoseOfTheKernel(int size, boolean withTail, int root, int inner) {
        assertEquals(
                root,
                HashTreeNode.formatRoot(new byte[size], withTail, 12, 2, 2, 1).limit());
        assertEquals(inner, HashTreeNode.formatInner(new byte[size], withTail).limit());
    }

    @Test
    void rootLooksLikeADirectoryWithoutNames() {
        byte[] bytes = new byte[1024];
        HashTreeNode root = HashTreeNode.formatRoot(bytes, true, 12, 2, 2, NameHash.TEA);
        DirectoryBlock block = new DirectoryBlock(bytes);
        assertEquals(12, block.inode(0));
        assertEquals(2, block.inode(12));
        assertEquals(1012, block.distance(12));
        assertTrue(root.hasInfo());
        assertEquals(NameHash.TEA, root.hashVersion());
        assertEquals(0, root.levels());
        assertFalse(root.hasCounts(true));
        root.insert(0, 0, 1);
        assertTrue(root.hasCounts(true));
        assertFalse(root.hasCounts(false));
    }

    @Test
    void innerNodeLooksLikeAFreeEntry() {
        for (int size : new int[] {1024, 65536}) {
            byte[] bytes = new byte[size];
            HashTreeNode.formatInner(bytes, true);
            assertTrue(HashTreeNode.isInner(bytes));
        }
    }

    @Test
    void pairsAreFoundByUnsignedHashes() {
        HashTreeNode node = HashTreeNode.formatInner(new byte[1024], true);
        node.insert(0, 77, 1);
        node.insert(1, 0x10, 2);
        node.insert(2, 0xF0000000, 4);
        node.insert(2, 0x70000000, 3);
        assertEquals(4, node.count());
        assertEquals(0, node.hash(0));
        assertEquals(0, node.find(0));
        assertEquals(0, node.find(0xE));
        assertEquals(1, node.find(0x10));
        assertEquals(2, node.find(0x80000000));
        assertEquals(3, node.find(0xF0000000));
        assertEquals(3, node.find(-2));
        for (int i = 0; i < 4; i++) {
            assertEquals(i + 1, node.block(i));
        }
    }

    @Test
    void upperPairsMoveToAnotherNode() {
        HashTreeNode node = HashTreeNode.formatInner(new byte[1024], true);
        for (int i = 0; i < 126; i++) {
            node.insert(i, i * 2, 100 + i);
        }
        assertTrue(node.isFull());
        HashTreeNode other = HashTreeNode.formatInner(new byte[1024], true);
        node.moveTo(other, 63);
        assertEquals(63, node.count());
        assertEquals(63, other.count());
        assertEquals(126, other.limit());
        assertEquals(163, other.block(0));
        assertEquals(128, other.hash(1));
        assertEquals(162, node.block(62));
        node.seal(ChecksumSeed.ONES);
        assertEquals(node.computedChecksum(ChecksumSeed.ONES), node.storedChecksum());
    }

    @Test
    void rootPassesAllItsPairsOn() {
        HashTreeNode root = HashTreeNode.formatRoot(new byte[1024], true, 12, 2, 2, 1);
        for (int i = 0; i < 123; i++) {
            root.insert(i, i * 2, 100 + i);
        }
        HashTreeNode inner = HashTreeNode.formatInner(new byte[1024], true);
        root.moveTo(inner, 0);
        root.insert(0, 0, 7);
        root.setLevels(1);
        assertEquals(1, root.count());
        assertEquals(7, root.block(0));
        assertEquals(1, root.levels());
        assertEquals(123, inner.count());
        assertEquals(126, inner.limit());
        assertEquals(100, inner.block(0));
        assertEquals(222, inner.block(122));
        assertEquals(244, inner.hash(122));
    }
}
