package dev.diskless.ext4.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.ext4.Ext4;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What targets damage is healthy before, and has structures of every kind. */
class BaseImagesTest {

    /** The checker does not know how this one counts. */
    private static final Set<String> NOT_CHECKED = Set.of("clusters");

    @Test
    void imagesAreHealthy() throws IOException {
        for (PatientImage image : BaseImages.make()) {
            Ext4.open(image).close();
            if (!NOT_CHECKED.contains(image.name)) {
                assertEquals(List.of(), Ext4.check(image, Progress.silent()).findings(), image.name);
            }
        }
    }

    @Test
    void sealingChangesNothingThatIsRight() throws IOException {
        for (PatientImage image : BaseImages.make()) {
            // Bitmaps that were never written have no checksums.
            List<Structure> all = Anatomy.of(image).stream()
                    .filter(s -> s.kind() != Kind.BLOCK_BITMAP && s.kind() != Kind.INODE_BITMAP)
                    .toList();
            byte[] before = image.get(0, image.length());
            new Sealer(image, all).seal(new HashSet<>(all));
            assertArrayEquals(before, image.get(0, image.length()), image.name);
        }
    }

    @Test
    void imagesHaveEveryKindOfStructure() throws IOException {
        Set<Kind> expected =
                EnumSet.complementOf(EnumSet.of(Kind.MASTER_BOOT_RECORD, Kind.GPT_HEADER, Kind.GPT_ENTRIES));
        Set<Kind> found = BaseImages.make().stream()
                .flatMap(image -> Anatomy.of(image).stream())
                .map(Structure::kind)
                .collect(Collectors.toSet());
        assertEquals(expected, found);
    }
}
