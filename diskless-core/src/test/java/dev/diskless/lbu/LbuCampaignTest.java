package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.storage.FaultyFileSystem;
import dev.diskless.contract.storage.StorageCampaign;
import dev.diskless.fault.Fault;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation on a medium fails once in each way, and the power is cut before each: there is always a whole active
 * overlay, and nothing that was kept is lost before its time.
 */
class LbuCampaignTest {

    private static final String ACTIVE = "box.apkovl.tar.gz";
    private static final String FOREIGN = "other.apkovl.tar.gz";
    private static final String OLDEST = "box.20200101000000.tar.gz";
    private static final String OLDER = "box.20210101000000.tar.gz";
    private static final String KEPT = "box.20260101000000.tar.gz";
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Long> SEEDS = List.of(1L, 2L);
    private static final List<Long> MANY_SEEDS = LongStream.range(0, 40).boxed().toList();

    @TempDir
    Path folder;

    private Path scratch;
    private Machine machine;
    private byte[] oldest;
    private byte[] older;
    private byte[] old;
    private byte[] fresh;

    @BeforeEach
    void states() throws IOException {
        scratch = Files.createDirectory(folder.resolve("scratch"));
        machine = Machine.in(folder);
        oldest = state("oldest\n");
        older = state("older\n");
        old = state("old\n");
        fresh = state("fresh\n");
    }

    private byte[] state(String text) throws IOException {
        machine.file("etc/motd", text);
        Path file = folder.resolve("state");
        machine.lbu().newPackage().to(file);
        return Files.readAllBytes(file);
    }

