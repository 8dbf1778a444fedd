package dev.diskless.ext4.internal.check;

import static dev.diskless.ext4.internal.disk.LittleEndian.put32;
import static dev.diskless.ext4.internal.disk.LittleEndian.u16;
import static dev.diskless.ext4.internal.disk.LittleEndian.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.internal.disk.Features;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of extended attributes that a reader refuses is found by a check. */
class AttributeDamageTest {

    private static final int HEADER = 32;
    private static final int SMALL = 4 + Inode.BASE_SIZE + 32;

    @TempDir
    Path folder;

    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = BaseImage.make(folder, "image", 4 << 20, "-t ext4 -b 1024 -O ^has_journal,ea_inode");
        Path value = Files.write(folder.resolve("value"), new byte[1024]);
        RealTool.named("debugfs")
                .run("-w", "-R", "ea_set -f " + value + " other user.large", image)
                .succeeded();
        // debugfs does not count the blocks of such values; the real checker does.
        RealTool.named("e2fsck").run("-fy", image);
        assertFound();
    }

    @Test
    void valueInAnInodeThatHoldsNone() throws IOException {
        try (Wound wound = new Wound(image)) {
            other(wound, (bytes, entry) -> put32(bytes, entry + 4, 2));
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
    }

    @Test
    void valueInAnInodeThatIsNotThere() throws IOException {
        try (Wound wound = new Wound(image)) {
            other(wound, (bytes, entry) -> put32(bytes, entry + 4, 0xFFFFFFFFL));
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
    }

    @Test
    void hashThatIsNotThatOfTheInodeWithTheValue() throws IOException {
        try (Wound wound = new Wound(image)) {
            other(wound, (bytes, entry) -> put32(bytes, entry + 12, u32(bytes, entry + 12) ^ 1));
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
    }

    @Test
    void valueInAnInodeOnAVolumeWithoutSuch() throws IOException {
        try (Wound wound = new Wound(image)) {
            wound.superblock(bytes -> put32(bytes, 0x60, u32(bytes, 0x60) & ~Features.EA_INODE));
        }
        assertFound(Problem.ATTRIBUTE_ENTRY, Problem.INODE_FLAGS);
    }

    @Test
    void valueThatItsInodeHasAnotherChecksumOf() throws IOException {
        try (Wound wound = new Wound(image)) {
            other(wound, (bytes, entry) -> holder = u32(bytes, entry + 4));
            wound.flip(wound.physical(holder, 0) * 1024 + 5);
        }
        assertFound(Problem.ATTRIBUTE_CHECKSUM);
    }

    @Test
    void nameWithANul() throws IOException {
        try (Wound wound = new Wound(image)) {
            small(wound, (bytes, entry) -> bytes[entry + 16 + 2] = 0);
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
    }

    @Test
    void attributeInABlockWithoutAKind() throws IOException {
        try (Wound wound = new Wound(image)) {
            wound.attributes(wound.find("file"), bytes -> bytes[HEADER + 1] = 0);
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
        assertNotEquals(List.of(), Judge.complaints(image));
    }

    @Test
    void malformedAccessControlList() throws IOException {
        try (Wound wound = new Wound(image)) {
            small(wound, (bytes, entry) -> bytes[entry + 1] = 2);
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
    }

    @Test
    void valuesOnEachOther() throws IOException {
        try (Wound wound = new Wound(image)) {
            long file = wound.find("file");
            wound.attributes(file, bytes -> {
                // The same value once more, under a name that gives the same hash.
                int entry = HEADER;
                int size = 16 + (LittleEndian.u8(bytes, entry) + 3 & ~3);
                System.arraycopy(bytes, entry, bytes, entry + size, size);
                put32(bytes, entry + 2 * size, 0);
                assertEquals(u16(bytes, entry + 2), u16(bytes, entry + size + 2));
            });
        }
        assertFound(Problem.ATTRIBUTE_ENTRY);
    }

    private long holder;

    private interface Cut {
        void at(byte[] bytes, int entry);
    }

    /** The value that has an inode of its own lies in a block or in the inode, as debugfs finds room. */
    private static void other(Wound wound, Cut cut) throws IOException {
        long other = wound.find("other");
        Inode inode = wound.inode(other);
        if (inode.attributeBlock() != 0) {
            wound.attributes(other, bytes -> cut.at(bytes, HEADER));
        } else {
            wound.inode(other, bytes -> cut.at(bytes, SMALL));
        }
    }

    /** The first attribute in an inode; without a hash, so that names and kinds can change. */
    private static void small(Wound wound, Cut cut) throws IOException {
        wound.inode(wound.find("small"), bytes -> {
            put32(bytes, SMALL + 12, 0);
            cut.at(bytes, SMALL);
        });
    }

    private void assertFound(Problem... problems) throws IOException {
        Set<String> expected = new TreeSet<>();
        List.of(problems).forEach(problem -> expected.add(problem.code()));
        Set<String> found = Judge.ours(image).findings().stream()
                .map(CheckFinding::code)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, found);
    }
}
