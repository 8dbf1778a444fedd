package dev.diskless.ext4.powercut;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of volume.
 *
 * @param name tells it from the others
 * @param size MiB
 * @param sectorSize what the device writes whole, in bytes
 * @param options for {@code mkfs.ext4}
 */
record Cell(String name, int size, int sectorSize, String options) {

    static final Cell PLAIN = new Cell("1k", 2, 512, "-b 1024 -N 128 -O ^has_journal,^64bit");

    private static final String COMMON = " -O ^has_journal,^64bit";

    /** All that are tried by the full campaign. */
    static List<Cell> all() {
        return List.of(
                PLAIN,
                new Cell("4k", 4, 512, "-b 4096 -N 128" + COMMON),
                new Cell("1k-nocsum", 2, 512, "-b 1024 -N 128" + COMMON + ",^metadata_csum"),
                new Cell("4k-nocsum", 4, 512, "-b 4096 -N 128" + COMMON + ",^metadata_csum"),
                new Cell("1k-64bit", 2, 512, "-b 1024 -N 128 -O ^has_journal,64bit"),
                new Cell("4k-64bit", 4, 512, "-b 4096 -N 128 -O ^has_journal,64bit"),
                new Cell("1k-64bit-nocsum", 2, 512, "-b 1024 -N 128 -O ^has_journal,64bit,^metadata_csum"),
                new Cell("4k-64bit-nocsum", 4, 512, "-b 4096 -N 128 -O ^has_journal,64bit,^metadata_csum"),
                new Cell("1k-groups", 4, 512, "-b 1024 -g 512 -N 256" + COMMON),
                new Cell("4k-groups", 8, 512, "-b 4096 -g 256 -N 256" + COMMON),
                new Cell("1k-groups-64bit", 4, 512, "-b 1024 -g 512 -N 256 -O ^has_journal,64bit"),
                new Cell("1k-groups-nocsum", 4, 512, "-b 1024 -g 512 -N 256" + COMMON + ",^metadata_csum"),
                new Cell("4k-groups-64bit", 8, 512, "-b 4096 -g 256 -N 256 -O ^has_journal,64bit"),
                new Cell("4k-groups-nocsum", 8, 512, "-b 4096 -g 256 -N 256" + COMMON + ",^metadata_csum"),
                new Cell(
                        "1k-groups-64bit-nocsum", 4, 512, "-b 1024 -g 512 -N 256 -O ^has_journal,64bit,^metadata_csum"),
                new Cell(
                        "4k-groups-64bit-nocsum", 8, 512, "-b 4096 -g 256 -N 256 -O ^has_journal,64bit,^metadata_csum"),
                new Cell("1k-noflex", 4, 512, "-b 1024 -g 1024 -N 256" + COMMON + ",^flex_bg"),
                new Cell("4k-noflex", 8, 512, "-b 4096 -g 512 -N 256" + COMMON + ",^flex_bg"),
                new Cell("1k-noflex-nocsum", 4, 512, "-b 1024 -g 1024 -N 256" + COMMON + ",^flex_bg,^metadata_csum"),
                new Cell("1k-journal", 4, 512, "-b 1024 -N 128 -J size=1 -O ^64bit"),
                new Cell("4k-4kn", 4, 4096, "-b 4096 -N 128" + COMMON),
                new Cell("1k-4kn", 2, 4096, "-b 1024 -N 128" + COMMON),
                new Cell("1k-uninit", 4, 512, "-b 1024 -g 512 -N 256" + COMMON + ",^metadata_csum,uninit_bg"),
                new Cell("1k-seed", 2, 512, "-b 1024 -N 128" + COMMON + ",metadata_csum_seed"),
                new Cell("1k-metabg", 4, 512, "-b 1024 -g 512 -N 256" + COMMON + ",^resize_inode,meta_bg"),
                new Cell("1k-inode128", 2, 512, "-b 1024 -N 128 -I 128" + COMMON),
                new Cell("2k-noindex", 4, 512, "-b 2048 -N 128" + COMMON + ",^dir_index"),
                new Cell("1k-large", 40, 512, "-b 1024" + COMMON));
    }

    static Cell named(String name) {
        return all().stream().filter(cell -> cell.name.equals(name)).findFirst().orElseThrow();
    }

    /** An empty volume of this kind. */
    byte[] make(Path folder) throws IOException {
        return make(folder, List.of());
    }

    /** A volume of this kind, made with more options. */
    byte[] make(Path folder, List<?> more) throws IOException {
        Path image = folder.resolve("base");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(0);
            file.setLength((long) size << 20);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-t", "ext4", "-E", "hash_seed=" + SEED, "-U", SEED));
        line.addAll(List.of(options.split(" ")));
        line.addAll(more);
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        byte[] bytes = Files.readAllBytes(image);
        Files.delete(image);
        return bytes;
    }

    private static final String SEED = "00112233-4455-6677-8899-aabbccddeeff";

    @Override
    public String toString() {
        return name;
    }
}
