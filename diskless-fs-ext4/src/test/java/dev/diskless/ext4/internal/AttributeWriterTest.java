package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.ext4.internal.disk.AttributeList;
import dev.diskless.ext4.internal.disk.AttributeName;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where attributes go, what is refused, and what is left as it was. */
class AttributeWriterTest {

    private static final int MAGIC = Inode.BASE_SIZE + Inode.EXTRA_SIZE;
    private static final int FIRST = MAGIC + 4;

    private Patient patient;
    private AttributeState file;

    @BeforeEach
    void prepare() throws IOException {
        patient = new Patient();
        file = state(Sample.FILE | 0644, 256);
    }

    private AttributeState state(int mode, int inodeSize) throws IOException {
        VolumeGeometry geometry = ReadableVolume.open(patient.device).geometry;
        Inode inode = new Inode(new byte[inodeSize]);
        LittleEndian.put16(inode.bytes(), 0, mode);
        if (inodeSize > Inode.BASE_SIZE) {
            LittleEndian.put16(inode.bytes(), Inode.BASE_SIZE, Inode.EXTRA_SIZE);
        }
        return new AttributeState(geometry, inode, null);
    }

    private void set(String name, int size) throws IOException {
        set(name, Sample.noise(size, size));
    }

    private void set(String name, byte[] value) throws IOException {
        file.make(Sample.bytes(name), value);
    }

    private void remove(String name) throws IOException {
        file.make(Sample.bytes(name), null);
    }

    private List<String> inInode() {
        return AttributeList.isIn(file.inode) ? names(AttributeList.in(file.inode)) : List.of();
    }

    private List<String> inBlock() {
        return file.block == null ? List.of() : names(AttributeList.inBlock(file.block));
    }

