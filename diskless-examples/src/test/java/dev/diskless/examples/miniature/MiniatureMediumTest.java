package dev.diskless.examples.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real tools take the miniature medium for what it imitates. */
class MiniatureMediumTest {

    @TempDir
    Path folder;

    private MiniatureMedium medium;

    @BeforeEach
    void make() throws IOException {
        medium = MiniatureMedium.create(folder.resolve("medium"));
    }

    @AfterEach
    void removeRealRoot() {
        // Its links lead out of the folder, which the cleaner of the folder would complain about.
        RealTool.named("rm").run("-rf", folder.resolve("root")).succeeded();
    }

    @Test
    void twoMediaAreTheSame() throws IOException {
        assertEquals(
                facts(medium.root()),
                facts(MiniatureMedium.create(folder.resolve("other")).root()));
    }

    @Test
    void closingTakesEverythingAway() throws IOException {
        medium.close();
        assertFalse(Files.exists(medium.root()));
        medium.close();
    }

    @Test
    void directoryWithFilesInItIsLeftAlone() throws IOException {
        Path own = Files.createFile(Files.createDirectory(folder.resolve("own")).resolve("file"));
        assertThrows(DirectoryNotEmptyException.class, () -> MiniatureMedium.create(own.getParent()));
        assertTrue(Files.exists(own));
    }

    @Test
    void cpioUnpacksTheInitramfs() throws IOException {
        Path target = Files.createDirectory(folder.resolve("initramfs"));
        RealTool.named("cpio");
        RealTool.named("sh")
                .run(
                        java.util.Map.of(),
                        target,
                        "-c",
                        "gzip -dc \"$0\" | cpio -id --quiet",
                        medium.root().resolve("boot/initramfs-placeholder"))
                .succeeded();
        String name = DemonstrationKey.make().fileName();
        assertEquals(
                Files.readString(medium.writePublicKey(folder)),
                Files.readString(target.resolve("etc/apk/keys/" + name)));
    }

    @Test
    @Tag("chroot")
    void realApkVerifiesThePackagesAndTheIndex() throws IOException {
        Path root = realRoot();
        apk(root, "verify", "--keys-dir", "/keys", "/apks/APKINDEX.tar.gz");
        for (Path file : packages()) {
            apk(root, "verify", "--keys-dir", "/keys", "/apks/" + file.getFileName());
        }
    }

    @Test
    @Tag("chroot")
    void realApkMakesTheSameIndexOfThePackages() throws IOException {
        Path root = realRoot();
        List<String> command = new ArrayList<>(List.of("index", "--keys-dir", "/keys", "--output", "/made.tar.gz"));
        packages().forEach(file -> command.add("/apks/" + file.getFileName()));
        apk(root, command.toArray());
        assertEquals(index(root.resolve("made.tar.gz")), index(root.resolve("apks/APKINDEX.tar.gz")));
    }

    @Test
    @Tag("chroot")
    void realApkInstallsThePackagesWithTheirDependencies() throws IOException {
        Path root = realRoot();
        Path repository = Files.createDirectories(root.resolve("media/usb/x86_64"));
        try (Stream<Path> files = Files.list(root.resolve("apks"))) {
            for (Path file : files.toList()) {
                Files.copy(file, repository.resolve(file.getFileName().toString()));
            }
        }
        apk(
                root,
                "add",
                "--initdb",
                "--root",
                "/new",
                "--arch",
                "x86_64",
                "--keys-dir",
                "/keys",
                "--no-network",
                "--no-scripts",
                "--repository",
                "/media/usb",
                "alpine-base",
                "hello");
        Path installed = root.resolve("new");
        assertEquals("hello\n", Files.readString(installed.resolve("usr/share/greeting/text")));
        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(installed.resolve("root"))));
    }

    private Path realRoot() throws IOException {
        HostAbility.chroot();
        Path root = Files.createDirectory(folder.resolve("root"));
        RealTool.named("tar")
                .run("-xzf", Samples.miniRoot().toAbsolutePath(), "-C", root)
                .succeeded();
        medium.writePublicKey(Files.createDirectory(root.resolve("keys")));
        Path apks = Files.createDirectory(root.resolve("apks"));
        for (Path file : packages()) {
            Files.copy(file, apks.resolve(file.getFileName().toString()));
        }
        Files.copy(repository().resolve("APKINDEX.tar.gz"), apks.resolve("APKINDEX.tar.gz"));
        return root;
    }

    private static RealTool.Outcome apk(Path root, Object... arguments) {
        List<Object> line = new ArrayList<>(List.of(root, "/sbin/apk"));
        line.addAll(Arrays.asList(arguments));
        return RealTool.named("chroot").run(line.toArray()).succeeded();
    }

    /** The records of an index as sets of lines, for their order is free. */
    private static List<List<String>> index(Path file) {
        String text =
                RealTool.named("tar").run("-xzOf", file, "APKINDEX").succeeded().out();
        return Arrays.stream(text.split("\n\n"))
                .map(entry -> entry.lines().sorted().toList())
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    private Path repository() {
        return medium.root().resolve("apks/x86_64");
    }

    private List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.list(repository())) {
            return files.filter(file -> file.toString().endsWith(".apk"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> facts(Path root) throws IOException {
        List<String> facts = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> files = Files.walk(root)) {
            all = files.sorted().toList();
        }
        for (Path file : all) {
            String content = Files.isDirectory(file) ? "" : HexFormat.of().formatHex(Files.readAllBytes(file));
            facts.add(root.relativize(file) + " " + Files.getLastModifiedTime(file) + " "
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " " + content);
        }
        return facts;
    }
}
