package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.device.ImageFile;
import dev.diskless.device.RamDevice;
import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of a hash tree with two levels whose checksums are right: names are found by reading all, or not changed. */
class HashTreeDamageTest {

    private static final int BLOCK = 1024;
    private static final int INFO = 24;
    private static final int ROOT_COUNTS = 32;
    private static final int NODE_COUNTS = 8;

    @TempDir
    static Path folder;

    private static final List<byte[]> NAMES = new ArrayList<>();
    private static final List<byte[]> BLOCKS = new ArrayList<>();
    private static ByteBuffer image;
    private static long number;

    private RamDevice device;
    private MemoryDirectory directory;
    private ChecksumSeed seed;

    @BeforeAll
    static void makeImage() throws IOException {
        PlacedDirectory placed = new PlacedDirectory(folder.resolve("a.img"), "8M", "-b 1024 -O ^has_journal");
        for (int i = 0; i < 700; i++) {
            byte[] name = DirectoryWriterTest.latin(i + "-" + "x".repeat(220));
            placed.insert(name);
            NAMES.add(name);
        }
        placed.place();
        number = placed.directory.number;
        BLOCKS.addAll(placed.directory.blocks);
        try (ImageFile file = ImageFile.openReadOnly(placed.image)) {
            image = ByteBuffer.allocate((int) file.size());
            file.read(0, image);
            image.flip();
        }
        assertEquals(1, HashTreeNode.root(BLOCKS.get(0)).levels());
    }

    @BeforeEach
    void open() throws IOException {
        device = new RamDevice(image.capacity());
        device.write(0, image.duplicate());
        try (ReadableVolume volume = ReadableVolume.open(device)) {
            directory = new MemoryDirectory(volume.geometry, volume.superblock, number, volume.inodes.read(number));
            seed = volume.geometry.seed().ofInode(number, directory.inode.generation());
        }
        BLOCKS.forEach(block -> directory.blocks.add(block.clone()));
    }

    @Test
    void undamagedTreeLeadsToAllNames() throws IOException {
        store();
        assertAllFound();
        for (byte[] name : NAMES) {
            assertEquals(directory.names().get(text(name)), directory.lookup(name));
        }
    }

    @Test
    void unknownHash() throws IOException {
        root(bytes -> LittleEndian.put8(bytes, INFO + 4, 7));
        assertFoundButNotChanged();
    }

    @Test
    void reservedWordOfTheRoot() throws IOException {
        root(bytes -> LittleEndian.put32(bytes, INFO, 1));
        assertFoundButNotChanged();
    }

    @Test
    void lengthOfTheInfo() throws IOException {
        root(bytes -> LittleEndian.put8(bytes, INFO + 5, 7));
        assertFoundButNotChanged();
    }

    @Test
    void flagsOfTheRoot() throws IOException {
        root(bytes -> LittleEndian.put8(bytes, INFO + 7, 1));
        assertFoundButNotChanged();
    }

    @Test
    void tooManyLevels() throws IOException {
        root(bytes -> LittleEndian.put8(bytes, INFO + 6, 2));
        assertFoundButNotChanged();
    }

    @Test
    void tooFewLevels() throws IOException {
        root(bytes -> LittleEndian.put8(bytes, INFO + 6, 0));
        assertFoundButNotChanged();
    }

    @Test
    void rootWithoutPairs() throws IOException {
        root(bytes -> LittleEndian.put16(bytes, ROOT_COUNTS + 2, 0));
        assertFoundButNotChanged();
    }

    @Test
    void limitOfTheRoot() throws IOException {
        root(bytes -> LittleEndian.put16(bytes, ROOT_COUNTS, 100));
        assertFoundButNotChanged();
    }

    @Test
    void nodeWithoutPairs() throws IOException {
        nodes(bytes -> LittleEndian.put16(bytes, NODE_COUNTS + 2, 0));
        assertFoundButNotChanged();
    }

