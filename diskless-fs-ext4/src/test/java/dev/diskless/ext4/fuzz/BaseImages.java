package dev.diskless.ext4.fuzz;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.device.RamDevice;
import dev.diskless.ext4.Ext4;
import dev.diskless.ext4.internal.disk.LittleEndian;
import dev.diskless.medium.FormatOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Small healthy images, made by the real tools and by this library each time they are wanted. They have the same
 * structures at the same places each time, so that an input of a fuzzer keeps its meaning.
 */
final class BaseImages {

    private static final String IDENTITY = "11111111-2222-3333-4444-555555555555";
    private static final int KIBI = 1024;

    private final Path folder;
    private final Path source;
    private final List<PatientImage> made = new ArrayList<>();

    private BaseImages() throws IOException {
        folder = Files.createTempDirectory("fuzz");
        source = folder.resolve("source");
        fill(source);
    }

    /** All images; a test that wants them is skipped where the tools that make them are missing. */
    static List<PatientImage> make() throws IOException {
        BaseImages images = new BaseImages();
        try {
            images.makeAll();
        } finally {
            delete(images.folder);
        }
        return images.made;
    }

    private void makeAll() throws IOException {
        own();
        mkfs("wide", 1500, "-t ext4 -b 1024 -O ^has_journal,64bit,ea_inode,large_dir,metadata_csum_seed -g 512");
        mkfs("inline", 1024, "-t ext4 -b 1024 -O ^has_journal,inline_data -I 256");
        mkfs("clusters", 2048, "-t ext4 -b 1024 -C 4096 -O ^has_journal,bigalloc,^resize_inode -I 512");
        mkfs(
                "groups",
                1500,
                "-t ext4 -b 1024 -I 128 -g 256 -O ^has_journal,^metadata_csum,uninit_bg,^64bit,^resize_inode,meta_bg");
        mkfs("old", 1024, "-t ext2 -b 1024 -O ^filetype,^sparse_super,^resize_inode,^dir_index");
        mkfs(
                "large",
                2048,
                "-t ext4 -b 4096 -O ^has_journal,64bit,quota,project,casefold,^resize_inode -E desc_size=128");
        journal("journal", "-t ext4 -b 1024 -O 64bit,^resize_inode -J size=1", "jo -c -v 3");
        journal("journal2", "-t ext4 -b 1024 -O ^64bit,^resize_inode -J size=1", "jo -c -v 2");
        journal("ext3", "-t ext3 -b 1024 -O ^resize_inode -J size=1", "jo");
    }

    private void own() throws IOException {
        RamDevice device = new RamDevice(1500 * KIBI);
        FormatOptions options = new FormatOptions(
                "own", UUID.fromString(IDENTITY), UUID.fromString(IDENTITY), Instant.ofEpochSecond(1_700_000_000));
        try (FileSystem files = Ext4.format(device, options)) {
            Path root = files.getPath("/");
            Files.write(root.resolve("file"), noise(5000));
            Path many = Files.createDirectory(root.resolve("many"));
            for (int i = 0; i < 20; i++) {
                Files.createFile(many.resolve("a-file-with-a-long-name-".repeat(8) + i));
            }
            Files.createDirectory(many.resolve("directory"));
            Files.createSymbolicLink(root.resolve("fast"), files.getPath("file"));
            Files.createSymbolicLink(root.resolve("slow"), files.getPath("x".repeat(100)));
        }
        byte[] content = new byte[(int) device.size()];
        device.read(0, ByteBuffer.wrap(content));
        made.add(new PatientImage("own", content));
    }

    private void journal(String name, String options, String open) throws IOException {
        Path image = format(name, 2400, options);
        List<Structure> parts = Anatomy.of(new PatientImage(name, Files.readAllBytes(image)));
        byte[] content = Files.readAllBytes(image);
        List<Structure> logged = parts.stream()
                .filter(s -> s.kind() == Kind.DIRECTORY_BLOCK || s.kind() == Kind.BLOCK_BITMAP)
                .limit(4)
                .toList();
        ByteBuffer blocks = ByteBuffer.allocate(logged.size() * KIBI);
        logged.forEach(s -> blocks.put(content, (int) s.position(), s.length()));
        String numbers =
                logged.stream().map(s -> Long.toString(s.position() / KIBI)).collect(Collectors.joining(","));
        Path value = Files.write(folder.resolve("value"), blocks.array());
        debugfs(image, open, "jw -b " + numbers + " " + value, "jw -r 900,901", "jw -b " + numbers + " " + value, "jc");
        made.add(new PatientImage(name, Files.readAllBytes(image)));
    }