    private static List<String> names(AttributeList list) {
        List<String> names = new ArrayList<>();
        for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
            byte[] name = AttributeName.full(list.nameIndex(at), list.name(at));
            names.add(new String(name, StandardCharsets.UTF_8));
        }
        return names;
    }

    /** Gives up a change, which must leave everything as it was. */
    private <T extends Exception> T assertRefused(Class<T> type, String name, byte[] value) {
        byte[] inode = file.inode.bytes().clone();
        byte[] block = file.block == null ? null : file.block.clone();
        T thrown = assertThrows(type, () -> set(name, value));
        assertArrayEquals(inode, file.inode.bytes());
        assertArrayEquals(block, file.block);
        return thrown;
    }

    @Test
    void smallValueGoesIntoTheInode() throws IOException {
        set("user.a", 20);
        assertEquals(List.of("user.a"), inInode());
        assertNull(file.block);
    }

    @Test
    void valueWithoutRoomInTheInodeGoesIntoTheBlock() throws IOException {
        set("user.a", 20);
        set("user.b", 60);
        assertEquals(List.of("user.a"), inInode());
        assertEquals(List.of("user.b"), inBlock());
    }

    @Test
    void replacedValueThatNoLongerFitsMovesIntoTheBlock() throws IOException {
        set("user.a", 20);
        set("user.a", 200);
        assertEquals(List.of(), inInode());
        assertEquals(List.of("user.a"), inBlock());
        assertEquals(0, LittleEndian.i32(file.inode.bytes(), MAGIC));
    }

    @Test
    void replacedValueThatFitsAgainMovesIntoTheInode() throws IOException {
        set("user.a", 200);
        set("user.a", 20);
        assertEquals(List.of("user.a"), inInode());
        assertNull(file.block);
    }

    @Test
    void inodeIsFilledToTheLastByte() throws IOException {
        set("user.abcd", 92 - 4 - 20);
        assertEquals(List.of("user.abcd"), inInode());
        set("user.abcd", 92 - 4 - 20 + 1);
        assertEquals(List.of("user.abcd"), inBlock());
    }

    @Test
    void blockIsFilledToTheLastByte() throws IOException {
        set("user.abcd", Patient.BLOCK - AttributeList.BLOCK_HEADER - 4 - 20);
        assertEquals(List.of("user.abcd"), inBlock());
        byte[] more = new byte[Patient.BLOCK - AttributeList.BLOCK_HEADER - 4 - 20 + 1];
        assertRefused(ImageFullException.class, "user.abcd", more);
        assertRefused(ImageFullException.class, "user.other", new byte[1 << 20]);
    }

    @Test
    void oldInodeKeepsAllInTheBlock() throws IOException {
        file = state(Sample.FILE, 128);
        set("user.a", 1);
        assertEquals(List.of("user.a"), inBlock());
    }

    @Test
    void inodeWithoutExtraFieldsKeepsAllInTheBlock() throws IOException {
        LittleEndian.put16(file.inode.bytes(), Inode.BASE_SIZE, 0);
        byte[] before = file.inode.bytes().clone();
        set("user.a", 1);
        assertEquals(List.of("user.a"), inBlock());
        assertArrayEquals(before, file.inode.bytes());
    }

    @Test
    void leftoversInTheRoomOfTheInodeAreCleared() throws IOException {
        for (int at = MAGIC; at < 256; at++) {
            file.inode.bytes()[at] = 1;
        }
        set("user.a", 4);
        assertEquals(List.of("user.a"), inInode());
        assertEquals(0, file.inode.bytes()[FIRST + 20]);
    }

    @Test
    void entriesOfTheBlockAreInOrder() throws IOException {
        for (String name :
                List.of("trusted.a", "user.bb", "user.\u00fc", "user.b", "security.a", "user.aa", "user.a")) {
            set(name, 100);
        }
        assertEquals(
                List.of("user.a", "user.b", "user.aa", "user.bb", "user.\u00fc", "trusted.a", "security.a"), inBlock());
    }

    @Test
    void newBlockBelongsToOneInode() throws IOException {
        set("user.a", 200);
        AttributeList.inBlock(file.block).setReferences(7);
        byte[] shared = file.block;
        byte[] before = shared.clone();
        set("user.b", 200);
        assertArrayEquals(before, shared);
        assertEquals(1, AttributeList.inBlock(file.block).references());
    }

    @Test
    void blockStaysTheSameWhereOnlyTheInodeChanges() throws IOException {
        set("user.large", 200);
        byte[] block = file.block;
        set("user.a", 4);
        assertSame(block, file.block);
        remove("user.a");
        assertSame(block, file.block);
        set("user.large", 200);
        assertSame(block, file.block);
    }

    @Test
    void nothingIsLeftOfTheLastAttribute() throws IOException {
        byte[] before = file.inode.bytes().clone();
        set("user.a", 20);
        set("user.b", 200);
        remove("user.a");
        remove("user.b");
        assertArrayEquals(before, file.inode.bytes());
        assertNull(file.block);
    }

    @Test
    void attributeInBothPlacesIsReplacedInOne() throws IOException {
        set("user.a", 200);
        byte[] block = file.block;
        set("user.a", 4);
        file.block = block;
        set("user.a", 4);
        assertEquals(List.of("user.a"), inInode());
        assertNull(file.block);
        file.block = block;
        set("user.a", 300);
        assertEquals(List.of(), inInode());
        assertEquals(List.of("user.a"), inBlock());
    }

    @Test
    void attributeInBothPlacesIsRemovedFromBoth() throws IOException {
        set("user.a", 200);
        byte[] block = file.block;
        set("user.a", 4);
        file.block = block;
        remove("user.a");
        assertEquals(List.of(), inInode());
        assertNull(file.block);
    }

    @Test
    void missingAttributeIsNotRemoved() throws IOException {
        set("user.b", 3);
        assertRefused(NoSuchFileException.class, "user.a", null);
        assertRefused(NoSuchFileException.class, "system.posix_acl_access", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "user.",
                "other.a",
                "system.data",
                "system.other",
                "system.richacl",
                "gnu.a",
                "trusted.",
                "user.a\0b",
                "system.posix_acl_access.a"
            })
    void nameThatLinuxDoesNotTakeIsRefused(String name) {
        assertRefused(InvalidRequestException.class, name, new byte[1]);
    }

    @Test
    void nameHasAtMost255BytesBehindItsBeginning() throws IOException {
        set("user." + "n".repeat(255), 1);
        assertEquals(1, inBlock().size());
        assertRefused(InvalidRequestException.class, "user." + "n".repeat(256), new byte[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1000, 0x2000, 0x6000, 0xA000, 0xC000})
    void userAttributeBelongsToFilesAndDirectories(int type) throws IOException {
        file = state(type, 256);
        assertRefused(InvalidRequestException.class, "user.a", new byte[1]);
        set("trusted.a", 1);
        assertEquals(List.of("trusted.a"), inInode());
    }

    @Test
    void inodeWithInlineDataIsRefused() throws IOException {
        set("user.a", 1);
        file.inode.setFlags(Inode.FLAG_INLINE_DATA);
        assertRefused(UnsupportedFeatureException.class, "user.a", null);
    }

    @Test
    void inlineDataWithoutTheFlagIsRefused() throws IOException {
        set("user.data", 1);
        LittleEndian.put8(file.inode.bytes(), FIRST + 1, AttributeName.SYSTEM);
        assertRefused(UnsupportedFeatureException.class, "user.a", new byte[1]);
        assertRefused(UnsupportedFeatureException.class, "system.data", null);
        file.writer.requireOwnValues(12, file.inode, null);
    }

    @Test
    void valueInAnInodeOfItsOwnIsRefused() throws IOException {
        patient.superblock(bytes -> LittleEndian.put32(bytes, 0x60, LittleEndian.i32(bytes, 0x60) | 0x400));
        file = state(Sample.FILE, 256);
        set("user.a", 20);
        set("user.b", 200);
        file.writer.requireOwnValues(12, file.inode, file.block);
        LittleEndian.put32(file.block, AttributeList.BLOCK_HEADER + 4, 13);
        assertRefused(UnsupportedFeatureException.class, "user.c", new byte[1]);
        assertThrows(UnsupportedFeatureException.class, () -> file.writer.requireOwnValues(12, file.inode, file.block));
        file.block = null;
        LittleEndian.put32(file.inode.bytes(), FIRST + 4, 13);
        assertRefused(UnsupportedFeatureException.class, "user.c", new byte[1]);
        assertThrows(UnsupportedFeatureException.class, () -> file.writer.requireOwnValues(12, file.inode, null));
    }

    /** Damages the lists of an inode that has one attribute in the inode and two in the block. */
    private void assertFound(Consumer<byte[]> inode, Consumer<byte[]> block) throws IOException {
        for (boolean inBlock : new boolean[] {false, true}) {
            prepare();
            set("user.a", 4);
            set("user.b", 200);
            set("user.c", 200);
            if (inBlock) {
                block.accept(file.block);
            } else {
                inode.accept(file.inode.bytes());
            }
            for (String name : List.of("user.a", "user.b", "user.new")) {
                assertRefused(CorruptInputException.class, name, new byte[] {1});
                assertRefused(CorruptInputException.class, name, new byte[300]);
            }
            assertRefused(CorruptInputException.class, "user.b", null);
            assertThrows(CorruptInputException.class, () -> file.writer.requireOwnValues(12, file.inode, file.block));
        }
    }

    private void assertFound(int field, Consumer<ByteBuffer> damage) throws IOException {
        assertFound(bytes -> damage.accept(at(bytes, FIRST + field)), bytes -> damage.accept(at(bytes, 32 + field)));
    }

    private static ByteBuffer at(byte[] bytes, int from) {
        return ByteBuffer.wrap(bytes, from, bytes.length - from).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void valueOutsideItsRoomIsFound() throws IOException {
        assertFound(2, bytes -> bytes.putShort((short) -1));
    }

    @Test
    void valueAmongTheEntriesIsFound() throws IOException {
        assertFound(2, bytes -> bytes.putShort((short) 4));
    }

    @Test
    void sizeOfAValueBeyondItsRoomIsFound() throws IOException {
        assertFound(8, bytes -> bytes.putInt(-1));
    }

    @Test
    void valueInodeWithoutTheFeatureIsFound() throws IOException {
        assertFound(4, bytes -> bytes.putInt(13));
    }

    @Test
    void wrongHashIsFound() throws IOException {
        assertFound(12, bytes -> bytes.putInt(1));
    }

    @Test
    void nameWithNulIsFound() throws IOException {
        assertFound(16, bytes -> bytes.put((byte) 0));
    }

    @Test
    void listWithoutEndIsFound() throws IOException {
        assertFound(0, bytes -> {
            while (bytes.remaining() >= 20) {
                bytes.putInt(0x0101).putInt(0).putInt(0).putInt(0).putInt('a');
            }
            while (bytes.hasRemaining()) {
                bytes.put((byte) 1);
            }
        });
    }

    @Test
    void nameBeyondTheEndIsFound() throws IOException {
        assertFound(0, bytes -> {
            for (int at = 0; at + 20 <= bytes.limit(); at += 20) {
                bytes.putShort(at, (short) 0x01FF);
            }
        });
    }

    @Test
    void valuesThatOverlapAreFound() throws IOException {
        set("user.a", 500);
        for (String name : List.of("user.b", "user.c", "user.d")) {
            set(name, 100);
        }
        // All name the place of the first, and a length up to the end.
        AttributeList list = AttributeList.inBlock(file.block);
        for (int at = list.first(); !list.isEnd(at); at = list.next(at)) {
            int start = list.valueStart(list.first());
            LittleEndian.put16(file.block, at + 2, start);
            LittleEndian.put32(file.block, at + 8, Patient.BLOCK - start);
            LittleEndian.put32(file.block, at + 12, list.entry(at).computedHash());
        }
        assertRefused(CorruptInputException.class, "user.e", new byte[100]);
    }

    @Test
    void blockWithoutMagicIsFound() throws IOException {
        set("user.a", 200);
        file.block[0] ^= 1;
        assertRefused(CorruptInputException.class, "user.a", new byte[1]);
    }

    @Test
    void blockOfSeveralBlocksIsFound() throws IOException {
        set("user.a", 200);
        file.block[8] = 2;
        assertRefused(CorruptInputException.class, "user.a", new byte[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 132, 65532})
    void impossibleSizeOfExtraFieldsIsFound(int extra) throws IOException {
        LittleEndian.put16(file.inode.bytes(), Inode.BASE_SIZE, extra);
        assertRefused(CorruptInputException.class, "user.a", new byte[1]);
    }

    /** A model of names and values says what the reader has to find after every step. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void readerFindsWhatAModelHas(int seed) throws IOException {
        long place = (4 << 20) / Patient.BLOCK - 1;
        file = state(Sample.DIRECTORY | 0755, 256);
        file.inode.setLinks(2);
        Map<String, byte[]> model = new TreeMap<>();
        for (AttributeStep step : AttributeStep.sequence(seed, 200, Patient.BLOCK)) {
            if (step.outcome(file).equals("done")) {
                boolean kept = step.value() != null && (!step.name().startsWith("system.") || stored(step.name()));
                if (kept) {
                    model.put(step.name(), step.value());
                } else {
                    model.remove(step.name());
                }
            }
            if (file.block != null) {
                file.writer.seal(file.block, place);
                patient.write(place * Patient.BLOCK, file.block);
            }
            patient.inode(patient.directory, bytes -> {
                System.arraycopy(file.inode.bytes(), 0, bytes, 0, bytes.length);
                LittleEndian.put32(bytes, 0x68, file.block == null ? 0 : place);
            });
            Volume volume = patient.open();
            Map<String, byte[]> found = new TreeMap<>();
            for (byte[] name : volume.attributeNames(patient.directory)) {
                byte[] value = volume.attribute(patient.directory, name);
                assertNull(found.put(new String(name, StandardCharsets.UTF_8), value));
            }
            assertEquals(model.keySet(), found.keySet());
            model.forEach((name, value) -> assertArrayEquals(value, found.get(name), name));
            assertTrue(inInode().stream().noneMatch(inBlock()::contains));
        }
    }

    private boolean stored(String name) {
        return inInode().contains(name) || inBlock().contains(name);
    }
}
