package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.diskless.device.ImageFile;
import dev.diskless.ext4.check.CheckVerdict;
import dev.diskless.ext4.internal.check.Checker;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of file system can be filled, and then is whole for the real checker and for ours. */
class FormatFillTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-O ^has_journal,^64bit,^metadata_csum",
                "-O ^64bit -b 4096",
                "-O metadata_csum_seed,orphan_file -I 128",
                "-O ^metadata_csum,uninit_bg,^flex_bg",
                "-O ^metadata_csum,orphan_file -I 512",
                "-O ^resize_inode,meta_bg -b 2048",
                "-O sparse_super2 -E nodiscard,hash_seed=ours",
                "-O ^dir_index,^ext_attr,^large_file,^huge_file,^dir_nlink,^extra_isize",
            })
    void filledVolumeIsWhole(String options) throws IOException {
        Path image = folder.resolve("image");
        FormatCase kind = new FormatCase(options, 64 << 20);
        byte[] content = Sample.noise(20_000, 5);
        try (ImageFile device = ImageFile.create(image, kind.size())) {
            Volume volume = Volumes.format(device, kind.request());
            for (int i = 0; i < 20; i++) {
                long directory = Sample.directory(volume, Volume.ROOT, "directory" + i);
                for (int j = 0; j < 50; j++) {
                    Sample.file(volume, directory, "file with a longer name " + j, content);
                }
            }
            volume.close();
            Volume read = Volumes.open(device);
            assertArrayEquals(
                    content, Sample.content(read, Sample.resolve(read, "directory19/file with a longer name 49")));
            assertEquals(
                    CheckVerdict.CLEAN, Checker.check(device, Progress.silent()).verdict());
        }
        Fsck.assertClean(image);
    }
}
