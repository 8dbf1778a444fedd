package dev.diskless.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.diskless.contract.boot.MediumTree;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.contract.tool.Samples;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.BootFiles;
import dev.diskless.medium.BootInstallation;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.spi.BootDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootInstallTest {

    private static final BootDevice DEVICE = new PlainBootDevice();

    @TempDir
    Path directory;

    private Path source;
    private Path target;
    private MediumTree tree;

    @BeforeEach
    void make() throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        target = Files.createDirectory(directory.resolve("target"));
        tree = new MediumTree(source);
    }

    @Test
    void copiesExactlyWhatIsSelected() throws IOException {
        MediumTree.iso(source).link("boot/b", ".").link("boot/up", "../apks").directory("boot/none/at/all");
        BootFiles files = DEVICE.select(source);
        BootInstallation installation = install();
        List<String> selected = files.files().stream()
                .map(path -> source.relativize(path).toString())
                .toList();
        assertEquals(selected, names(target));
        assertEquals(selected.size(), installation.files());
        assertEquals(files.bytes(), installation.bytes());
        assertEquals(List.of("edge-1.apkovl.tar.gz", "readme.html"), installation.leftBehind());
        assertEquals(DEVICE.describe(source), DEVICE.describe(target));
        // A judge that is not ours, for content, links, modes and times.
        for (String name : List.of(".alpine-release", "apks", "boot", "efi")) {
            RealTool.named("diff")
                    .run("-r", "--no-dereference", source.resolve(name), target.resolve(name))
                    .succeeded();
        }
        assertEquals(stat(source, selected), stat(target, selected));
    }

    private static String stat(Path root, List<String> names) {
        List<Object> arguments = new ArrayList<>(List.of("-c", "%n %f %s %Y %u %g"));
        arguments.addAll(names);
        return RealTool.named("stat")
                .run(Map.of(), root, arguments.toArray())
                .succeeded()
                .out()
                // Sizes of directories are the file system's own.
                .replaceAll("(?m)( 4[0-9a-f]{3}) \\d+ ", "$1 ");
    }

    @Test
    void copiesTheRealMedium() throws IOException {
        Path medium = Samples.medium();
        rootOnly();
        BootInstallation installation = DEVICE.install(medium, target, false, Progress.silent());
        assertEquals(List.of("alpine.apkovl.tar.gz"), installation.leftBehind());
        for (String name : List.of("apks", "extlinux")) {
            RealTool.named("diff")
                    .run("-r", medium.resolve(name), target.resolve(name))
                    .succeeded();
        }
        assertEquals(
                List.of("apks", "extlinux"),
                names(target).stream().filter(name -> !name.contains("/")).toList());
        assertEquals(DEVICE.describe(medium), DEVICE.describe(target));
    }

    @Test
    void carriesOverWhatFirmwareReadsOnlyWhereThereIsFirmware() throws IOException {
        minimal();
        tree.file("start4.elf", 9)
                .file("bcm2711.dtb", 9)
                .file("overlays/x.dtbo", 9)
                .file("stray", 9);
        assertEquals(
                List.of("bcm2711.dtb", "overlays", "start4.elf", "stray"),
                DEVICE.select(source).leftBehind());
        tree.text("config.txt", "kernel=k\ninclude mine.txt\n")
                .file("k", 9)
                .text("mine.txt", "initramfs i\n")
                .file("i", 9);
        assertEquals(List.of("stray"), DEVICE.select(source).leftBehind());
    }

    @Test
    void carriesOverWhatLiesBehindLinksInTheRoot() throws IOException {
        minimal();
        tree.file("v2/vmlinuz-lts", 9)
                .file("kept/initramfs", 9)
                .link("v2/initramfs-lts", "../kept/initramfs")
                .link("boot", "current")
                .link("current", "v2")
                .file("v1/vmlinuz-lts", 9);
        assertEquals(List.of("v1"), install().leftBehind());
        assertEquals(DEVICE.describe(source), DEVICE.describe(target));
        assertEquals(-1, Files.mismatch(source.resolve("boot/initramfs-lts"), target.resolve("boot/initramfs-lts")));
    }

    @Test
    void hiddenOverlaysAreLeftBehindWhereverTheyLie() throws IOException {
        minimal();
        List<String> overlays = List.of(
                "._edge.apkovl.tar.gz",
                "apks/x86_64/a.apkovl.tar.gz.bak",
                "boot/.b.apkovl.tar.gz.new",
                "edge.apkovl.tar.gz");
        for (String overlay : overlays) {
            tree.file(overlay, 9);
        }
        tree.file("boot/d.apkovl.tar.gz/kept", 9).file("boot/edge.20260101.tar.gz", 9);
        BootInstallation installation = install();
        assertEquals(overlays, installation.leftBehind());
        assertTrue(Files.exists(target.resolve("boot/d.apkovl.tar.gz/kept")));
        assertTrue(Files.exists(target.resolve("boot/edge.20260101.tar.gz")));
    }

    @Test
    void cachesAreLeftBehindEvenIfAConfigurationNamesThem() throws IOException {
        minimal();
        tree.text("syslinux.cfg", "KERNEL /cache/k\n")
                .file("cache/k", 9)
                .directory(".old")
                .directory("lost+found");
        assertEquals(
                List.of(".old", "cache", "lost+found"), DEVICE.select(source).leftBehind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/boot/x", "../x", "../../x", "a/../../x", "deeper/../x", ".."})
    void linksThatMayLeaveTheSourceAreRefused(String to) throws IOException {
        minimal();
        if (to.equals("..") || to.equals("../x")) {
            // From below the root these two stay inside.
            tree.link("boot/ok", to);
            install();
            clear(target);
            Files.delete(source.resolve("boot/ok"));
            Files.delete(source.resolve("boot"));
            tree.link("boot", to);
        } else {
            tree.link("boot/l", to);
        }
        refused(FaultCode.INVALID_REQUEST);
    }

    @Test
    void aLinkIntoALinkThatLeadsUpIsRefused() throws IOException {
        minimal();
        tree.link("boot/a/b/up", "../..").link("boot/out", "a/b/up/../../x");
        refused(FaultCode.INVALID_REQUEST);
    }

    @Test
    void danglingLinksInsideAreKept() throws IOException {
        minimal();
        tree.link("boot/gone", "../not/there").link("boot/loop", "loop");
        install();
        assertEquals(
                "../not/there",
                Files.readSymbolicLink(target.resolve("boot/gone")).toString());
        assertEquals("loop", Files.readSymbolicLink(target.resolve("boot/loop")).toString());
    }

    @Test
    void specialFilesAreRefused() throws IOException {
        minimal();
        tree.directory("boot");
        RealTool.named("mkfifo").run(source.resolve("boot/pipe")).succeeded();
        DisklessException fault = refused(FaultCode.UNSUPPORTED);
        assertEquals(source.resolve("boot/pipe").toString(), fault.detail().path());
    }

    @Test
    void holesAreWritten() throws IOException {
        minimal();
        tree.directory("boot");
        for (int size : List.of(1, 4096, 3_000_001)) {
            try (RandomAccessFile file =
                    new RandomAccessFile(source.resolve("boot/sparse" + size).toFile(), "rw")) {
                file.setLength(size);
            }
        }
        install();
        RealTool.named("sync").run(target).succeeded();
        for (int size : List.of(1, 4096, 3_000_001)) {
            String blocks = RealTool.named("stat")
                    .run("-c", "%b", target.resolve("boot/sparse" + size))
                    .succeeded()
                    .out();
            assertTrue(Long.parseLong(blocks.strip()) * 512 >= size, blocks);
        }
    }

    @Test
    void hardLinksBecomeFilesOfTheirOwn() throws IOException {
        minimal();
        tree.file("boot/vmlinuz", 5000);
        Files.createLink(source.resolve("boot/again"), source.resolve("boot/vmlinuz"));
        install();
        assertEquals(1, Files.getAttribute(target.resolve("boot/again"), "unix:nlink"));
        assertEquals(-1, Files.mismatch(source.resolve("boot/vmlinuz"), target.resolve("boot/again")));
    }

    /** What may happen to a source while {@code boot/large} is half copied. */
    enum Change {
        LARGER {
            @Override
            void to(Path boot) throws IOException {
                Files.write(boot.resolve("large"), new byte[1], StandardOpenOption.APPEND);
            }
        },
        SHORTER {
            @Override
            void to(Path boot) throws IOException {
                try (RandomAccessFile file =
                        new RandomAccessFile(boot.resolve("large").toFile(), "rw")) {
                    file.setLength(1_500_000);
                }
            }
        },
        REWRITTEN {
            @Override
            void to(Path boot) throws IOException {
                Files.setLastModifiedTime(boot.resolve("large"), FileTime.fromMillis(1));
            }
        },
        DELETED {
            @Override
            void to(Path boot) throws IOException {
                Files.delete(boot.resolve("large"));
            }
        },
        LATER_LARGER {
            @Override
            void to(Path boot) throws IOException {
                Files.write(boot.resolve("later"), new byte[99]);
            }
        },
        LATER_SHORTER {
            @Override
            void to(Path boot) throws IOException {
                Files.write(boot.resolve("later"), new byte[1]);
            }
        },
        LATER_DELETED {
            @Override
            void to(Path boot) throws IOException {
                Files.delete(boot.resolve("later"));
            }
        },
        NEW {
            @Override
            void to(Path boot) throws IOException {
                Files.write(boot.resolve("~new"), new byte[0]);
            }
        };

        abstract void to(Path boot) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aSourceThatChangesUnderTheCopyIsAConflict(Change change) throws IOException {
        minimal();
        tree.file("boot/large", 3_000_000).file("boot/later", 50);
        AtomicBoolean once = new AtomicBoolean();
        Progress progress = Progress.root(
                "all",
                1,
                event -> {
                    if (event.work().equals("boot files") && event.done() > 1_000_000 && !once.getAndSet(true)) {
                        try {
                            change.to(source.resolve("boot"));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                },
                Cancellation.NEVER);
        DisklessException fault =
                assertThrows(DisklessException.class, () -> DEVICE.install(source, target, true, progress));
        assertTrue(once.get());
        assertEquals(FaultCode.CONFLICT, fault.code());
        assertEquals(List.of(), names(target));
    }

    @Test
    void aListenerThatFailsLeavesNothingBehind() throws IOException {
        MediumTree.iso(source);
        Progress progress = Progress.root(
                "all",
                1,
                event -> {
                    throw new AssertionError("mine");
                },
                Cancellation.NEVER);
        assertThrows(AssertionError.class, () -> DEVICE.install(source, target, true, progress));
        assertEquals(List.of(), names(target));
    }

    @Test
    void aTargetWithinTheSourceIsRefused() throws IOException {
        minimal();
        Path inside = Files.createDirectories(source.resolve("boot/inside"));
        for (Path place : List.of(inside, source, Files.createSymbolicLink(directory.resolve("link"), inside))) {
            DisklessException fault =
                    assertThrows(DisklessException.class, () -> DEVICE.install(source, place, true, Progress.silent()));
            assertEquals(FaultCode.INVALID_REQUEST, fault.code());
        }
        assertEquals(List.of(), names(inside));
    }

    @Test
    void aTargetThatIsNoDirectoryIsRefused() throws IOException {
        minimal();
        for (Path place : List.of(directory.resolve("absent"), Files.createFile(directory.resolve("file")))) {
            DisklessException fault =
                    assertThrows(DisklessException.class, () -> DEVICE.install(source, place, true, Progress.silent()));
            assertEquals(FaultCode.INVALID_REQUEST, fault.code());
        }
    }

    @Test
    void aDanglingLinkInTheTargetTakesAName() throws IOException {
        minimal();
        Path link = Files.createSymbolicLink(target.resolve("apks"), Path.of("nowhere"));
        refusedWithout(FaultCode.EXISTS);
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void tooManyFilesAndTooManyBytesAreRefused() throws IOException {
        MediumTree.iso(source);
        BootFileSurvey survey = new BootFileSurvey(Progress.silent());
        DisklessException many =
                assertThrows(DisklessException.class, () -> new BootFileWalk(survey, 3).walk(Child.of(source)));
        assertEquals(FaultCode.LIMIT_EXCEEDED, many.code());
        FileFacts huge = new FileFacts(Long.MAX_VALUE, 0644, 0, 0, MediumTree.TIME);
        Child child = new Child("x", source.resolve("x"));
        BootFileSurvey other = new BootFileSurvey(Progress.silent());
        other.file("x", child, huge);
        DisklessException large = assertThrows(DisklessException.class, () -> other.file("y", child, huge));
        assertEquals(FaultCode.LIMIT_EXCEEDED, large.code());
    }

    @Test
    void directoriesNestedTooDeeplyAreRefused() throws IOException {
        minimal();
        tree.directory("boot" + "/d".repeat(BootFileWalk.MAX_DEPTH - 1));
        DEVICE.select(source);
        tree.directory("boot" + "/d".repeat(BootFileWalk.MAX_DEPTH));
        refused(FaultCode.LIMIT_EXCEEDED);
    }

    @Test
    void theOrderOfListingsDoesNotMatter() throws IOException {
        MediumTree.iso(source)
                .file("boot/B", 5)
                .file("boot/a", 5)
                .file("boot/a.b/c", 5)
                .directory("boot/z");
        List<String> expected = DEVICE.select(source).files().stream()
                .map(path -> source.relativize(path).toString())
                .toList();
        for (int seed = 0; seed < 3; seed++) {
            // Neither has owners, so nobody needs rights to keep them.
            try (FileSystem zip = FileSystems.newFileSystem(zip(new Random(seed)));
                    FileSystem made = newZip(seed + ".zip")) {
                BootFiles files = DEVICE.select(zip.getPath("/"));
                assertEquals(
                        expected,
                        files.files().stream()
                                .map(path -> path.toString().substring(1).replaceAll("/$", ""))
                                .toList());
                Path place = Files.createDirectory(made.getPath("/target"));
                DEVICE.install(zip.getPath("/"), place, true, Progress.silent());
                assertEquals(expected, names(place));
                assertEquals(-1, Files.mismatch(source.resolve("boot/vmlinuz-lts"), place.resolve("boot/vmlinuz-lts")));
            }
        }
    }

    @Test
    void namesAreSortedByTheirBytes() throws IOException {
        minimal();
        tree.directory("boot");
        // In the order of their bytes in UTF-8, which is not that of their characters in Java.
        List<String> names = List.of("A", "a", "a.b", "\u00e9", "\uff5e", "\ud83d\ude00");
        for (String name : names) {
            Files.createFile(FileNames.child(source.resolve("boot"), name));
        }
        install();
        assertEquals(
                names,
                Child.of(target.resolve("boot")).stream().map(Child::name).toList());
        assertEquals(
                names,
                DEVICE.select(source).files().stream()
                        .filter(path -> path.getParent().endsWith("boot"))
                        .map(FileNames::of)
                        .toList());
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        minimal();
        tree.file("boot/vmlinuz", new byte[100_000]);
        Path zip = zip(new Random(0));
        byte[] bytes = Files.readAllBytes(zip);
        int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("boot/vmlinuz");
        // The first bytes of its deflate stream: a block of a kind that there is not.
        bytes[name + "boot/vmlinuz".length()] = 7;
        Files.write(zip, bytes);
        try (FileSystem system = FileSystems.newFileSystem(zip);
                FileSystem made = newZip("made.zip")) {
            Path place = Files.createDirectory(made.getPath("/target"));
            DisklessException fault = assertThrows(
                    DisklessException.class, () -> DEVICE.install(system.getPath("/"), place, true, Progress.silent()));
            assertEquals(FaultCode.IO, fault.code());
            assertEquals("/boot/vmlinuz", fault.detail().path());
            assertEquals(List.of(), names(place));
        }
    }

    @Test
    void aTargetWithoutLinksRefusesLinks() throws IOException {
        minimal();
        tree.link("boot/l", "vmlinuz");
        try (FileSystem zip = newZip("new.zip")) {
            Path root = zip.getPath("/");
            DisklessException fault =
                    assertThrows(DisklessException.class, () -> DEVICE.install(source, root, true, Progress.silent()));
            assertEquals(FaultCode.UNSUPPORTED, fault.code());
            assertEquals(List.of(), Child.of(root));
        }
    }

    @Test
    void namesAndLinksThatAreNoUtf8KeepTheirBytes() throws IOException {
        minimal();
        tree.directory("boot");
        Path odd = Path.of(URI.create(source.toUri() + "boot/a%ff%c3%a9"));
        try {
            Files.writeString(odd, "odd");
        } catch (FileSystemException e) {
            abort("names: this host takes only names in UTF-8");
        }
        RealTool.named("ln").run("-s", "x", source.resolve("boot/plain")).succeeded();
        FileNames.link(source.resolve("boot/l"), "../boot/a\udcff\u00e9");
        assertEquals("../boot/a\udcff\u00e9", FileNames.linkTarget(source.resolve("boot/l")));
        install();
        for (Path root : List.of(source, target)) {
            byte[] link = RealTool.named("readlink")
                    .run(root.resolve("boot/l"))
                    .succeeded()
                    .stdout();
            assertEquals(
                    "../boot/a\u00ff\u00c3\u00a9\n", new String(link, StandardCharsets.ISO_8859_1), root::toString);
            byte[] names = RealTool.named("ls")
                    .run("--show-control-chars", root.resolve("boot"))
                    .succeeded()
                    .stdout();
            assertTrue(new String(names, StandardCharsets.ISO_8859_1).contains("a\u00ff\u00c3\u00a9\n"));
        }
        assertEquals("odd", Files.readString(target.resolve("boot/l")));
    }

    @Test
    void ownersAreRootUnlessKept() throws IOException {
        rootOnly();
        minimal();
        tree.file("boot/suid", 9).link("boot/l", "suid");
        for (String name : List.of("boot", "boot/suid", "boot/l", "apks")) {
            Files.setAttribute(source.resolve(name), "unix:uid", 123, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(source.resolve(name), "unix:gid", 456, LinkOption.NOFOLLOW_LINKS);
        }
        Files.setAttribute(source.resolve("boot/suid"), "unix:mode", 06755);
        Files.setLastModifiedTime(source.resolve("boot/suid"), MediumTree.TIME);
        DEVICE.install(source, target, false, Progress.silent());
        Path kept = Files.createDirectory(directory.resolve("kept"));
        DEVICE.install(source, kept, true, Progress.silent());
        for (String name : List.of("boot", "boot/suid", "boot/l", "apks")) {
            Map<String, Object> zero =
                    Files.readAttributes(target.resolve(name), "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
            Map<String, Object> same =
                    Files.readAttributes(kept.resolve(name), "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
            assertEquals(List.of(0, 0), List.of(zero.get("uid"), zero.get("gid")), name);
            assertEquals(List.of(123, 456), List.of(same.get("uid"), same.get("gid")), name);
            assertEquals(zero.get("mode"), same.get("mode"), name);
        }
        assertEquals(06755, (Integer) Files.getAttribute(target.resolve("boot/suid"), "unix:mode") & 07777);
        assertEquals(MediumTree.TIME, Files.getLastModifiedTime(target.resolve("boot/suid")));
    }

    @Test
    void directoriesThatNobodyMayWriteToAreCopiedAndCleaned() throws IOException {
        minimal();
        tree.file("apks/x86_64/a.apk", 9).file("boot/large", 2_000_000);
        RealTool.named("chmod").run("-R", "a-w", source.resolve("apks")).succeeded();
        AtomicBoolean cancelled = new AtomicBoolean();
        Progress progress = Progress.root("all", 1, event -> cancelled.set(event.done() > 1_000_000), cancelled::get);
        try {
            assertThrows(DisklessException.class, () -> DEVICE.install(source, target, true, progress));
            assertEquals(List.of(), names(target));
        } finally {
            RealTool.named("chmod").run("-R", "u+w", source).succeeded();
        }
    }

    private void minimal() throws IOException {
        tree.text("apks/.boot_repository", "").file("apks/x86_64/APKINDEX.tar.gz", 0);
    }

    private BootInstallation install() throws IOException {
        return DEVICE.install(source, target, true, Progress.silent());
    }

    private DisklessException refused(FaultCode code) throws IOException {
        DisklessException fault = assertThrows(DisklessException.class, () -> DEVICE.select(source));
        assertEquals(code, fault.code());
        refusedWithout(code);
        assertEquals(List.of(), names(target));
        return fault;
    }

    private void refusedWithout(FaultCode code) {
        DisklessException fault = assertThrows(DisklessException.class, this::install);
        assertEquals(code, fault.code());
    }

    /** The source as a zip file whose directories list in another order. */
    private Path zip(Random order) throws IOException {
        Path file = Files.createTempFile(directory, "source", ".zip");
        List<String> names = new ArrayList<>(names(source));
        Collections.shuffle(names, order);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : names) {
                boolean folder = Files.isDirectory(source.resolve(name));
                zip.putNextEntry(new ZipEntry(name + (folder ? "/" : "")));
                if (!folder) {
                    Files.copy(source.resolve(name), zip);
                }
                zip.closeEntry();
            }
        }
        return file;
    }

    private FileSystem newZip(String name) throws IOException {
        return FileSystems.newFileSystem(directory.resolve(name), Map.of("create", "true"));
    }

    private static List<String> names(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        list(root, "", names);
        return names;
    }

    private static void list(Path at, String prefix, List<String> names) throws IOException {
        for (Child child : Child.of(at)) {
            names.add(prefix + child.name());
            if (Files.isDirectory(child.path(), LinkOption.NOFOLLOW_LINKS)) {
                list(child.path(), prefix + child.name() + "/", names);
            }
        }
    }

    private static void clear(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                if (!path.equals(root)) {
                    Files.delete(path);
                }
            }
        }
        assertFalse(Files.list(root).findAny().isPresent());
    }

    private void rootOnly() throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(directory, "unix:uid"))) {
            abort("owners: only root may give files away on this host");
        }
    }
}
