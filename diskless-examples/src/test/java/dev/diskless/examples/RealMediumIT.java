package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An image made from a real medium, judged by the real tools. */
class RealMediumIT {

    private static final long START = 1 << 20;
    private static final String REMOTE = "https://dl-cdn.alpinelinux.org/alpine/v3.13/main";
    private static final Set<String> SHAPE = Set.of(
            "Filesystem magic number",
            "Filesystem revision #",
            "Filesystem features",
            "Default mount options",
            "Errors behavior",
            "Inode count",
            "Block count",
            "Reserved block count",
            "First block",
            "Block size",
            "Fragment size",
            "Reserved GDT blocks",
            "Blocks per group",
            "Fragments per group",
            "Inodes per group",
            "Inode blocks per group",
            "Flex block group size",
            "First inode",
            "Inode size",
            "Required extra isize",
            "Desired extra isize",
            "Default directory hash",
            "Checksum type",
            "Group descriptor size");

    @TempDir
    static Path folder;

    @TempDir
    Path work;

    private static Path image;
    private static Path partition;
    private static Path dump;
    private static JsonNode report;

    @BeforeAll
    static void build() throws IOException {
        image = folder.resolve("stick.img");
        Programs.run(
                        "build-image",
                        "--from",
                        Samples.medium(),
                        "--hostname",
                        "edge-1",
                        "--add",
                        "openssh",
                        "--add",
                        "chrony",
                        "--out",
                        image)
                .succeeded();
        report = JsonMapper.shared()
                .readTree(Programs.run("inspect", "--json", image).out());
        partition = folder.resolve("partition");
        RealTool.named("dd")
                .run("if=" + image, "of=" + partition, "bs=1M", "skip=1", "conv=sparse", "status=none")
                .succeeded();
        dump = Files.createDirectory(folder.resolve("dump"));
        RealTool.named("debugfs").run("-R", "rdump / " + dump, partition).succeeded();
    }

    @Test
    void sfdiskReadsTheTableThatWeReport() {
        RealTool sfdisk = RealTool.named("sfdisk");
        RealTool.Outcome verified = sfdisk.run("--verify", image).succeeded();
        assertTrue(verified.out().contains("No errors detected"), verified.out() + verified.err());
        String table = sfdisk.run("-d", image).succeeded().out();
        JsonNode entry = report.at("/table/partitions/0");
        assertTrue(table.contains("label: dos\n"), table);
        assertTrue(table.contains("label-id: 0x" + report.at("/table/diskId").asString() + "\n"), table);
        List<String> lines =
                table.lines().filter(line -> line.startsWith(image.toString())).toList();
        assertEquals(1, lines.size(), table);
        String expected = "start=" + entry.get("start").asLong() / 512 + ",size="
                + entry.get("length").asLong() / 512 + ",type="
                + entry.get("type").asString() + ",bootable";
        assertEquals(expected, lines.get(0).replaceFirst(".* : ", "").replace(" ", ""));
        assertEquals(START, entry.get("start").asLong());
    }

    @Test
    void e2fsckHasNothingToSay() {
        RealTool.Outcome outcome =
                RealTool.named("e2fsck").run("-fn", partition).succeeded();
        for (String bad : List.of("Fix?", "IGNORED", "WARNING")) {
            assertTrue(!(outcome.out() + outcome.err()).contains(bad), outcome.out());
        }
    }

    @Test
    void dumpe2fsShowsTheShapeThatMkfsMakes() throws IOException {
        Path reference = work.resolve("reference");
        RealTool.named("truncate").run("-s", Files.size(partition), reference).succeeded();
        RealTool.named("mkfs.ext4")
                .run("-q", "-F", "-O", "^has_journal,^64bit", reference)
                .succeeded();
        assertEquals(shape(reference), shape(partition));
    }

