package dev.diskless.ext4.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.device.ImageFile;
import dev.diskless.fault.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of empty file system must be that of the real mkfs.ext4 for the same options, byte for byte. All kinds with
 * all sizes take minutes and run with {@code -Ddiskless.ext4.campaign=true} only; without it each kind meets two or four sizes.
 */
class FormatMatrixTest {

    private static final long MEBI = 1 << 20;
    private static final long GIBI = 1 << 30;

    @TempDir
    Path folder;

    static Stream<FormatCase> cases() {
        String[] kinds = {
            "",
            "-O ^has_journal,^64bit,^metadata_csum",
            "-O ^64bit",
            "-O ^has_journal",
            "-O metadata_csum_seed,orphan_file",
            "-O ^metadata_csum,uninit_bg",
            "-O ^metadata_csum,uninit_bg,^64bit,^flex_bg",
            "-O ^metadata_csum,orphan_file",
            "-O ^flex_bg",
            "-O ^resize_inode",
            "-O ^resize_inode,meta_bg",
            "-O ^resize_inode,meta_bg,^64bit,^flex_bg,^has_journal",
            "-O sparse_super2",
            "-O sparse_super2,^resize_inode,meta_bg,^has_journal",
            "-O ^sparse_super,^resize_inode",
            "-O ^dir_index,^ext_attr,^large_file,^huge_file,^dir_nlink,^extra_isize",
            "-O none,extent,filetype",
            "-I 128",
            "-I 512 -m 0",
            "-I 1024 -i 65536",
            "-N 5000 -m 12.5",
            "-J size=8",
            "-E nodiscard,hash_seed=ours",
            "-E nodiscard,hash_seed=ours -O ^metadata_csum",
        };
        long[] sizes = {MEBI, 5 * MEBI, 40 * MEBI, 200 * MEBI, 700 * MEBI, 3 * GIBI};
        String[] blocks = {"", " -b 4096", " -b 1024", " -b 2048"};
        List<FormatCase> cases = new ArrayList<>();
        boolean campaign = Boolean.getBoolean("diskless.ext4.campaign");
        for (int kind = 0; kind < kinds.length; kind++) {
            for (int size = 0; size < sizes.length; size++) {
                for (int block = 0; block < blocks.length; block++) {
                    if (campaign || size == block && (kind < 8 || size >= 2)) {
                        cases.add(new FormatCase((kinds[kind] + blocks[block]).trim(), sizes[size]));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void emptyFileSystemEqualsThatOfMkfs(FormatCase each) throws IOException {
        compare(each);
    }

    private void compare(FormatCase each) throws IOException {
        Path theirs = folder.resolve("theirs.img");
        Path ours = folder.resolve("ours.img");
        boolean refused = Mkfs.make(theirs, each.size(), each.words()).status() != 0;
        try (ImageFile device = ImageFile.create(ours, each.size())) {
            if (refused) {
                FormatRequest request = each.request();
                assertThrows(InvalidRequestException.class, () -> Volumes.format(device, request));
                return;
            }
            Volumes.format(device, each.request()).close();
        }
        Mkfs.assertSame(theirs, ours, each.size());
    }

    @AfterEach
    void removeImages() throws IOException {
        Files.deleteIfExists(folder.resolve("theirs.img"));
        Files.deleteIfExists(folder.resolve("ours.img"));
    }
}
