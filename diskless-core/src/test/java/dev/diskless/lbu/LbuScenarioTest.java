package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.apk.AuditedPath;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.lbu.IncludeChange.Action;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What upstream's own tests of {@code lbu} ask, one method for each of theirs, with their names. Those about usage texts
 * and aliases of subcommands belong to the program. Where this library differs, the method says so and why.
 */
class LbuScenarioTest {

    private static final String OVERLAY = "box.apkovl.tar.gz";

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void fixture() throws IOException {
        machine = Machine.in(folder).conf("BACKUP_LIMIT=1\n");
    }

    @Test
    void lbuAddDelete() throws IOException {
        assertEquals(
                List.of(added("root/.ssh"), notThere("root/.ssh")),
                machine.lbu().include("root/.ssh"));
        assertEquals("+root/.ssh\n", list());
        assertEquals(
                List.of(removed("root/.ssh"), added("root/.ssh")), machine.lbu().exclude("root/.ssh"));
        assertEquals("-root/.ssh\n", list());
    }

    @Test
    void lbuPackage() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        PackageResult result = machine.lbu().newPackage().to(out);
        assertEquals(out.resolve(OVERLAY), result.file().orElseThrow());
        assertHasBoth(RealTool.named("tar").run("-tzf", out.resolve(OVERLAY)));
        assertEquals(Files.size(out.resolve(OVERLAY)), result.size());
    }

    @Test
    void lbuPackageEncrypted() throws IOException {
        machine.conf("ENCRYPTION=$DEFAULT_CIPHER\nPASSWORD=secret\n");
        Path out = Files.createDirectory(folder.resolve("out"));
        machine.lbu().newPackage().to(out);
        Path overlay = out.resolve(OVERLAY + ".aes-256-cbc");
        Path plain = folder.resolve("plain");
        RealTool.named("openssl")
                .run("enc", "-d", "-aes-256-cbc", "-in", overlay, "-out", plain, "-k", "secret")
                .succeeded();
        assertHasBoth(RealTool.named("tar").run("-tzf", plain));
    }

    @Test
    void lbuPackagePrePostHooks() throws IOException {
        for (String kind : List.of("pre", "post")) {
            Path hooks = Files.createDirectories(machine.root().resolve("etc/lbu/" + kind + "-package.d"));
            Path script = Files.writeString(folder.resolve(kind + ".sh"), "#!/bin/sh\necho " + kind + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createSymbolicLink(hooks.resolve("link.sh"), script);
            Files.copy(script, hooks.resolve("script.sh"));
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Lbu lbu = machine.lbu().withHook(RunParts.in(machine.root().resolve("etc/lbu"), output));
        lbu.newPackage().to(folder.resolve("overlay.tar.gz"));
        assertEquals("pre\npre\npost\npost\n", output.toString(StandardCharsets.UTF_8));
    }

    @Test
    void lbuCommit() throws IOException {
        machine.lbu().commit();
        assertHasBoth(RealTool.named("tar").run("-tzf", machine.medium().resolve(OVERLAY)));
    }

    @Test
    void lbuCommitBackup() throws IOException {
        machine.lbu().commit();
        byte[] first = read(OVERLAY);
        machine.file("etc/hosts", "changed\n");
        CommitResult second = machine.lbu().commit();
        String kept = second.kept().orElseThrow();
        assertTrue(kept.matches("box\\.[0-9]{14}\\.tar\\.gz"), kept);
        assertEquals(List.of(kept, OVERLAY), machine.storedNames());
        assertArrayEquals(first, read(kept));
    }

    @Test
    void lbuCommitDeleteOld() throws IOException {
        machine.stored("a.apkovl.tar.gz", "a").stored("b.apkovl.tar.gz", "b");
        assertEquals(FaultCode.CONFLICT, code(() -> machine.lbu().commit()));
        assertEquals(List.of("a.apkovl.tar.gz", "b.apkovl.tar.gz"), machine.storedNames());
        CommitResult result = machine.lbu().newCommit().deleteOld().call();
        assertEquals(List.of("a.apkovl.tar.gz", "b.apkovl.tar.gz"), result.deleted());
        assertEquals(List.of(OVERLAY), machine.storedNames());
    }

    @Test
    void lbuCommitDryrun() throws IOException {
        CommitResult result = machine.lbu().newCommit().dryRun().call();
        assertTrue(result.isDryRun());
        assertTrue(result.paths().containsAll(List.of("etc/hosts", "etc/localtime")));
        assertEquals(List.of(), machine.everythingStored());
    }

    @Test
    void lbuCommitEncrypted() throws IOException {
        machine.conf("ENCRYPTION=aes-256-cbc\nPASSWORD=secret\n");
        machine.lbu().commit();
        assertEquals(List.of(OVERLAY + ".aes-256-cbc"), machine.storedNames());
    }

    @Test
    void lbuRevertBasic() throws IOException {
        machine.lbu().commit();
        Files.move(machine.medium().resolve(OVERLAY), machine.medium().resolve("box.20200101000000.tar.gz"));
        byte[] old = read("box.20200101000000.tar.gz");
        machine.file("etc/hosts", "new\n").lbu().commit();
        byte[] current = read(OVERLAY);
        RevertResult result = machine.lbu().revert("box.20200101000000.tar.gz");
        assertArrayEquals(old, read(OVERLAY));
        assertArrayEquals(current, read(result.undo().orElseThrow()));
        assertEquals(List.of(result.undo().orElseThrow(), OVERLAY), machine.storedNames());
    }

    @Test
    void lbuRevertFileNotFound() throws IOException {
        machine.lbu().commit();
        byte[] current = read(OVERLAY);
        assertEquals(FaultCode.NOT_FOUND, code(() -> machine.lbu().revert("box.20200101000000.tar.gz")));
        assertArrayEquals(current, read(OVERLAY));
        assertEquals(List.of(OVERLAY), machine.storedNames());
    }

    @Test
    void lbuRevertNoMedia() {
        assertEquals(
                FaultCode.INVALID_REQUEST,
                code(() -> Lbu.of(machine.root()).withHostname("box").revert("box.20200101000000.tar.gz")));
    }

    @Test
    void lbuStatusNoChanges() throws IOException {
        String[] names = machine.lbu().list().stream().map(name -> "./" + name).toArray(String[]::new);
        Machine.tar(machine.root(), machine.medium().resolve(OVERLAY), names);
        assertEquals("", machine.lbu().status().toString());
    }

    @Test
    void lbuStatusAdded() throws IOException {
        Machine.tar(machine.root(), machine.medium().resolve(OVERLAY), "./etc/hosts");
        assertLine("A etc/localtime", machine.lbu().status().toString());
    }

    @Test
    void lbuStatusDeleted() throws IOException {
        machine.file("etc/extra", "");
        Machine.tar(machine.root(), machine.medium().resolve(OVERLAY), "./etc/hosts", "./etc/localtime", "./etc/extra");
        Files.delete(machine.root().resolve("etc/extra"));
        assertLine("D etc/extra", machine.lbu().status().toString());
    }

    @Test
    void lbuStatusUpdated() throws IOException {
        Machine.tar(machine.root(), machine.medium().resolve(OVERLAY), "./etc/hosts", "./etc/localtime");
        machine.file("etc/hosts", "127.0.0.2 localhost\n");
        Files.setLastModifiedTime(
                machine.root().resolve("etc/hosts"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        assertLine("U etc/hosts", machine.lbu().status().toString());
    }

    /** Upstream's fixture has an apk that always says the same; here nothing owns the files, so that they are added. */
    @Test
    void lbuStatusAllDefault() throws IOException {
        assertEquals(
                List.of("A etc/hosts", "D etc/lbu/", "A etc/localtime"),
                Lbu.of(machine.root()).changesOfPackages().stream()
                        .map(AuditedPath::line)
                        .toList());
    }

    @Test
    void lbuRootFiles() throws IOException {
        machine.file("foo.txt", "foo").file(".gitignore", "x").file("lib/dir/file", "");
        Files.createSymbolicLink(machine.root().resolve("linkdir"), Path.of("lib/dir"));
        machine.lbu().include("/foo.txt", "/.gitignore", "/linkdir");
        assertTrue(machine.lbu().list().containsAll(List.of("foo.txt", ".gitignore", "linkdir")));
        machine.lbu().commit();
        List<String> names = RealTool.named("tar")
                .run("-tzf", machine.medium().resolve(OVERLAY))
                .succeeded()
                .out()
                .lines()
                .toList();
        // apk takes no name without a slash for one of an overlay, and none behind it either.
        assertEquals(List.of(".gitignore", "foo.txt", "linkdir"), names.subList(names.size() - 3, names.size()));
    }

    @Test
    void lbuExcludeAdd() throws IOException {
        // Without a list lbu does not speak of what is not in it.
        assertEquals(List.of(added("etc/foo")), machine.lbu().exclude("etc/foo"));
        assertEquals(
                List.of(notThere("etc/bar"), added("etc/bar")), machine.lbu().exclude("etc/bar"));
        assertEquals("-etc/foo\n-etc/bar\n", list());
    }

    @Test
    void lbuExcludeRemove() throws IOException {
        machine.lbu().exclude("etc/foo");
        assertEquals(List.of(removed("etc/foo")), machine.lbu().removeExcluded("etc/foo"));
        assertEquals("", list());
    }

    @Test
    void lbuExcludeExisting() throws IOException {
        machine.lbu().exclude("etc/foo");
        assertEquals(
                List.of(notThere("etc/foo"), new IncludeChange(Action.ALREADY_THERE, "etc/foo")),
                machine.lbu().exclude("etc/foo"));
        assertEquals("-etc/foo\n", list());
    }

    @Test
    void lbuExcludeRemoveNonexistent() throws IOException {
        machine.lbu().exclude("etc/foo");
        assertEquals(List.of(notThere("etc/bar")), machine.lbu().removeExcluded("etc/bar"));
        assertEquals("-etc/foo\n", list());
    }

    @Test
    void lbuExcludeListAndIncludeList() throws IOException {
        machine.lbu().include("etc/a", "/root/b");
        machine.lbu().exclude("etc/c");
        assertEquals(List.of("etc/a", "root/b"), machine.lbu().includeList().included());
        assertEquals(List.of("etc/c"), machine.lbu().includeList().excluded());
    }

    @Test
    void lbuListBasic() throws IOException {
        assertTrue(machine.lbu().list().containsAll(List.of("etc/hosts", "etc/localtime")));
    }

    @Test
    void lbuListbackupBasic() throws IOException {
        machine.stored("box.20200101000000.tar.gz", "")
                .stored("box.99991231235959.tar.gz", "")
                .stored(OVERLAY, "");
        assertEquals(
                List.of("box.20200101000000.tar.gz", "box.99991231235959.tar.gz"),
                machine.lbu().backups().stream().map(Backup::toString).toList());
    }

    @Test
    void lbuListbackupNoMedia() {
        assertEquals(
                FaultCode.INVALID_REQUEST, code(() -> Lbu.of(machine.root()).backups()));
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(machine.medium().resolve(name));
    }

    private String list() throws IOException {
        return Files.readString(machine.root().resolve(IncludeList.PATH));
    }

    private static IncludeChange added(String path) {
        return new IncludeChange(Action.ADDED, path);
    }

    private static IncludeChange removed(String path) {
        return new IncludeChange(Action.REMOVED, path);
    }

    private static IncludeChange notThere(String path) {
        return new IncludeChange(Action.NOT_THERE, path);
    }

    private static void assertHasBoth(RealTool.Outcome listing) {
        assertTrue(listing.succeeded().out().lines().toList().containsAll(List.of("etc/hosts", "etc/localtime")));
    }

    private static void assertLine(String start, String text) {
        assertTrue(text.lines().anyMatch(line -> line.startsWith(start)), text);
    }

    interface Call {
        Object run() throws IOException;
    }

    private static FaultCode code(Call call) {
        return assertInstanceOf(Fault.class, assertThrows(IOException.class, call::run))
                .code();
    }
}
