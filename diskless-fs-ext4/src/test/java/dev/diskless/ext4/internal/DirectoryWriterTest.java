package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.ext4.internal.disk.ChecksumSeed;
import dev.diskless.ext4.internal.disk.DirectoryBlock;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.HashTreeNode;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Mode;
import dev.diskless.ext4.internal.disk.NameHash;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are put in and taken out again. */
class DirectoryWriterTest {

    private static final long NUMBER = 12;
    private static final int CSUM = Features.METADATA_CSUM;
    private static final byte[] DOT_DOT = {'.', '.'};

    @ParameterizedTest
    @CsvSource({
        "1024, true, 0, 1",
        "1024, true, 1, 1",
        "1024, true, 2, 2",
        "1024, false, 1, 2",
        "4096, true, 1, 1",
        "4096, false, 0, 2",
        "4096, false, 2, 1",
        "65536, true, 1, 1",
        "65536, false, 2, 1"
    })
    void namesArePutInAndTakenOutInAnyOrder(int blockSize, boolean checksums, int version, int sign)
            throws IOException {
        MemoryDirectory directory = directory(blockSize, Features.DIR_INDEX, Features.FILETYPE, checksums ? CSUM : 0);
        LittleEndian.put8(directory.superblock.bytes(), Superblock.DEFAULT_HASH_VERSION, version);
        LittleEndian.put32(directory.superblock.bytes(), Superblock.FLAGS, sign);
        directory.format(2);
        change(directory, Math.min(4000, blockSize / 2));
        assertTrue(directory.isIndexed());
        assertEquals(version, HashTreeNode.root(directory.read(0)).hashVersion());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void directoryWithoutTreeStaysWithout(boolean checksums) throws IOException {
        MemoryDirectory directory = directory(1024, 0, Features.FILETYPE, checksums ? CSUM : 0);
        directory.format(2);
        change(directory, 400);
        assertFalse(directory.isIndexed());
    }

    private static void change(MemoryDirectory directory, int rounds) throws IOException {
        Random random = new Random(rounds);
        Map<String, Long> model = new TreeMap<>();
        for (int i = 0; i < rounds * 4; i++) {
            int growing = i < rounds * 2 ? 4 : 1;
            if (model.isEmpty() || random.nextInt(growing + 1) > 0 && growing > 1 || random.nextInt(3) == 0) {
                String name = name(random, i);
                directory.insert(latin(name), 100 + i);
                model.put(name, 100L + i);
            } else {
                Iterator<String> names = model.keySet().iterator();
                for (int skip = random.nextInt(model.size()); skip > 0; skip--) {
                    names.next();
                }
                String name = names.next();
                names.remove();
                directory.remove(latin(name));
            }
        }
        check(directory, model);
        assertFalse(directory.writer.isEmpty(NUMBER, directory.inode, directory));
        for (String name : model.keySet()) {
            directory.remove(latin(name));
        }
        check(directory, Map.of());
        assertTrue(directory.writer.isEmpty(NUMBER, directory.inode, directory));
    }

    private static void check(MemoryDirectory directory, Map<String, Long> model) throws IOException {
        assertEquals(model, directory.names());
        for (Map.Entry<String, Long> entry : model.entrySet()) {
            if (directory.isIndexed()) {
                assertEquals(entry.getValue(), directory.lookup(latin(entry.getKey())), entry.getKey());
            }
        }
        if (directory.isIndexed()) {
            assertEquals(-1, directory.lookup(latin("a name that is not there")));
        }
        ChecksumSeed seed = directory.geometry.seed().ofInode(NUMBER, directory.inode.generation());
        for (int i = 0; i < directory.count() && directory.geometry.hasMetadataChecksums(); i++) {
            byte[] bytes = directory.read(i);
            if (directory.isIndexed() && (i == 0 || HashTreeNode.isInner(bytes))) {
                HashTreeNode node = i == 0 ? HashTreeNode.root(bytes) : HashTreeNode.inner(bytes);
                assertTrue(node.hasTail());
                assertEquals(node.computedChecksum(seed), node.storedChecksum());
            } else {
                DirectoryBlock block = new DirectoryBlock(bytes);
                assertTrue(block.hasTail());
                assertEquals(block.computedChecksum(seed), block.storedChecksum());
            }
        }
    }

    @Test
    void namesWithOneHashAreSharedOutToSeveralLeaves() throws IOException {
        MemoryDirectory directory = indexed(1024);
        LittleEndian.put8(directory.superblock.bytes(), Superblock.DEFAULT_HASH_VERSION, NameHash.LEGACY);
        directory.format(2);
        Random random = new Random(1);
        Map<String, Long> model = new TreeMap<>();
        int i = 0;
        for (byte[] name : LegacyCollisions.of(latin("n".repeat(200)), 24)) {
            i++;
            directory.insert(name, 100 + i);
            model.put(new String(name, StandardCharsets.ISO_8859_1), 100L + i);
            String other = name(random, i);
            directory.insert(latin(other), 10_000 + i);
            model.put(other, 10_000L + i);
        }
        check(directory, model);
        HashTreeNode root = HashTreeNode.root(directory.read(0));
        int continued = 0;
        for (int pair = 0; pair < root.count(); pair++) {
            continued += root.hash(pair) & HashTreeNode.CONTINUES;
        }
        assertTrue(continued >= 5, continued + " leaves continue");
    }

    @Test
    void fullTreeIsRefusedBeforeAnythingIsChanged() throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        Random random = new Random(5);
        LimitExceededException full = assertThrows(LimitExceededException.class, () -> {
            for (int i = 0; i < 100_000; i++) {
                byte[] name = longName(i, random);
                int changes = directory.changes;
                int count = directory.count();
                try {
                    directory.insert(name, 100);
                } catch (LimitExceededException e) {
                    assertEquals(changes, directory.changes);
                    assertEquals(count, directory.count());
                    throw e;
                }
            }
        });
        assertTrue(full.getMessage().contains("directory " + NUMBER));
        assertEquals(1, HashTreeNode.root(directory.read(0)).levels());
        assertTrue(directory.count() > 123 * 63);
    }