    @Test
    void limitOfNodes() throws IOException {
        nodes(bytes -> {
            LittleEndian.put16(bytes, NODE_COUNTS, 125);
            LittleEndian.put16(bytes, NODE_COUNTS + 2, Math.min(125, LittleEndian.u16(bytes, NODE_COUNTS + 2)));
        });
        assertFoundButNotChanged();
    }

    @Test
    void blockBehindTheEnd() throws IOException {
        pairs(directory.count());
        assertFoundButNotChanged();
    }

    @Test
    void blockThatIsTheRoot() throws IOException {
        pairs(0);
        assertFoundButNotChanged();
    }

    @Test
    void nodeInPlaceOfALeaf() throws IOException {
        int node = HashTreeNode.root(directory.read(0)).block(0);
        pairs(node);
        assertFoundButNotChanged();
    }

    @Test
    void leafInPlaceOfANode() throws IOException {
        int leaf = HashTreeNode.inner(
                        directory.read(HashTreeNode.root(directory.read(0)).block(0)))
                .block(0);
        root(bytes -> putPairs(bytes, ROOT_COUNTS, HashTreeNode.root(bytes).count(), 2, leaf));
        assertFoundButNotChanged();
    }

    @Test
    void wrongChecksumOfANode() throws IOException {
        int node = HashTreeNode.root(directory.read(0)).block(0);
        directory.blocks.get(node)[NODE_COUNTS + 6]++;
        store();
        try (ReadableVolume volume = ReadableVolume.open(device)) {
            for (byte[] name : NAMES) {
                find(volume, name);
            }
        }
    }

    @Test
    void leafOfOneHashGivesTheFaultOfThatLeafOnly() throws IOException {
        int leaf = HashTreeNode.inner(
                        directory.read(HashTreeNode.root(directory.read(0)).block(0)))
                .block(0);
        DirectoryBlock block = new DirectoryBlock(directory.blocks.get(leaf));
        List<byte[]> lost = new ArrayList<>();
        for (int at = 0; at < block.end(); at += block.distance(at)) {
            lost.add(block.name(at));
        }
        directory.blocks.get(leaf)[BLOCK - 1]++;
        store();
        int faults = 0;
        try (ReadableVolume volume = ReadableVolume.open(device)) {
            for (byte[] name : NAMES) {
                faults += find(volume, name) ? 0 : 1;
            }
        }
        assertEquals(lost.size(), faults);
    }

    @Test
    void leavesThatContinueWithoutEnd() throws IOException {
        byte[] name = NAMES.get(0);
        int hash = directory.tree().hash(name);
        int leaf = directory.tree().path(hash ^ 0x40000000).leaf();
        int inner = HashTreeNode.root(directory.read(0)).block(0);
        nodes(bytes -> {
            LittleEndian.put16(bytes, NODE_COUNTS + 2, 126);
            putPairs(bytes, NODE_COUNTS, 126, hash | 1, leaf);
        });
        root(bytes -> {
            LittleEndian.put16(bytes, ROOT_COUNTS + 2, 123);
            putPairs(bytes, ROOT_COUNTS, 123, hash | 1, inner);
        });
        assertFound(name);
    }

    @Test
    void nameInALeafForOtherHashes() throws IOException {
        byte[] moved = NAMES.get(5);
        FoundName found = directory.tree().find(moved);
        byte[] other = moved.clone();
        for (int i = 0; directory.tree().path(directory.tree().hash(other)).leaf() == found.logical(); i++) {
            other[100] = (byte) ('a' + i);
        }
        byte[] bytes = directory.blocks.get(found.logical());
        System.arraycopy(other, 0, bytes, found.at() + DirectoryBlock.ENTRY_HEADER, other.length);
        new DirectoryBlock(bytes).seal(seed);
        assertEquals(-1, directory.lookup(other));
        assertFound(other);
    }

