package dev.diskless.ext4.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.check.CheckReport;
import dev.diskless.ext4.internal.disk.Inode;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.ext4.internal.disk.Superblock;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Numbers in an image that ask for more memory or work than the image is worth. */
class BoundsTest {

    private static final long MOST_BYTES = 32 << 20;
    private static final int FIRST_EXTENT = Inode.BLOCK_ARRAY + 12;
    private static final int SECOND_EXTENT = FIRST_EXTENT + 12;

    private static List<PatientImage> images;

    @BeforeAll
    static void makeImages() throws IOException {
        images = BaseImages.make();
    }

    @AfterEach
    void restoreImages() {
        images.forEach(PatientImage::restore);
    }

    @Test
    void farBlockOfAnIndexedDirectoryTakesNoMemoryOfACheck() throws IOException {
        PatientImage image = image("wide");
        damage(image, Kind.INODE, bytes -> new Inode(bytes).hasFlag(Inode.FLAG_INDEX), bytes -> {
            LittleEndian.put16(bytes, Inode.BLOCK_ARRAY + 2, 2);
            LittleEndian.put16(bytes, FIRST_EXTENT + 4, 1);
            LittleEndian.put32(bytes, SECOND_EXTENT, 0x0FFFFFF0L);
            LittleEndian.put16(bytes, SECOND_EXTENT + 4, 1);
            LittleEndian.put16(bytes, SECOND_EXTENT + 6, 0);
            LittleEndian.put32(bytes, SECOND_EXTENT + 8, LittleEndian.u32(bytes, FIRST_EXTENT + 8) + 1);
        });
        assertFalse(check(image).isClean());
    }

    @Test
    void groupsThatTheDeviceDoesNotHaveTakeNoMemoryOfACheck() throws IOException {
        PatientImage image = image("wide");
        damage(image, Kind.SUPERBLOCK, bytes -> true, bytes -> {
            long groups = 1 << 20;
            LittleEndian.put16(bytes, Superblock.DESCRIPTOR_SIZE, 128);
            LittleEndian.put32(
                    bytes, Superblock.BLOCKS_COUNT, groups * LittleEndian.u32(bytes, Superblock.BLOCKS_PER_GROUP));
            LittleEndian.put32(
                    bytes, Superblock.INODES_COUNT, groups * LittleEndian.u32(bytes, Superblock.INODES_PER_GROUP));
        });
        assertFalse(check(image).complete());
    }

    @Test
    void journalThatIsLongerThanItsVolumeIsRefused() {
        PatientImage image = image("journal");
        damage(
                image,
                Kind.INODE,
                bytes -> LittleEndian.u32(bytes, 4) == 1 << 20,
                bytes -> new Inode(bytes).setSize(1L << 40));
        damage(
                image,
                Kind.JOURNAL_SUPERBLOCK,
                bytes -> true,
                bytes -> LittleEndian.put32(bytes, 0x10, Integer.reverseBytes(1 << 28)));
        assertThrows(CorruptInputException.class, () -> Ext4.open(image));
    }

    private static PatientImage image(String name) {
        return images.stream().filter(i -> i.name.equals(name)).findFirst().orElseThrow();
    }

    private static CheckReport check(PatientImage image) throws IOException {
        long before = Allocation.ofThisThread();
        CheckReport report = Ext4.check(image, Progress.silent());
        long allocated = Allocation.ofThisThread() - before;
        assertTrue(allocated < MOST_BYTES, () -> allocated + " bytes");
        return report;
    }

    private static void damage(PatientImage image, Kind kind, Predicate<byte[]> which, Consumer<byte[]> change) {
        List<Structure> all = Anatomy.of(image);
        Structure structure = all.stream()
                .filter(s -> s.kind() == kind && which.test(image.get(s.position(), s.length())))
                .findFirst()
                .orElseThrow();
        byte[] bytes = image.get(structure.position(), structure.length());
        change.accept(bytes);
        image.put(structure.position(), bytes);
        new Sealer(image, all).seal(Set.of(structure));
    }
}