    @Test
    void largeDirectoriesGetATreeOfThreeLevels() throws IOException {
        MemoryDirectory directory = directory(1024, Features.DIR_INDEX, Features.FILETYPE | Features.LARGEDIR, CSUM);
        directory.format(2);
        Random random = new Random(5);
        for (int i = 0; i < 40_000; i++) {
            directory.insert(longName(i, random), 100 + i);
        }
        assertEquals(2, HashTreeNode.root(directory.read(0)).levels());
        assertEquals(40_000, directory.names().size());
        random = new Random(5);
        for (int i = 0; i < 40_000; i++) {
            assertEquals(100 + i, directory.lookup(longName(i, random)));
        }
    }

    @Test
    void directoryOfMoreThan32MebibytesIsRefused() throws IOException {
        MemoryDirectory directory = directory(65536, 0, Features.FILETYPE, 0);
        directory.format(2);
        Random random = new Random(5);
        assertThrows(LimitExceededException.class, () -> {
            for (int i = 0; i < 200_000; i++) {
                directory.insert(longName(i, random), 100);
            }
        });
        assertEquals(512, directory.count());
    }

    @Test
    void eachNameTouchesFewBlocks() throws IOException {
        MemoryDirectory directory = indexed(4096);
        directory.format(2);
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            directory.insert(latin("name-" + i), 100 + i);
        }
        assertTrue(directory.changes < count + 4 * directory.count(), () -> directory.changes + " changes");
        for (int i = 0; i < count; i += 7) {
            assertEquals(100 + i, directory.lookup(latin("name-" + i)));
        }
    }

    @Test
    void roomBetweenNamesIsUsedAgain() throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        for (int i = 0; i < 61; i++) {
            directory.insert(latin(String.format(java.util.Locale.ROOT, "%08d", i)), 100 + i);
        }
        assertEquals(1, directory.count());
        directory.remove(latin("00000030"));
        directory.insert(latin("another"), 7);
        assertEquals(1, directory.count());
        directory.remove(latin("00000000"));
        directory.remove(latin("00000001"));
        directory.insert(latin("x".repeat(24)), 8);
        assertEquals(1, directory.count());
        assertFalse(directory.isIndexed());
    }

    @Test
    void emptyBlocksAreUsed() throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        for (int i = 0; i < 11; i++) {
            directory.writer.appendEmpty(NUMBER, directory.inode, directory);
        }
        assertTrue(directory.writer.isEmpty(NUMBER, directory.inode, directory));
        for (int i = 0; i < 500; i++) {
            directory.insert(latin("some-name-" + i), 100 + i);
        }
        assertEquals(12, directory.count());
        for (int i = 500; i < 900; i++) {
            directory.insert(latin("some-name-" + i), 100 + i);
        }
        assertFalse(directory.isIndexed());
        assertEquals(900, directory.names().size());
    }

    @Test
    void blockFullOfFreeEntriesIsTidied() throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        DirectoryBlock block = new DirectoryBlock(directory.change(0));
        block.insert(12, latin("x"), 50, 1);
        for (int at = 36; at < block.end(); at += 12) {
            block.putFree(at, 12);
        }
        block.putFree(24, 12);
        directory.insert(latin("a name with 24 characters"), 51);
        assertEquals(Map.of("a name with 24 characters", 51L), directory.names());
        assertEquals(51, directory.lookup(latin("a name with 24 characters")));
        block = new DirectoryBlock(directory.change(1));
        block.format();
        for (int at = 0; at < block.end(); at += 12) {
            block.putFree(at, Math.min(12, block.end() - at));
        }
        directory.insert(latin("another name with 30 characters"), 52);
        assertEquals(52, directory.lookup(latin("another name with 30 characters")));
        assertEquals(2, directory.count());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 300})
    void nameIsMadeToStandForAnotherInode(int others) throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        directory.insert(latin("one"), 20);
        for (int i = 0; i < others; i++) {
            directory.insert(latin("other-" + i), 21);
        }
        directory.writer.replace(NUMBER, directory.inode, directory, latin("one"), 77, 7);
        directory.writer.replace(NUMBER, directory.inode, directory, DOT_DOT, 99, 2);
        assertEquals(77L, directory.names().get("one"));
        assertEquals(99, new DirectoryBlock(directory.read(0)).inode(12));
        Map<String, Long> model = directory.names();
        check(directory, model);
    }

    @Test
    void typeIsLeftOutWhereTheVolumeKeepsNone() throws IOException {
        MemoryDirectory directory = directory(1024, Features.DIR_INDEX, 0, 0);
        directory.format(2);
        for (int i = 0; i < 100; i++) {
            directory.insert(latin("name-" + i), 100 + i);
        }
        directory.writer.replace(NUMBER, directory.inode, directory, latin("name-5"), 5, 1);
        for (byte[] bytes : directory.blocks) {
            DirectoryBlock block = new DirectoryBlock(bytes);
            for (int at = 0; at < bytes.length; at += block.distance(at)) {
                assertEquals(0, block.type(at));
            }
        }
    }

    @Test
    void nameOfTheOtherSignIsFoundAndTakenOut() throws IOException {
        MemoryDirectory directory = indexed(1024);
        LittleEndian.put32(directory.superblock.bytes(), Superblock.FLAGS, 2);
        directory.format(2);
        for (int i = 0; i < 500; i++) {
            directory.insert(latin("caf\u00e9-" + i), 100 + i);
        }
        LittleEndian.put32(directory.superblock.bytes(), Superblock.FLAGS, 1);
        for (int i = 0; i < 500; i++) {
            assertEquals(100 + i, directory.lookup(latin("caf\u00e9-" + i)));
            directory.remove(latin("caf\u00e9-" + i));
        }
        assertTrue(directory.writer.isEmpty(NUMBER, directory.inode, directory));
    }

    @ParameterizedTest
    @ValueSource(ints = {Inode.FLAG_ENCRYPTED, Inode.FLAG_CASEFOLD, Inode.FLAG_INLINE_DATA})
    void directoryWithoutPlainNamesIsRefused(int flag) throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        directory.insert(latin("name"), 20);
        directory.inode.setFlags(flag);
        assertThrows(UnsupportedFeatureException.class, () -> directory.insert(latin("b"), 21));
        assertThrows(UnsupportedFeatureException.class, () -> directory.remove(latin("name")));
        assertThrows(
                UnsupportedFeatureException.class,
                () -> directory.writer.replace(NUMBER, directory.inode, directory, latin("name"), 3, 1));
        assertThrows(
                UnsupportedFeatureException.class, () -> directory.writer.isEmpty(NUMBER, directory.inode, directory));
    }

    @Test
    void treeOfAnUnknownHashTakesNoNames() throws IOException {
        MemoryDirectory directory = indexed(1024);
        directory.format(2);
        for (int i = 0; i < 200; i++) {
            directory.insert(latin("name-" + i), 100 + i);
        }
        LittleEndian.put8(directory.change(0), 28, 6);
        assertThrows(UnsupportedFeatureException.class, () -> directory.insert(latin("b"), 21));
        directory.remove(latin("name-7"));
        assertEquals(199, directory.names().size());
    }

    static String name(Random random, int i) {
        StringBuilder name = new StringBuilder("n" + i + "-");
        int length = random.nextInt(8) == 0 ? random.nextInt(240) : random.nextInt(30);
        for (int c = 0; c < length; c++) {
            int character = 1 + random.nextInt(255);
            name.append((char) (character == '/' ? '_' : character));
        }
        return name.toString();
    }

    private static byte[] longName(int i, Random random) {
        byte[] name = new byte[255];
        for (int c = 0; c < name.length; c++) {
            name[c] = (byte) ('a' + random.nextInt(26));
        }
        byte[] number = latin(i + "-");
        System.arraycopy(number, 0, name, 0, number.length);
        return name;
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static MemoryDirectory indexed(int blockSize) {
        return directory(blockSize, Features.DIR_INDEX, Features.FILETYPE, CSUM);
    }

    private static MemoryDirectory directory(int blockSize, int compatible, int incompatible, int readOnly) {
        Superblock superblock = new Superblock(new byte[Superblock.SIZE]);
        superblock.putUuid(Superblock.HASH_SEED, Sample.HASH_SEED);
        LittleEndian.put8(superblock.bytes(), Superblock.DEFAULT_HASH_VERSION, NameHash.HALF_MD4);
        LittleEndian.put32(superblock.bytes(), Superblock.FLAGS, 1);
        VolumeGeometry geometry = new VolumeGeometry(
                blockSize,
                blockSize,
                1 << 20,
                0,
                8192,
                2048,
                1 << 18,
                11,
                256,
                128,
                32,
                0,
                0,
                0,
                new Features(compatible, incompatible, readOnly),
                ChecksumSeed.ofUuid(new byte[16]));
        return new MemoryDirectory(geometry, superblock, NUMBER, Inode.fresh(256, Mode.DIRECTORY | 0755, Sample.TIME));
    }
}
