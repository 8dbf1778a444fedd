package dev.diskless.ext4.internal;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Volumes that mke2fs and the kernel made and filled are changed by us and, as a copy, by the kernel in the same way. Both
 * must show the same tree, and the real checker must find nothing. Then the kernel changes what we have written.
 *
 * <p>A usual run fills each kind of volume in one way, with a small tree. With the system property
 * {@code foreign.seeds=N} each is filled in both ways with larger trees of N seeds.
 */
class ForeignVolumeTest {

    private static final int SEEDS = Integer.getInteger("foreign.seeds", 0);
    private static final long SIZE = (SEEDS == 0 ? 40L : 160L) << 20;

    private static final List<String> KINDS = List.of(
            "-t ext4",
            "-t ext4 -b 1024",
            "-t ext4 -b 2048",
            "-t ext4 -O ^has_journal,^64bit",
            "-t ext4 -O ^has_journal,^64bit,^metadata_csum -b 1024",
            "-t ext4 -O ^metadata_csum -b 1024",
            "-t ext4 -O ^metadata_csum,uninit_bg,^64bit -b 1024",
            "-t ext4 -O metadata_csum_seed,orphan_file",
            "-t ext4 -O ^flex_bg -b 1024",
            "-t ext4 -O ^flex_bg,^metadata_csum,uninit_bg -b 2048 -g 2048",
            "-t ext4 -O meta_bg,^resize_inode -b 1024",
            "-t ext4 -O sparse_super2 -b 1024",
            "-t ext4 -O ^sparse_super,^resize_inode -b 1024",
            "-t ext4 -O ^dir_index -b 1024",
            "-t ext4 -I 128 -b 1024",
            "-t ext4 -I 128 -O ^has_journal,^metadata_csum,^extra_isize",
            "-t ext4 -I 512",
            "-t ext4 -b 1024 -g 1024",
            "-t ext4 -b 1024 -g 512 -O ^has_journal",
            "-t ext4 -O large_dir -b 1024",
            "-t ext4 -O ^huge_file,^dir_nlink,^large_file",
            "-t ext4 -O ^ext_attr -b 1024",
            "-t ext3 -b 1024",
            "-t ext3");

    @TempDir
    Path folder;

    @TestFactory
    @Tag("kernel-mount")
    Stream<DynamicTest> changesEqualThoseOfTheKernel() {
        HostAbility.kernelMount();
        return IntStream.range(0, KINDS.size()).boxed().flatMap(i -> {
            String kind = KINDS.get(i);
            if (SEEDS == 0) {
                return Stream.of(trial(kind, i % 2 == 0, 1, 40, 300, 120));
            }
            return IntStream.range(0, SEEDS)
                    .boxed()
                    .flatMap(seed -> Stream.of(
                            trial(kind, true, 2 + seed, 400, 3000, 1500),
                            trial(kind, false, 2 + seed, 400, 3000, 1500)));
        });
    }

    private DynamicTest trial(String kind, boolean byKernel, int seed, int files, int wide, int changes) {
        String name = kind + (byKernel ? ", filled by the kernel" : ", filled by mke2fs") + ", seed " + seed;
        return DynamicTest.dynamicTest(name, () -> {
            boolean exact = !kind.contains("128") && !kind.contains("ext3");
            TreeChoices choices = new TreeChoices(seed, exact);
            TreeSteps filling = choices.make(files, wide);
            String options = kind + " -N " + (SEEDS == 0 ? 4096 : 16384);
            ForeignImage image = ForeignImage.make(folder, SIZE, options, byKernel ? null : filling);
            TreeSteps first = byKernel ? filling.list() : new TreeSteps().list();
            TreeListing.assertSame(image.mount(first).get(0), image.read(), "before");
            if (kind.startsWith("-t ext3")) {
                RealTool.named("tune2fs").run("-O", "extents", image.image()).succeeded();
            }
            image.assertChangedAsByTheKernel(choices.change(changes), choices.change(changes / 4));
            image.delete();
        });
    }

    @Test
    void debugfsDumpsTheChangedTree() throws IOException {
        for (String kind : List.of("-t ext4 -b 1024", "-t ext4 -O ^has_journal,^64bit,^metadata_csum")) {
            TreeChoices choices = new TreeChoices(3, true);
            ForeignImage image = ForeignImage.make(folder, SIZE, kind, choices.make(100, 300));
            image.apply(choices.change(400));
            Fsck.assertClean(image.image());
            Path dumped = Files.createDirectory(folder.resolve("dumped"));
            RealTool.named("debugfs")
                    .run("-R", "rdump / " + dumped, image.image())
                    .succeeded();
            Map<String, String> expected = contents(image.read());
            TreeListing.assertSame(expected, contents(TreeListing.ofHost(dumped)), "dumped");
            image.delete();
            RealTool.named("rm").run("-r", dumped).succeeded();
        }
    }

    /** The contents and targets of all that debugfs restores. */
    private static Map<String, String> contents(Map<String, String> listing) {
        Map<String, String> contents = new HashMap<>();
        listing.forEach((path, line) -> {
            String[] words = line.split(" ");
            boolean isLink = words[0].startsWith("12");
            boolean isDirectory = words[0].length() == 5 && words[0].startsWith("4");
            if (words[0].startsWith("10") && words[0].length() == 6 || isLink || isDirectory && !path.isEmpty()) {
                // It restores neither the owners of links nor more than nine bits of modes.
                String owner =
                        isLink ? "" : words[0].replaceAll(".(...)$", "$1") + " " + words[1] + " " + words[2] + " ";
                contents.put(path, owner + words[5] + " " + words[7]);
            }
        });
        return contents;
    }
}
