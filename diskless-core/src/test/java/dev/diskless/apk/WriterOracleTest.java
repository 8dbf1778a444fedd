package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages and indexes of our own, judged by the real apk. */
@Tag("chroot")
class WriterOracleTest {

    @TempDir
    private Path temp;

    private RealApk apk;
    private Path repository;

    @BeforeEach
    void build() throws IOException {
        apk = RealApk.in(temp);
        repository = apk.root().resolve("repo/x86_64");
        Workshop workshop = new Workshop(repository);
        workshop.add(
                new PackageWriter("alpine-base", "3.20.3-r0")
                        .architecture("x86_64")
                        .depends("shell>=1", "/bin/sh")
                        .describe("Meta package", "https://example.org", "MIT"),
                "alpine-base");
        workshop.addBare(new PackageWriter("shell", "1.2_rc1-r3")
                .provides("/bin/sh", "cmd:sh=1.2")
                .directory("bin", 0755)
                .directory("var/spool/private", 0700)
                .file("bin/shell", "#!".repeat(4000).getBytes(StandardCharsets.UTF_8), 04755)
                .file("usr/share/" + "long-name-".repeat(20), new byte[0], 0600)
                .file("usr/share/gr\u00fc\u00dfe", "umlauts".getBytes(StandardCharsets.UTF_8), 0644)
                .link("bin/sh", "/bin/shell")
                .script("post-install", "#!/bin/sh\nexit 0\n"));
        workshop.add(new PackageWriter("shell-doc", "1.2_rc1-r3").installIf("shell=1.2_rc1-r3", "docs"), "shell-doc");
        workshop.add("docs", "5-r0");
        workshop.addBare(new PackageWriter("meta", "1-r0").depends("docs", "alpine-base"));
        workshop.addBare(new PackageWriter("empty", "1-r0"));
        workshop.index();
        Files.writeString(
                Files.createDirectories(apk.root().resolve("keys")).resolve(Workshop.KEY_NAME),
                Workshop.pem(Workshop.publicKeys().get(Workshop.KEY_NAME)));
    }

    @Test
    void theRealApkVerifiesPackages() throws IOException {
        List<Object> line = new ArrayList<>(List.of("verify", "--keys-dir", "/keys"));
        packages().forEach(file -> line.add("/repo/x86_64/" + file.getFileName()));
        String output = apk.run(line.toArray()).succeeded().out();
        assertEquals(6, output.lines().filter(text -> text.endsWith(": 0 - OK")).count(), output);
    }

    @Test
    void theRealApkReadsTheIndexAndWritesTheSameRecords() throws IOException {
        List<Object> line = new ArrayList<>(List.of(
                "index",
                "--keys-dir",
                "/keys",
                "--rewrite-arch",
                "x86_64",
                "--description",
                "3.20.3",
                "-o",
                "/its.tar.gz"));
        packages().forEach(file -> line.add("/repo/x86_64/" + file.getFileName()));
        apk.run(line.toArray()).succeeded();
        Path theirs = apk.root().resolve("its.tar.gz");
        RealTool tar = RealTool.named("tar");
        assertEquals(
                records(tar.run("-xzOf", theirs, "APKINDEX").succeeded().out()),
                records(tar.run("-xzOf", repository.resolve(Repository.INDEX), "APKINDEX")
                        .succeeded()
                        .out()));
    }

    @Test
    void theRealApkInstallsThePackages() throws IOException {
        Files.createDirectories(apk.root().resolve("target"));
        String output =
                add("/target", "-X", "/repo", "meta", "shell").succeeded().out();
        Set<String> expected = names("meta", "shell");
        assertEquals(expected, RealApk.installed(output));
        assertTrue(expected.contains("shell-doc-1.2_rc1-r3"));
        Path target = apk.root().resolve("target");
        assertEquals("#!".repeat(4000), Files.readString(target.resolve("bin/shell")));
        assertEquals(04755, (int) Files.getAttribute(target.resolve("bin/shell"), "unix:mode") & 07777);
        assertEquals(0700, (int) Files.getAttribute(target.resolve("var/spool/private"), "unix:mode") & 07777);
        assertEquals(Path.of("/bin/shell"), Files.readSymbolicLink(target.resolve("bin/sh")));
        assertTrue(Files.exists(target.resolve("usr/share/" + "long-name-".repeat(20))));
        assertEquals(
                "",
                apk.run("audit", "--system", "--root", "/target").succeeded().out());
        apk.removeLinks("target");
    }

    @Test
    void theRealApkInstallsFromOurCacheAlsoWhatHasNoFiles() throws IOException {
        Path cache = Files.createDirectories(apk.root().resolve("cache"));
        Repository own = open();
        RepositoryAddress address = RepositoryAddress.of("http://user:secret@example.org:8080/alpine/");
        Selection selection = own.resolve(List.of("meta", "shell"));
        new CacheWriter(own, address, Workshop.TIME).write(selection, cache, Progress.silent());
        Files.writeString(apk.root().resolve("repositories"), address.text() + "\n");
        Files.createDirectories(apk.root().resolve("target"));
        String output = add("/target", "--cache-dir", "/cache", "--repositories-file", "/repositories", "meta", "shell")
                .succeeded()
                .out();
        assertEquals(names("meta", "shell"), RealApk.installed(output));
        apk.removeLinks("target");
        assertEquals(0, own.newest("meta").orElseThrow().installedSize());
    }

    @Test
    void theRealApkRefusesTheIndexUnderAnotherKeyAsWeDo() throws IOException {
        Files.writeString(
                apk.root().resolve("keys").resolve(Workshop.KEY_NAME),
                Workshop.pem(Workshop.keyPair().getPublic()));
        Files.createDirectories(apk.root().resolve("target"));
        assertTrue(add("/target", "-X", "/repo", "docs").status() != 0);
    }

    @Test
    void sameCallsGiveSameBytes() throws IOException {
        Path first = new Workshop(temp.resolve("1")).add("twice", "1-r0", "docs");
        Path second = new Workshop(temp.resolve("2")).add("twice", "1-r0", "docs");
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    private RealTool.Outcome add(String target, String... more) {
        List<Object> line = new ArrayList<>(List.of("add", "--initdb", "--root", target, "--arch", "x86_64"));
        line.addAll(List.of("--no-network", "--no-scripts", "--keys-dir", "/keys"));
        line.addAll(List.of(more));
        return apk.run(line.toArray());
    }

    private Repository open() throws IOException {
        return Repository.open(repository, Workshop.ring(), Progress.silent());
    }

    private Set<String> names(String... wanted) throws IOException {
        Set<String> names = new TreeSet<>();
        open().resolve(List.of(wanted)).packages().forEach(item -> names.add(item.toString()));
        return names;
    }

    private List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.list(repository)) {
            return files.filter(file -> file.toString().endsWith(".apk"))
                    .sorted()
                    .toList();
        }
    }

    private static TreeSet<String> records(String index) {
        TreeSet<String> records = new TreeSet<>();
        for (String record : index.split("\n\n")) {
            records.add(record.strip());
        }
        return records;
    }
}
