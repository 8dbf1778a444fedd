package dev.diskless.ext4.internal.check;

import dev.diskless.contract.tool.RealTool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Images of the real tools with every kind of object that is read. */
final class BaseImage {

    private BaseImage() {}

    static Path make(Path folder, String name, long size, String options) throws IOException {
        Path source = folder.resolve("source");
        if (!Files.exists(source)) {
            fill(source);
        }
        Path image = folder.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-d", source));
        line.addAll(List.of(options.split(" ")));
        line.add(image);
        RealTool.named("mke2fs").run(line.toArray()).succeeded();
        RealTool debugfs = RealTool.named("debugfs");
        debugfs.run("-w", "-R", "ea_set file user.long " + "v".repeat(700), image)
                .succeeded();
        debugfs.run("-w", "-R", "ea_set small user.short abc", image).succeeded();
        debugfs.run("-w", "-R", "mknod device c 4 64", image).succeeded();
        // The first run makes hash trees of large directories, as the kernel does.
        RealTool.named("e2fsck").run("-fyD", image);
        return image;
    }

    private static void fill(Path source) throws IOException {
        Files.createDirectory(source);
        Random random = new Random(8);
        write(source.resolve("file"), 50_000, random);
        write(source.resolve("other"), 30_000, random);
        write(source.resolve("small"), 100, random);
        try (RandomAccessFile holes =
                new RandomAccessFile(source.resolve("holes").toFile(), "rw")) {
            for (int i = 0; i < 30; i++) {
                holes.seek(i * 40_000L);
                holes.write(new byte[] {1, 2, 3});
            }
        }
        Path many = Files.createDirectory(source.resolve("many"));
        for (int i = 0; i < 900; i++) {
            Files.createFile(many.resolve("a-file-with-some-name-" + i));
        }
        Path deep = source;
        for (int i = 0; i < 4; i++) {
            deep = Files.createDirectory(deep.resolve("d" + i));
            write(deep.resolve("f"), 2000, random);
        }
        Files.createSymbolicLink(source.resolve("fast"), Path.of("x".repeat(20)));
        Files.createSymbolicLink(source.resolve("slow"), Path.of("y".repeat(200)));
        Files.createLink(source.resolve("hard"), source.resolve("small"));
        RealTool.named("mkfifo").run(source.resolve("fifo")).succeeded();
    }

    private static void write(Path file, int size, Random random) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        Files.write(file, bytes);
    }
}
