package dev.diskless.lbu;

import static dev.diskless.lbu.LbuCommitTest.fault;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LbuRevertTest {

    private static final String OVERLAY = "box.apkovl.tar.gz";
    private static final String REVISION = "box.20200101000000.tar.gz";

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void fixture() throws IOException {
        machine = Machine.in(folder).file("etc/motd", "first\n");
        machine.lbu().newPackage().to(machine.medium().resolve(REVISION));
        machine.file("etc/motd", "second\n").lbu().newCommit().limit(9).call();
        touch(OVERLAY);
    }

    private void touch(String name) throws IOException {
        Files.setLastModifiedTime(machine.medium().resolve(name), FileTime.from(Instant.parse("2026-07-11T09:30:00Z")));
    }

    @Test
    void aRevertCanBeUndone() throws IOException {
        RevertResult there = machine.lbu().revert(REVISION);
        assertTrue(there.verified());
        assertEquals("first\n", machine.textIn(OVERLAY, "etc/motd"));
        assertEquals(List.of("box.20260711093000.tar.gz", OVERLAY), machine.storedNames());
        machine.lbu().revert(there.undo().orElseThrow());
        assertEquals("second\n", machine.textIn(OVERLAY, "etc/motd"));
        assertEquals(2, machine.storedNames().size());
    }

    @Test
    void withoutAnActiveOverlayThereIsOneAfterwards() throws IOException {
        Files.delete(machine.medium().resolve(OVERLAY));
        RevertResult result = machine.lbu().revert(REVISION);
        assertEquals(Optional.empty(), result.undo());
        assertEquals(List.of(OVERLAY), machine.storedNames());
    }

    /** Where the original gives an encrypted content the name of a plain one, at which the boot fails. */
    @Test
    void theNameSaysHowTheContentIsEncrypted() throws IOException {
        LbuSettings locked = LbuSettings.standard().with("PASSWORD", "secret").encrypted();
        String revision = "box.20210101000000.tar.gz.aes-256-cbc";
        machine.lbu().withSettings(locked).newPackage().to(machine.medium().resolve(revision));
        byte[] content = Files.readAllBytes(machine.medium().resolve(revision));
        RevertResult result =
                machine.lbu().withPasswords(request -> Optional.empty()).revert(REVISION);
        assertEquals(OVERLAY, result.overlay().name());
        RevertResult unread = machine.lbu().revert(revision);
        assertEquals(OVERLAY + ".aes-256-cbc", unread.overlay().name());
        assertFalse(unread.verified());
        assertArrayEquals(content, Files.readAllBytes(machine.medium().resolve(OVERLAY + ".aes-256-cbc")));
        assertFalse(machine.storedNames().contains(OVERLAY));
        RevertResult back =
                machine.lbu().withSettings(locked).revert(unread.undo().orElseThrow());
        assertEquals(OVERLAY, back.overlay().name());
        assertTrue(back.undo().orElseThrow().endsWith(".tar.gz.aes-256-cbc"));
        RevertResult read =
                machine.lbu().withSettings(locked).revert(back.undo().orElseThrow());
        assertTrue(read.verified());
    }

    @Test
    void aWrongPasswordOrDamageChangesNothing() throws IOException {
        LbuSettings locked = LbuSettings.standard().with("PASSWORD", "secret").encrypted();
        String encrypted = "box.20210101000000.tar.gz.aes-256-cbc";
        machine.lbu().withSettings(locked).newPackage().to(machine.medium().resolve(encrypted));
        String cut = "box.20220101000000.tar.gz";
        byte[] whole = Files.readAllBytes(machine.medium().resolve(REVISION));
        Files.write(machine.medium().resolve(cut), java.util.Arrays.copyOf(whole, whole.length - 9));
        machine.stored("box.20230101000000.tar.gz", "nothing at all");
        // What upstream's lbu writes when the audit fails.
        String empty = "box.20240101000000.tar.gz";
        RealTool.named("tar")
                .run("-czf", machine.medium().resolve(empty), "-T", "/dev/null")
                .succeeded();
        List<String> before = machine.everythingStored();
        byte[] active = Files.readAllBytes(machine.medium().resolve(OVERLAY));
        LbuSettings wrong = locked.with("PASSWORD", "wrong");
        assertEquals(
                FaultCode.LOCKED,
                fault(() -> machine.lbu().withSettings(wrong).revert(encrypted)).code());
        assertEquals(FaultCode.CORRUPT, fault(() -> machine.lbu().revert(cut)).code());
        assertEquals(FaultCode.CORRUPT, fault(() -> machine.lbu().revert(empty)).code());
        assertEquals(
                FaultCode.CORRUPT,
                fault(() -> machine.lbu().revert("box.20230101000000.tar.gz")).code());
        assertEquals(before, machine.everythingStored());
        assertArrayEquals(active, Files.readAllBytes(machine.medium().resolve(OVERLAY)));
    }

    /** As the record of logins is, which has a place for every user that there could be. */
    @Test
    void aLargeFileOfZerosIsSavedAndBroughtBack() throws IOException {
        LbuSettings locked = LbuSettings.standard().with("PASSWORD", "secret").encrypted();
        Path zeros = machine.file("etc/zeros", "").root().resolve("etc/zeros");
        RealTool.named("truncate").run("-s", "257M", zeros).succeeded();
        machine.lbu().newCommit().deleteOld().call();
        assertTrue(machine.lbu().status().isClean());
        Path kept = machine.medium().resolve("box.20200101000000.tar.gz");
        Files.move(machine.medium().resolve(OVERLAY), kept);
        RealTool.named("openssl")
                .run("enc", "-aes-256-cbc", "-k", "secret", "-in", kept, "-out", kept + ".aes-256-cbc")
                .succeeded();
        assertTrue(machine.lbu().revert(kept.getFileName().toString()).verified());
        Files.delete(machine.medium().resolve(OVERLAY));
        assertTrue(machine.lbu()
                .withSettings(locked)
                .revert(kept.getFileName() + ".aes-256-cbc")
                .verified());
    }

    @Test
    void overlaysOfOtherNamesAreKeptWhenTheyAreTakenAway() throws IOException {
        Files.copy(machine.medium().resolve(OVERLAY), machine.medium().resolve("old.apkovl.tar.gz"));
        touch("old.apkovl.tar.gz");
        machine.stored("box.apkovl.tar.gz.new", "half");
        assertEquals(
                FaultCode.CONFLICT, fault(() -> machine.lbu().revert(REVISION)).code());
        RevertResult result = machine.lbu().newRevert(REVISION).deleteOld().call();
        assertEquals(List.of("box.20260711093000.tar.gz", "old.20260711093000.tar.gz"), result.kept());
        assertEquals(List.of("box.20260711093000.tar.gz", OVERLAY, "old.20260711093000.tar.gz"), machine.storedNames());
    }

    @Test
    void whatIsActiveAlreadyIsNoRevision() {
        assertEquals(
                FaultCode.INVALID_REQUEST,
                fault(() -> machine.lbu().revert(OVERLAY)).code());
        assertEquals(
                FaultCode.NOT_FOUND,
                fault(() -> machine.lbu().revert("../medium/" + REVISION)).code());
    }

    @Test
    void backupsOfAllHostsAreListed() throws IOException {
        machine.stored("other.20200101000000.tar.gz.aes-256-cbc", "")
                .stored("box.2020.tar.gz", "")
                .stored("box.txt", "");
        List<Backup> backups = machine.lbu().backups();
        assertEquals(
                List.of("box.2020.tar.gz", REVISION, "other.20200101000000.tar.gz.aes-256-cbc"),
                backups.stream().map(Backup::name).toList());
        assertEquals("", backups.get(0).host());
        assertEquals(
                Optional.of(Instant.parse("2020-01-01T00:00:00Z")),
                backups.get(1).time());
        assertEquals("aes-256-cbc", backups.get(2).cipher());
        assertEquals("other", backups.get(2).host());
    }
}
