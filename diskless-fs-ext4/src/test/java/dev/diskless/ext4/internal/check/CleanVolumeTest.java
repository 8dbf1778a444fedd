package dev.diskless.ext4.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.ext4.check.CheckFinding;
import dev.diskless.ext4.check.CheckReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is found on what the real tools made and call clean. */
class CleanVolumeTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -b 1024",
                "-t ext4 -b 4096",
                "-t ext4 -b 2048 -I 512",
                "-t ext4 -b 8192",
                "-t ext4 -b 65536",
                "-t ext4 -I 128",
                "-t ext4 -O ^has_journal,^64bit",
                "-t ext4 -O ^has_journal,^64bit -b 1024 -g 1024",
                "-t ext4 -O ^metadata_csum",
                "-t ext4 -O ^metadata_csum,uninit_bg",
                "-t ext4 -O ^metadata_csum,uninit_bg,^64bit",
                "-t ext4 -O metadata_csum_seed",
                "-t ext4 -O ^resize_inode,meta_bg",
                "-t ext4 -O ^resize_inode,meta_bg,^64bit,^flex_bg -b 1024",
                "-t ext4 -O sparse_super2",
                "-t ext4 -O ^sparse_super,^resize_inode",
                "-t ext4 -O large_dir,ea_inode,quota,project",
                "-t ext4 -O ^filetype",
                "-t ext4 -O ^dir_index",
                "-t ext4 -O orphan_file",
                "-t ext4 -O mmp",
                "-t ext4 -O inline_data",
                "-t ext4 -O inline_data -b 1024 -I 512",
                "-t ext4 -O casefold,encrypt",
                "-t ext4 -E desc_size=128",
                "-t ext2",
                "-t ext2 -b 1024 -r 0 -O none",
                "-t ext3"
            })
    void imageOfTheRealToolIsClean(String options) throws IOException {
        Path image = BaseImage.make(folder, "image", 120 << 20, options);
        assertEquals(List.of(), Judge.complaints(image));
        Judge.assertClean(image);
    }

    @Test
    void valuesThatFillInodesOfTheirOwnAreCounted() throws IOException {
        Path image = BaseImage.make(folder, "image", 4 << 20, "-t ext4 -b 1024 -O ^has_journal,ea_inode");
        Path value = Files.write(folder.resolve("value"), new byte[1024]);
        RealTool.named("debugfs")
                .run("-w", "-R", "ea_set -f " + value + " other user.large", image)
                .succeeded();
        // debugfs does not count the blocks of such values; the real checker does.
        RealTool.named("e2fsck").run("-fy", image);
        assertEquals(List.of(), Judge.complaints(image));
        Judge.assertClean(image);
    }

    @Test
    void volumeOfClustersIsSaidToBeUnchecked() throws IOException {
        Path image = BaseImage.make(folder, "image", 20 << 20, "-t ext4 -O bigalloc");
        CheckReport report = Judge.ours(image);
        assertFalse(report.complete());
        assertEquals(
                List.of(Problem.UNSUPPORTED_FEATURE.code()),
                report.findings().stream().map(CheckFinding::code).toList());
    }
}