    @Test
    void debugfsDumpsTheBootFilesAsTheyWere() throws IOException {
        Path source = Samples.medium();
        for (String top : List.of("apks", "extlinux")) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(source.resolve(top))) {
                files = walk.sorted().toList();
            }
            for (Path file : files) {
                Path dumped = dump.resolve(source.relativize(file).toString());
                assertEquals(
                        Files.getLastModifiedTime(file).toInstant().getEpochSecond(),
                        Files.getLastModifiedTime(dumped).toInstant().getEpochSecond(),
                        dumped::toString);
                assertEquals(
                        Files.getPosixFilePermissions(file), Files.getPosixFilePermissions(dumped), dumped::toString);
                if (Files.isRegularFile(file)) {
                    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(dumped), dumped::toString);
                }
            }
        }
        assertTrue(Files.notExists(dump.resolve("alpine.apkovl.tar.gz")), "the old overlay was carried over");
    }

    @Test
    void everythingBelongsToRoot() throws IOException {
        List<Path> directories;
        try (Stream<Path> walk = Files.walk(dump)) {
            directories = walk.filter(Files::isDirectory).toList();
        }
        for (Path directory : directories) {
            String listing = RealTool.named("debugfs")
                    .run("-R", "ls -p /" + dump.relativize(directory), partition)
                    .succeeded()
                    .out();
            // /inode/mode/uid/gid/name/size/
            for (String line :
                    listing.lines().filter(line -> line.startsWith("/")).toList()) {
                String[] fields = line.split("/", -1);
                assertEquals("0:0", fields[3] + ":" + fields[4], line);
            }
        }
    }

    @Test
    void bootFilesHaveNoHoles() throws IOException {
        try (Stream<Path> files = Files.walk(dump.resolve("apks"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                long size = Files.size(file);
                if (size == 0) {
                    continue;
                }
                String blocks = RealTool.named("debugfs")
                        .run("-R", "blocks /" + dump.relativize(file), partition)
                        .succeeded()
                        .out();
                long allocated = Arrays.stream(blocks.strip().split("\\s+"))
                        .filter(block -> !block.equals("0"))
                        .count();
                assertTrue(allocated >= (size + 4095) / 4096, () -> file + ": " + allocated + " blocks of " + size);
            }
        }
    }

    @Test
    @Tag("kernel-mount")
    void kernelShowsTheSameFiles() throws IOException {
        HostAbility.kernelMount();
        Path at = Files.createDirectory(work.resolve("at"));
        RealTool.named("mount").run("-o", "loop,ro", partition, at).succeeded();
        try {
            assertEquals(tree(dump), tree(at));
        } finally {
            RealTool.named("umount").run(at).succeeded();
        }
    }

    @Test
    @Tag("chroot")
    void realApkInstallsFromOurCacheAlone() throws IOException {
        HostAbility.chroot();
        Path root = Files.createDirectory(work.resolve("root"));
        RealTool.named("tar")
                .run("-xzf", Samples.miniRoot().toAbsolutePath(), "-C", root)
                .succeeded();
        try {
            RealTool.named("cp")
                    .run("-r", dump.resolve("cache"), root.resolve("cache"))
                    .succeeded();
            Files.writeString(root.resolve("repositories"), REMOTE + "\n");
            RealTool.Outcome outcome = RealTool.named("chroot")
                    .run(
                            root,
                            "/sbin/apk",
                            "add",
                            "--initdb",
                            "--root",
                            "/new",
                            "--arch",
                            "aarch64",
                            "--no-network",
                            "--no-scripts",
                            "--keys-dir",
                            "/usr/share/apk/keys",
                            "--cache-dir",
                            "/cache",
                            "--repositories-file",
                            "/repositories",
                            "alpine-base",
                            "openssh",
                            "chrony")
                    .succeeded();
            assertTrue(Files.exists(root.resolve("new/usr/sbin/chronyd")), outcome.out() + outcome.err());
            assertTrue(Files.exists(root.resolve("new/usr/sbin/sshd")), outcome.out() + outcome.err());
        } finally {
            // Links in it lead out of the folder, which the cleaner of the folder would complain about.
            RealTool.named("rm").run("-rf", root).succeeded();
        }
    }

    @Test
    void busyboxUnpacksTheOverlayAndNamesOurEntries() throws IOException {
        Path overlay = dump.resolve("edge-1.apkovl.tar.gz");
        Path target = Files.createDirectory(work.resolve("unpacked"));
        RealTool.Outcome outcome = RealTool.named("busybox")
                .run("tar", "-zxv", "-f", overlay, "-C", target)
                .succeeded();
        assertEquals("", outcome.err());
        List<String> expected = entries(overlay);
        assertEquals(
                expected,
                outcome.out().lines().map(line -> line.replaceFirst("/$", "")).toList());
        assertEquals("edge-1\n", Files.readString(target.resolve("etc/hostname")));
        String uuid = report.at("/volumes/0/fileSystem/uuid").asString();
        assertTrue(Files.readAllLines(target.resolve("etc/fstab"))
                .contains("UUID=" + uuid + " /media/diskless ext4 noatime,ro 0 0"));
        assertEquals(
                "/media/diskless/cache",
                Files.readSymbolicLink(target.resolve("etc/apk/cache")).toString());
        Set<String> world = new TreeSet<>(Files.readAllLines(target.resolve("etc/apk/world")));
        assertEquals(new TreeSet<>(List.of("alpine-base", "chrony", "openssh")), world);
        assertTrue(Files.readAllLines(target.resolve("etc/apk/repositories")).contains(REMOTE));
    }

    @Test
    void packagesAreAuthenticatedByTheKeysOfTheDistribution() throws IOException {
        RealTool.named("tar")
                .run("-xzf", Samples.miniRoot().toAbsolutePath(), "-C", work, "./usr/share/apk/keys")
                .succeeded();
        Path again = work.resolve("again.img");
        Programs.Outcome outcome = Programs.run(
                        "build-image",
                        "--from",
                        Samples.medium(),
                        "--out",
                        again,
                        "--keys",
                        work.resolve("usr/share/apk/keys"))
                .succeeded();
        assertTrue(outcome.out().contains("authenticated by the keys given"), outcome.out());
    }

    @Test
    void reportNamesWhatTheMediumLacks() {
        String text = Programs.run("inspect", image).out();
        assertTrue(text.contains("missing: "), text);
        assertTrue(text.contains("no boot loader installed"), text);
        assertTrue(text.contains("consistent with the medium's own keys, not authenticated"), text);
    }

    private static List<String> shape(Path volume) {
        return RealTool.named("dumpe2fs")
                .run("-h", volume)
                .succeeded()
                .out()
                .lines()
                .filter(line -> SHAPE.contains(line.split(":", 2)[0]))
                .map(line -> line.replaceAll("\\s+", " "))
                .sorted()
                .toList();
    }

    private static List<String> entries(Path overlay) throws IOException {
        List<String> names = new ArrayList<>();
        OverlayFormat format;
        format = Registry.standard().find(OverlayFormat.class, "apkovl");
        try (OverlayReader reader = format.read(Files.newInputStream(overlay), overlay.toString())) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                names.add(next.get().name());
            }
        }
        return names;
    }

    private static List<String> tree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted()
                    .map(file -> root.relativize(file) + " " + size(file))
                    .collect(Collectors.toList());
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
