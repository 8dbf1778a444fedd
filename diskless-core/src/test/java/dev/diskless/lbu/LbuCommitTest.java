package dev.diskless.lbu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.Diskless;
import dev.diskless.contract.progress.StrictListener;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.ImageFullException;
import dev.diskless.progress.Cancellation;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import dev.diskless.spi.WritableStorage;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LbuCommitTest {

    private static final String OVERLAY = "box.apkovl.tar.gz";
    private static final Instant TIME = Instant.parse("2026-07-11T09:30:00Z");

    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void fixture() throws IOException {
        machine = Machine.in(folder);
    }

    @Test
    void theDoorNeedsOnlyRootAndStorage() throws IOException {
        machine.file("etc/hostname", "edge-1\n");
        CommitResult result = Diskless.lbu(machine.root(), machine.storage()).commit();
        assertEquals("edge-1.apkovl.tar.gz", result.name());
        assertEquals("edge-1\n", machine.textIn("edge-1.apkovl.tar.gz", "etc/hostname"));
    }

    @Test
    void aRootWithoutNameIsToldSo() {
        DisklessException fault =
                fault(() -> Lbu.of(machine.root(), machine.storage()).commit());
        assertEquals(FaultCode.NOT_FOUND, fault.code());
        assertTrue(fault.cure().isPresent());
    }

    @Test
    void theSameStateGivesTheSameBytes() throws IOException {
        machine.lbu().commit();
        byte[] first = Files.readAllBytes(machine.medium().resolve(OVERLAY));
        machine.lbu().commit();
        assertArrayEquals(first, Files.readAllBytes(machine.medium().resolve(OVERLAY)));
    }

    @Test
    void withoutALimitNoHistoryRemains() throws IOException {
        machine.stored("box.20200101000000.tar.gz", "x").lbu().commit();
        CommitResult result = machine.lbu().commit();
        assertEquals(List.of(OVERLAY), machine.storedNames());
        assertEquals(List.of(result.kept().orElseThrow()), result.pruned());
    }

    @Test
    void theOldestOfThisHostGoAndNoOthers() throws IOException {
        for (String name : List.of(
                "box.20200101000000.tar.gz",
                "box.20210101000000.tar.gz.aes-256-cbc",
                "box.20220101000000.tar.gz",
                "box.20230101000000.tar.gz",
                "box.2024lab9.tar.gz",
                "box.2024lab9.20200101000000.tar.gz",
                "boxer.20200101000000.tar.gz",
                "abox.20200101000000.tar.gz",
                "readme")) {
            machine.stored(name, name);
        }
        machine.conf("BACKUP_LIMIT=2\n").lbu().commit();
        List<String> others = List.of(
                "abox.20200101000000.tar.gz",
                OVERLAY,
                "box.2024lab9.20200101000000.tar.gz",
                "box.2024lab9.tar.gz",
                "boxer.20200101000000.tar.gz",
                "readme");
        assertEquals(with(others, "box.20220101000000.tar.gz", "box.20230101000000.tar.gz"), machine.storedNames());
        touch(OVERLAY, TIME);
        machine.lbu().commit();
        assertEquals(with(others, "box.20230101000000.tar.gz", "box.20260711093000.tar.gz"), machine.storedNames());
    }

    /** Without a clock of its own a machine starts in 1970: what it saved last has the oldest stamp, and still stays. */
    @Test
    void aClockThatGoesBackwardsCostsNoneOfTheLatest() throws IOException {
        machine.stored("box.20250101000000.tar.gz", "a").stored("box.20260101000000.tar.gz", "b");
        machine.lbu().newCommit().limit(2).call();
        touch(OVERLAY, Instant.EPOCH);
        CommitResult result = machine.lbu().newCommit().limit(2).call();
        assertEquals("box.19700101000000.tar.gz", result.kept().orElseThrow());
        assertEquals(List.of("box.19700101000000.tar.gz", "box.20260101000000.tar.gz", OVERLAY), machine.storedNames());
    }

    @Test
    void anOverlayNeverHoldsThoseOfItsStorage() throws IOException {
        Path inside = Files.createDirectories(machine.root().resolve("etc/backup"));
        Files.writeString(inside.resolve("notes"), "mine\n");
        Files.writeString(machine.root().resolve("etc/else.apkovl.tar.gz"), "lies elsewhere\n");
        Lbu lbu = Lbu.of(machine.root(), DirectoryStorage.of(inside, new Random(1)))
                .withHostname("box");
        lbu.newCommit().limit(2).call();
        machine.file("etc/hosts", "second\n");
        lbu.newCommit().limit(2).call();
        CommitResult third = lbu.newCommit().limit(2).call();
        assertTrue(third.leftOut().contains("etc/backup/box.apkovl.tar.gz (lies in the storage)"));
        RealTool.Outcome listed = RealTool.named("tar")
                .run("-tzf", inside.resolve("box.apkovl.tar.gz"))
                .succeeded();
        assertEquals(
                List.of("etc/backup/", "etc/backup/notes", "etc/else.apkovl.tar.gz", "etc/hosts", "etc/localtime"),
                listed.out().lines().sorted().toList());
        assertTrue(lbu.status().isClean(), lbu.status().toString());
    }

    @Test
    void twoCommitsInOneSecondKeepBoth() throws IOException {
        machine.stored("box.20260711093000.tar.gz", "a").stored("box.20260711093001.tar.gz.aes-256-cbc", "b");
        machine.lbu().newCommit().limit(9).call();
        touch(OVERLAY, TIME);
        CommitResult result = machine.lbu().newCommit().limit(9).call();
        assertEquals("box.20260711093002.tar.gz", result.kept().orElseThrow());
        assertEquals("a", Files.readString(machine.medium().resolve("box.20260711093000.tar.gz")));
    }

    @Test
    void overlaysInTheWayAreExplained() throws IOException {
        machine.stored("old-name.apkovl.tar.gz", "x")
                .stored("box.apkovl.tar.gz.aes-256-cbc", "x")
                .stored("box.apkovl.tar.gz.new", "x")
                .stored("box.apkovl.tar.gz.aes-256-cbc.new", "x")
                .stored(".apkovl.tar.gz", "x");
        List<String> before = machine.everythingStored();
        DisklessException fault = fault(() -> machine.lbu().commit());
        assertEquals(FaultCode.CONFLICT, fault.code());
        assertEquals(
                ".apkovl.tar.gz (no name that lbu gives), "
                        + "box.apkovl.tar.gz.aes-256-cbc (of this host, encrypted), "
                        + "box.apkovl.tar.gz.aes-256-cbc.new (left by an interrupted commit), "
                        + "box.apkovl.tar.gz.new (left by an interrupted commit), "
                        + "old-name.apkovl.tar.gz (of the host name old-name)",
                fault.detail().found());
        assertTrue(fault.cure().orElseThrow().contains("deleteOld()"));
        assertEquals(before, machine.everythingStored());
        CommitResult result = machine.lbu().newCommit().deleteOld().call();
        assertEquals(5, result.deleted().size());
        assertEquals(List.of(OVERLAY), machine.storedNames());
    }

    @Test
    void encryptionThatIsTurnedOffLeavesNoEncryptedOverlayBehind() throws IOException {
        LbuSettings locked = LbuSettings.standard().with("PASSWORD", "secret").encrypted();
        machine.lbu().withSettings(locked).commit();
        assertEquals(FaultCode.CONFLICT, fault(() -> machine.lbu().commit()).code());
        machine.lbu().newCommit().deleteOld().call();
        assertEquals(List.of(OVERLAY), machine.storedNames());
    }

    @Test
    void encryptionWithoutAPasswordChangesNothing() throws IOException {
        machine.lbu().commit();
        List<String> before = machine.everythingStored();
        assertEquals(
                FaultCode.LOCKED,
                fault(() -> machine.lbu().newCommit().encrypt().deleteOld().call())
                        .code());
        assertEquals(before, machine.everythingStored());
    }

    @Test
    void aPasswordIsAskedForOnce() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        machine.lbu()
                .withPasswords(request -> {
                    asked.incrementAndGet();
                    return java.util.Optional.of("secret".toCharArray());
                })
                .newCommit()
                .encrypt()
                .call();
        assertEquals(1, asked.get());
        assertEquals(List.of(OVERLAY + ".aes-256-cbc"), machine.storedNames());
    }

    @Test
    void anotherArchitectureIsRefusedUnlessItIsWanted() throws IOException {
        machine.file("etc/apk/arch", "aarch64\n").lbu().commit();
        byte[] before = Files.readAllBytes(machine.medium().resolve(OVERLAY));
        machine.file("etc/apk/arch", "x86_64\n");
        DisklessException fault = fault(() -> machine.lbu().commit());
        assertEquals(FaultCode.CONFLICT, fault.code());
        assertEquals("aarch64", fault.detail().found());
        assertEquals("x86_64", fault.detail().expected());
        assertArrayEquals(before, Files.readAllBytes(machine.medium().resolve(OVERLAY)));
        machine.lbu().newCommit().anyArchitecture().call();
        assertEquals("x86_64\n", machine.textIn(OVERLAY, "etc/apk/arch"));
    }

    @Test
    void aDamagedOverlayMayBeReplaced() throws IOException {
        machine.file("etc/apk/arch", "x86_64\n").stored(OVERLAY, "no overlay at all");
        machine.lbu().newCommit().limit(1).call();
        assertTrue(machine.namesIn(OVERLAY).contains("etc/hosts"));
    }

    @Test
    void anAuditThatFailsNeverGivesAnEmptyOverlay() throws IOException {
        machine.lbu().commit();
        byte[] before = Files.readAllBytes(machine.medium().resolve(OVERLAY));
        machine.file("lib/apk/db/installed", "this is no database\n");
        assertInstanceOf(Fault.class, fault(() -> machine.lbu().commit()));
        Files.delete(machine.root().resolve("lib/apk/db/installed"));
        assertInstanceOf(Fault.class, fault(() -> machine.lbu().commit()));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertInstanceOf(
                Fault.class,
                fault(() -> Lbu.of(empty, machine.storage()).withHostname("box").commit()));
        assertArrayEquals(before, Files.readAllBytes(machine.medium().resolve(OVERLAY)));
        assertEquals(List.of(OVERLAY), machine.storedNames());
    }

    @Test
    void aNameWithALineFeedIsRefusedByName() throws IOException {
        machine.file("etc/a\nb", "x");
        DisklessException fault = fault(() -> machine.lbu().commit());
        assertEquals(FaultCode.UNSUPPORTED, fault.code());
        assertTrue(String.valueOf(fault.detail().path()).endsWith("etc/a\\u000ab"));
        assertTrue(fault.cure().isPresent());
        assertEquals(List.of(), machine.storedNames());
    }

    @Test
    void aDryRunChangesNothingAndSaysWhatItWouldDo() throws IOException {
        machine.stored("other.apkovl.tar.gz", "x")
                .stored("box.20200101000000.tar.gz", "x")
                .stored("box.20210101000000.tar.gz", "x")
                .stored(OVERLAY, "x", TIME);
        List<String> before = machine.everythingStored();
        List<String> called = new ArrayList<>();
        Hook hook = new Hook() {
            @Override
            public void before(Packaging packaging) {
                called.add("before");
            }
        };
        CommitResult plan = machine.lbu()
                .withHook(hook)
                .newCommit()
                .dryRun()
                .deleteOld()
                .limit(2)
                .call();
        assertEquals(before, machine.everythingStored());
        assertEquals(List.of(), called);
        CommitResult done = machine.lbu().newCommit().deleteOld().limit(2).call();
        assertEquals(done.kept(), plan.kept());
        assertEquals(done.deleted(), plan.deleted());
        assertEquals(done.pruned(), plan.pruned());
        assertEquals(done.paths(), plan.paths());
        assertEquals(List.of("box.20200101000000.tar.gz"), plan.pruned());
    }

    @Test
    void aHookBeforeThatFailsEndsEverything() throws IOException {
        List<String> called = new ArrayList<>();
        Hook failing = new Hook() {
            @Override
            public void before(Packaging packaging) throws IOException {
                called.add("before " + packaging.overlay());
                throw new IOException("no database");
            }

            @Override
            public void after(Packaging packaging) {
                called.add("after");
            }
        };
        DisklessException fault = fault(() -> machine.lbu().withHook(failing).commit());
        assertEquals("no database", fault.detail().found());
        assertEquals(List.of("before " + OVERLAY), called);
        assertEquals(List.of(), machine.everythingStored());
    }

    @Test
    void aHookAfterThatFailsIsTold() throws IOException {
        Hook failing = new Hook() {
            @Override
            public void after(Packaging packaging) throws IOException {
                assertTrue(Files.exists(machine.medium().resolve(OVERLAY)));
                throw new IOException("no mail");
            }
        };
        CommitResult result = machine.lbu().withHook(failing).commit();
        assertEquals(
                List.of("no mail"),
                result.hookFailures().stream().map(HookFailure::reason).toList());
        assertTrue(result.toString().contains("no mail"));
    }

    @Test
    void aHookAfterIsCalledWhenTheWorkFailed() throws IOException {
        List<String> called = new ArrayList<>();
        Hook hook = new Hook() {
            @Override
            public void after(Packaging packaging) {
                called.add("after");
            }
        };
        Files.delete(machine.root().resolve("lib/apk/db/installed"));
        fault(() -> machine.lbu().withHook(hook).commit());
        assertEquals(List.of("after"), called);
    }

    @Test
    void aStorageThatCanOnlyBeReadIsTold() throws IOException {
        Storage storage = new Storage() {
            @Override
            public String identity() {
                return "a shelf";
            }

            @Override
            public List<StoredObject> list() {
                return List.of();
            }

            @Override
            public InputStream open(String name) {
                throw new AssertionError(name);
            }

            @Override
            public void close() {}
        };
        Lbu lbu = Lbu.of(machine.root(), storage).withHostname("box");
        assertEquals(FaultCode.READ_ONLY, fault(lbu::commit).code());
        assertFalse(lbu.status().isClean());
    }

    @Test
    void whatSurelyDoesNotFitIsRefusedBeforeAnythingIsWritten() throws IOException {
        machine.lbu().newPackage().to(machine.medium().resolve("box.20200101000000.tar.gz"));
        machine.lbu().newCommit().limit(5).call();
        List<String> before = machine.everythingStored();
        WritableStorage real = machine.storage();
        // Of a proxy only its answer to one question is not that of the storage.
        WritableStorage small = (WritableStorage) Proxy.newProxyInstance(
                WritableStorage.class.getClassLoader(),
                new Class<?>[] {WritableStorage.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("usableBytes")) {
                        return OptionalLong.of(0);
                    }
                    if (method.getName().equals("stage")) {
                        throw new AssertionError("something was written");
                    }
                    return method.invoke(real, args);
                });
        Lbu lbu = Lbu.of(machine.root(), small).withHostname("box");
        ImageFullException full = assertThrows(ImageFullException.class, lbu::commit);
        assertEquals("0 bytes", full.detail().found());
        assertTrue(full.cure().orElseThrow().contains("1 kept overlays of this host"));
        assertThrows(ImageFullException.class, () -> lbu.revert("box.20200101000000.tar.gz"));
        assertEquals(before, machine.everythingStored());
    }

    @Test
    void asMuchWorkIsReportedAsWasAnnounced() throws IOException {
        machine.file("etc/large", "x".repeat(300_000));
        StrictListener commit = new StrictListener();
        try (Progress progress = Progress.root("commit", 2, commit, Cancellation.NEVER)) {
            machine.lbu().withProgress(progress).newCommit().limit(1).call();
        }
        commit.assertComplete();
        String kept = machine.lbu().newCommit().limit(1).call().kept().orElseThrow();
        StrictListener revert = new StrictListener();
        try (Progress progress = Progress.root("revert", 2, revert, Cancellation.NEVER)) {
            machine.lbu().withProgress(progress).revert(kept);
        }
        revert.assertComplete();
    }

    @Test
    void cancellingLeavesNothingBehind() throws IOException {
        machine.lbu().newCommit().limit(1).call();
        List<String> before = machine.everythingStored();
        machine.file("etc/hosts", "changed\n");
        int points = 0;
        boolean done = false;
        while (!done) {
            AtomicInteger left = new AtomicInteger(points);
            Progress progress = Progress.root("commit", 0, ProgressListener.NONE, () -> left.getAndDecrement() <= 0);
            try {
                machine.lbu().withProgress(progress).newCommit().limit(1).call();
                done = true;
            } catch (CancelledException e) {
                assertEquals(before, machine.everythingStored());
                points++;
            }
        }
        assertTrue(points > 5, points + " points of cancellation");
    }

    @Test
    void ofTwoWhoCommitAtOnceOneWinsAndTheOtherIsTold() throws Exception {
        machine.lbu().commit();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 10; round++) {
                CyclicBarrier start = new CyclicBarrier(2);
                Hook together = new Hook() {
                    @Override
                    public void before(Packaging packaging) throws IOException {
                        try {
                            start.await();
                        } catch (Exception e) {
                            throw new IOException(e);
                        }
                    }
                };
                Callable<Boolean> commit = () -> {
                    try {
                        machine.lbu().withHook(together).newCommit().limit(99).call();
                        return true;
                    } catch (DisklessException e) {
                        assertEquals(FaultCode.CONFLICT, e.code(), e.getMessage());
                        return false;
                    }
                };
                Future<Boolean> one = pool.submit(commit);
                Future<Boolean> two = pool.submit(commit);
                assertTrue(one.get() ^ two.get(), "round " + round);
                assertEquals(round + 2, machine.storedNames().size(), () -> names(machine));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static String names(Machine machine) {
        try {
            return machine.storedNames().toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void touch(String name, Instant time) throws IOException {
        Files.setLastModifiedTime(machine.medium().resolve(name), FileTime.from(time));
    }

    private static List<String> with(List<String> names, String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(more));
        all.sort(null);
        return all;
    }

    static DisklessException fault(LbuScenarioTest.Call call) {
        return assertInstanceOf(DisklessException.class, assertThrows(IOException.class, call::run));
    }
}
