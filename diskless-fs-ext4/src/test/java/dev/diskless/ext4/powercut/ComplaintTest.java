package dev.diskless.ext4.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplaintTest {

    private static Set<Complaint> in(String text) {
        return Complaint.in(text, new ArrayList<>());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Block bitmap differences:  -(2000--2009)|LEAKED_BLOCK",
                "Block bitmap differences:  -7 -(20--29) -44|LEAKED_BLOCK",
                "Block bitmap differences:  +(8--9) -(42--43)|OTHER",
                "Block bitmap differences:  +8|OTHER",
                "Inode bitmap differences:  -13|LEAKED_INODE",
                "Inode bitmap differences:  +12 -13|OTHER",
                "Free blocks count wrong for group #0 (3803, counted=3793).|GROUP_FREE_BLOCKS",
                "Free blocks count wrong (3803, counted=3793).|FREE_BLOCKS",
                "Free inodes count wrong for group #2 (38, counted=37).|GROUP_FREE_INODES",
                "Directories count wrong for group #0 (3, counted=2).|DIRECTORIES",
                "Unattached inode 12|UNATTACHED_INODE",
                "Entry 'z' in /???/sub (18) has deleted/unused inode 19.  Clear? no|DEAD_ENTRY",
                "Unattached zero-length inode 20.  Clear? no|UNATTACHED_INODE",
                "Unconnected directory inode 13 (was in /)|UNCONNECTED_DIRECTORY",
                "Inode 12 ref count is 3, should be 1.  Fix? no|LINKS_TOO_HIGH",
                "Inode 12 ref count is 1, should be 2.  Fix? no|LINKS_TOO_LOW",
                "Entry 'x' in / (2) has deleted/unused inode 13.  Clear? no|OTHER",
                "Inode bitmap differences: Group 0 inode bitmap does not match checksum.|BITMAP_CHECKSUM",
                "Directory inode 2, block #0: directory passes checks but fails checksum.|OTHER"
            })
    void linesAreKinds(String line, Complaint kind) {
        assertEquals(Set.of(kind), in(line + "\nFix? no\n"));
    }

    @Test
    void whatIsAlwaysPrintedIsNoComplaint() {
        assertEquals(Set.of(), in("""
                        e2fsck 1.47.0 (5-Feb-2023)
                        Pass 1: Checking inodes, blocks, and sizes
                        Pass 5: Checking group summary information
                        image: 13/1024 files (0.0% non-contiguous), 293/4096 blocks
                        """));
    }

    @Test
    void wrongTotalsAreSeenThoughTheStatusIsZero() {
        List<String> others = new ArrayList<>();
        assertEquals(
                Set.of(Complaint.FREE_INODES),
                Complaint.in("Free inodes count wrong (117, counted=116).\nFix? no\n", others));
        assertEquals(List.of(), others);
    }
}