    private void mkfs(String name, int kibis, String options) throws IOException {
        made.add(new PatientImage(name, Files.readAllBytes(format(name, kibis, options))));
    }

    private Path format(String name, int kibis, String options) throws IOException {
        Path image = folder.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) kibis * KIBI);
        }
        List<Object> line = new ArrayList<>(List.of("-q", "-F", "-N", "80", "-U", IDENTITY, "-d", source));
        line.addAll(List.of(options.split(" ")));
        line.addAll(List.of("-E", "hash_seed=" + IDENTITY + (options.contains("desc_size") ? ",desc_size=128" : "")));
        line.add(image);
        RealTool.named("mke2fs")
                .run(Map.of("E2FSPROGS_FAKE_TIME", "1700000000"), null, line.toArray())
                .succeeded();
        if (options.contains("-t ext4")) {
            Path big = Files.write(folder.resolve("big"), noise(3000));
            Path acl = Files.write(folder.resolve("acl"), accessList());
            debugfs(
                    image,
                    "ea_set file user.short abc",
                    "ea_set file user.long " + "v".repeat(300),
                    "ea_set small user.short abc",
                    "ea_set -f " + acl + " small system.posix_acl_access",
                    (options.contains("ea_inode") ? "ea_set -f " + big + " file user.big" : "ea_set file trusted.t x"),
                    "mknod device c 4 64");
        }
        // The first run makes hash trees of large directories, as the kernel does.
        RealTool.named("e2fsck").run(Map.of("E2FSPROGS_FAKE_TIME", "1700000000"), null, "-fyD", image);
        return image;
    }

    private void debugfs(Path image, String... commands) throws IOException {
        Path script = Files.write(folder.resolve("script"), List.of(commands));
        RealTool.named("debugfs")
                .run(Map.of("E2FSPROGS_FAKE_TIME", "1700000000"), null, "-w", "-f", script, image)
                .succeeded();
    }

    /** An access control list as programs hand it to Linux: version 2, five entries of 8 bytes. */
    private static byte[] accessList() {
        int[][] entries = {{1, 6, -1}, {2, 4, 1000}, {4, 4, -1}, {16, 6, -1}, {32, 4, -1}};
        byte[] bytes = new byte[4 + 8 * entries.length];
        LittleEndian.put32(bytes, 0, 2);
        for (int i = 0; i < entries.length; i++) {
            LittleEndian.put16(bytes, 4 + 8 * i, entries[i][0]);
            LittleEndian.put16(bytes, 6 + 8 * i, entries[i][1]);
            LittleEndian.put32(bytes, 8 + 8 * i, entries[i][2]);
        }
        return bytes;
    }

    private static void fill(Path source) throws IOException {
        Files.createDirectory(source);
        Files.write(source.resolve("file"), noise(20_000));
        Files.write(source.resolve("small"), noise(100));
        Files.write(source.resolve("tiny"), "tiny".getBytes(StandardCharsets.UTF_8));
        try (RandomAccessFile holes =
                new RandomAccessFile(source.resolve("holes").toFile(), "rw")) {
            for (int i = 0; i < 12; i++) {
                holes.seek(i * 40_000L);
                holes.write(new byte[] {1, 2, 3});
            }
        }
        Path many = Files.createDirectory(source.resolve("many"));
        for (int i = 0; i < 22; i++) {
            Files.createFile(many.resolve("a-file-with-a-long-name-".repeat(8) + i));
        }
        Path deep = source;
        for (int i = 0; i < 4; i++) {
            deep = Files.createDirectory(deep.resolve("d" + i));
            Files.write(deep.resolve("f"), noise(200));
        }
        Files.createSymbolicLink(source.resolve("fast"), Path.of("d0/f"));
        Files.createSymbolicLink(source.resolve("slow"), Path.of("y".repeat(200)));
        Files.createLink(source.resolve("hard"), source.resolve("small"));
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException fault) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