    @Test
    void leafToWhichNothingLeads() throws IOException {
        byte[] name = NAMES.get(5);
        HashTreePath path = directory.tree().path(directory.tree().hash(name));
        int node = path.block(1);
        int pair = path.pair(1);
        byte[] bytes = directory.blocks.get(node);
        LittleEndian.put32(bytes, NODE_COUNTS + 8 * pair + 4, path.node(1).block(pair == 0 ? 1 : 0));
        seal(node);
        assertEquals(-1, directory.lookup(name));
        assertAllFound();
    }

    @Test
    void anyDamageOfATreeIsATypedFault() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            open();
            for (int i = 0; i < directory.count(); i++) {
                byte[] bytes = directory.blocks.get(i);
                if (i == 0 || HashTreeNode.isInner(bytes)) {
                    for (int change = random.nextInt(3); change >= 0; change--) {
                        int from = i == 0 ? INFO : NODE_COUNTS;
                        bytes[from + random.nextInt(random.nextBoolean() ? 16 : BLOCK - from)] =
                                (byte) random.nextInt(256);
                    }
                    seal(i);
                }
            }
            for (int i = 0; i < 20; i++) {
                byte[] name = DirectoryWriterTest.latin(DirectoryWriterTest.name(random, i));
                try {
                    directory.insert(name, 20);
                    directory.remove(name);
                } catch (DisklessException expected) {
                    // That is what damage leads to.
                }
            }
        }
    }

    private void assertFoundButNotChanged() throws IOException {
        store();
        assertAllFound();
        int changes = directory.changes;
        assertThrows(DisklessException.class, () -> directory.insert(DirectoryWriterTest.latin("y".repeat(200)), 20));
        assertEquals(changes, directory.changes);
    }

    private void assertAllFound() throws IOException {
        try (ReadableVolume volume = ReadableVolume.open(device)) {
            for (byte[] name : NAMES) {
                assertEquals(
                        directory.names().get(text(name)),
                        volume.lookup(number, name).orElseThrow());
            }
        }
    }

    private void assertFound(byte[] name) throws IOException {
        store();
        try (ReadableVolume volume = ReadableVolume.open(device)) {
            assertTrue(find(volume, name));
        }
    }

    private static boolean find(ReadableVolume volume, byte[] name) throws IOException {
        try {
            volume.lookup(number, name).orElseThrow();
            return true;
        } catch (CorruptInputException expected) {
            return false;
        }
    }

    private void root(Damager damager) {
        damager.damage(directory.blocks.get(0));
        seal(0);
    }

    private void nodes(Damager damager) {
        for (int i = 1; i < directory.count(); i++) {
            if (HashTreeNode.isInner(directory.read(i))) {
                damager.damage(directory.blocks.get(i));
                seal(i);
            }
        }
    }

    /** Makes all pairs above leaves lead to one block. */
    private void pairs(int block) {
        nodes(bytes -> putPairs(bytes, NODE_COUNTS, HashTreeNode.inner(bytes).count(), 2, block));
    }

    private static void putPairs(byte[] bytes, int counts, int count, int hash, int block) {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                LittleEndian.put32(bytes, counts + 8 * i, hash);
            }
            LittleEndian.put32(bytes, counts + 8 * i + 4, block);
        }
    }

    private void seal(int logical) {
        byte[] bytes = directory.blocks.get(logical);
        HashTreeNode node = logical == 0 ? HashTreeNode.root(bytes) : HashTreeNode.inner(bytes);
        if (node.hasTail()) {
            node.seal(seed);
        }
    }

    private void store() throws IOException {
        try (ReadableVolume volume = ReadableVolume.open(device)) {
            for (int i = 0; i < directory.count(); i++) {
                long block = volume.directories.locate(number, directory.inode, i);
                device.write(block * BLOCK, ByteBuffer.wrap(directory.read(i)));
            }
        }
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private interface Damager {
        void damage(byte[] bytes);
    }
}
