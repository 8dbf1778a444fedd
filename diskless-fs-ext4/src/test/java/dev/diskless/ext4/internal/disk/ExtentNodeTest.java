package dev.diskless.ext4.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ExtentNodeTest {

    @Test
    void capacityLeavesRoomForTheChecksum() {
        assertEquals(4, ExtentNode.root(new Inode(new byte[256])).capacity());
        assertEquals(84, ExtentNode.inBlock(new byte[1024]).capacity());
        assertEquals(340, ExtentNode.inBlock(new byte[4096]).capacity());
    }

    @Test
    void entriesStayInOrder() {
        ExtentNode node = ExtentNode.inBlock(new byte[1024]);
        node.format(0);
        node.insertExtent(0, 10, 5, 1000);
        node.insertExtent(1, 30, 5, 0x1234_5678_9ABCL);
        node.insertExtent(1, 20, 32768, 2000);
        assertEquals(3, node.entries());
        assertEquals(20, node.logical(1));
        assertEquals(2000, node.physical(1));
        assertEquals(0x1234_5678_9ABCL, node.physical(2));
        assertEquals(-1, node.search(9));
        assertEquals(0, node.search(10));
        assertEquals(1, node.search(29));
        assertEquals(2, node.search(0xFFFFFFFFL));
    }

    @Test
    void lengthAbove32768MeansUnwritten() {
        byte[] block = new byte[1024];
        ExtentNode node = ExtentNode.inBlock(block);
        node.format(0);
        node.insertExtent(0, 0, 32768, 1000);
        assertFalse(node.isUnwritten(0));
        assertEquals(32768, node.length(0));
        LittleEndian.put16(block, 16, 32769);
        assertTrue(node.isUnwritten(0));
        assertEquals(1, node.length(0));
    }

    @Test
    void upperEntriesMoveToTheOtherNode() {
        ExtentNode node = ExtentNode.inBlock(new byte[1024]);
        ExtentNode other = ExtentNode.inBlock(new byte[1024]);
        node.format(1);
        other.format(1);
        for (int i = 0; i < 10; i++) {
            node.insertChild(i, i * 100L, 5000 + i);
        }
        node.moveTo(other, 7);
        assertEquals(7, node.entries());
        assertEquals(3, other.entries());
        assertEquals(700, other.logical(0));
        assertEquals(5007, other.child(0));
        assertEquals(84, node.max());
    }
}