    private void prepare(Path directory) throws IOException {
        put(directory.resolve(OLDEST), oldest);
        put(directory.resolve(OLDER), older);
        put(directory.resolve(ACTIVE), old);
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(TIME));
    }

    private Lbu lbu(Path directory) throws IOException {
        return Lbu.of(machine.root(), DirectoryStorage.of(directory, new Random(1)))
                .withHostname("box");
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (!entry.getFileName().toString().startsWith(".diskless-")) {
                    files.put(entry.getFileName().toString(), Files.readAllBytes(entry));
                }
            }
        }
        return files;
    }

    private record Trial(StorageCampaign.Act prepare, StorageCampaign.Act act, StorageCampaign.Verdict verdict) {}

    private void run(Trial trial, List<Long> seeds) throws IOException {
        int met = StorageCampaign.everyFailure(scratch, trial.prepare(), trial.act(), trial.verdict());
        int cuts = StorageCampaign.everyCut(scratch, trial.prepare(), trial.act(), trial.verdict(), seeds);
        assertTrue(met > 20 && cuts > 10, met + " failures and " + cuts + " cuts");
    }

    @Test
    @Tag("campaign")
    void manyOutcomesOfEachCut() throws IOException {
        for (Trial trial : List.of(commit(), firstCommit(), commitThatDeletesOthers(), revert(), prune())) {
            run(trial, MANY_SEEDS);
        }
    }

    private static void assertFault(IOException failure, String where) {
        if (failure != null && !where.startsWith("cut")) {
            assertInstanceOf(Fault.class, failure, where);
        }
    }

    private static boolean has(Map<String, byte[]> files, String name, byte[] content) {
        return Arrays.equals(content, files.get(name));
    }

    @Test
    void commitIsWholeOrNot() throws IOException {
        run(commit(), SEEDS);
    }

    private Trial commit() {
        return new Trial(
                this::prepare, directory -> lbu(directory).newCommit().limit(2).call(), (directory, failure, where) -> {
                    assertFault(failure, where);
                    Map<String, byte[]> left = files(directory);
                    boolean done = has(left, ACTIVE, fresh);
                    assertTrue(done || has(left, ACTIVE, old), where);
                    assertTrue(done || failure != null, where);
                    assertTrue(has(left, OLDER, older), where);
                    assertTrue(done || has(left, OLDEST, oldest), where);
                    assertTrue(done ? has(left, KEPT, old) : !left.containsKey(KEPT) || has(left, KEPT, old), where);
                    assertTrue(left.keySet().stream().allMatch(this::isExpected), () -> where + left.keySet());
                    assertCommitsAgain(directory, where);
                });
    }

    private boolean isExpected(String name) {
        return List.of(ACTIVE, OLDER, OLDEST, KEPT).contains(name);
    }

    // Whatever happened, the next commit does its work as if nothing had.
    private void assertCommitsAgain(Path directory, String where) throws IOException {
        if (!where.startsWith("IO") && !where.endsWith("seed 1")) {
            return;
        }
        CommitResult result = lbu(directory).newCommit().deleteOld().limit(1).call();
        assertTrue(result.remainders().isEmpty(), where);
        Map<String, byte[]> left = files(directory);
        assertArrayEquals(fresh, left.get(ACTIVE), where);
        assertEquals(result.kept().isPresent() ? 2 : 1, left.size(), () -> where + left.keySet());
        try (Stream<Path> all = Files.list(directory)) {
            assertEquals(
                    left.size(),
                    all.filter(Files::isRegularFile).filter(this::isContent).count(),
                    where);
        }
    }

    // A storage may keep a lock file, which has no content.
    private boolean isContent(Path file) {
        return file.toFile().length() > 0;
    }

    @Test
    void firstCommitIsWholeOrNot() throws IOException {
        run(firstCommit(), SEEDS);
    }

    private Trial firstCommit() {
        return new Trial(directory -> {}, directory -> lbu(directory).commit(), (directory, failure, where) -> {
            assertFault(failure, where);
            Map<String, byte[]> left = files(directory);
            assertTrue(left.isEmpty() ? failure != null : left.size() == 1 && has(left, ACTIVE, fresh), where);
            assertCommitsAgain(directory, where);
        });
    }

    @Test
    void commitThatDeletesOthersIsWholeOrNot() throws IOException {
        run(commitThatDeletesOthers(), SEEDS);
    }

    private Trial commitThatDeletesOthers() {
        return new Trial(
                directory -> put(directory.resolve(FOREIGN), old),
                directory -> lbu(directory).newCommit().deleteOld().call(),
                (directory, failure, where) -> {
                    assertFault(failure, where);
                    Map<String, byte[]> left = files(directory);
                    assertTrue(has(left, ACTIVE, fresh) || has(left, FOREIGN, old), where);
                    assertTrue(has(left, ACTIVE, fresh) || failure != null, where);
                    assertCommitsAgain(directory, where);
                });
    }

    @Test
    void revertIsWholeOrNot() throws IOException {
        run(revert(), SEEDS);
    }

    private Trial revert() {
        return new Trial(this::prepare, directory -> lbu(directory).revert(OLDEST), (directory, failure, where) -> {
            assertFault(failure, where);
            Map<String, byte[]> left = files(directory);
            boolean done = has(left, ACTIVE, oldest);
            assertTrue(done || has(left, ACTIVE, old) && has(left, OLDEST, oldest), where);
            assertTrue(done || failure != null, where);
            assertTrue(!done || has(left, KEPT, old), where);
            assertTrue(has(left, OLDER, older), where);
            assertTrue(left.keySet().stream().allMatch(this::isExpected), () -> where + left.keySet());
            assertCommitsAgain(directory, where);
        });
    }

    @Test
    void pruneIsWholeOrNot() throws IOException {
        run(prune(), SEEDS);
    }

    private Trial prune() {
        return new Trial(this::prepare, directory -> lbu(directory).prune(1), (directory, failure, where) -> {
            assertFault(failure, where);
            Map<String, byte[]> left = files(directory);
            assertTrue(has(left, ACTIVE, old) && has(left, OLDER, older), where);
            assertTrue(has(left, OLDEST, oldest) ? failure != null : left.size() == 2, where);
        });
    }

    /** Whatever of the root cannot be read: what is saved is all of it or nothing. */
    @Test
    void aRootThatCannotBeReadIsNeverSavedInPart() throws IOException {
        Path medium = Files.createDirectory(folder.resolve("target"));
        Path like = folder.resolve("like");
        StorageCampaign.Act prepare = root -> {
            for (String name : List.of("lib/apk/db/installed", "etc/hosts", "etc/apk/world", "etc/sub/file")) {
                Path file = root.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, name.startsWith("lib") ? "" : name);
                Files.setLastModifiedTime(file, FileTime.from(TIME));
            }
            for (String name : List.of("etc/sub", "etc/apk", "etc")) {
                Files.setLastModifiedTime(root.resolve(name), FileTime.from(TIME));
            }
            put(medium.resolve(ACTIVE), old);
            Files.deleteIfExists(like);
            Lbu.of(root).withHostname("box").newPackage().to(like);
        };
        int met = StorageCampaign.everyFailure(
                scratch,
                prepare,
                root -> Lbu.of(root, DirectoryStorage.of(medium, new Random(1)))
                        .withHostname("box")
                        .commit(),
                (root, failure, where) -> {
                    assertFault(failure, where);
                    byte[] expected = failure == null ? Files.readAllBytes(like) : old;
                    assertArrayEquals(expected, Files.readAllBytes(medium.resolve(ACTIVE)), where);
                    assertEquals(1, files(medium).size(), where);
                });
        assertTrue(met > 50, met + " failures");
    }

    @Test
    void includeFails() throws IOException {
        String before = "# mine\n+root\n";
        String after = before + "+etc/x\n";
        int met = StorageCampaign.everyFailure(
                scratch,
                root -> {
                    Path list = root.resolve(IncludeList.PATH);
                    Files.createDirectories(list.getParent());
                    Files.writeString(list, before);
                },
                root -> Lbu.of(root).include("etc/x"),
                (root, failure, where) -> {
                    assertFault(failure, where);
                    String left = Files.readString(root.resolve(IncludeList.PATH));
                    assertTrue(left.equals(after) || left.equals(before) && failure != null, where + ": " + left);
                    Lbu.of(root).include("etc/x");
                    assertEquals(after, Files.readString(root.resolve(IncludeList.PATH)), where);
                });
        assertTrue(met > 20, met + " failures");
    }

    @Test
    void includeIsCut() throws IOException {
        String before = "# mine\n+root\n";
        String after = before + "+etc/x\n";
        int cuts = 0;
        for (boolean reached = true; reached; cuts++) {
            Path root = scratch.resolve("root" + cuts);
            Path list = root.resolve(IncludeList.PATH);
            Files.createDirectories(list.getParent());
            Files.writeString(list, before);
            FaultyFileSystem power = FaultyFileSystem.over(list.getParent());
            power.cutAt(cuts);
            boolean done = true;
            try {
                Lbu.of(power.directory().getParent().getParent().getParent()).include("etc/x");
            } catch (IOException e) {
                done = false;
            }
            reached = power.operations() > cuts;
            for (long seed : SEEDS) {
                Path left = scratch.resolve("left" + cuts + "-" + seed);
                power.survivors(seed, left);
                String text = Files.readString(left.resolve(list.getFileName().toString()));
                assertTrue(text.equals(after) || !done && text.equals(before), "cut at " + cuts + ": " + text);
            }
        }
        assertTrue(cuts > 10, cuts + " cuts");
    }
}
