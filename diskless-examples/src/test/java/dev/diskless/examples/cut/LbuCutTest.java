package dev.diskless.examples.cut;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.ext4.Ext4;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.lbu.IncludeList;
import dev.diskless.lbu.Lbu;
import dev.diskless.medium.FormatOptions;
import dev.diskless.medium.WritingOptions;
import dev.diskless.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lbu does to an ext4 image is cut at every sector that is written: there is always a whole active overlay, the old
 * or the new one, and the real checker finds nothing that a later opening does not put right.
 */
class LbuCutTest {

    private static final String ACTIVE = "box.apkovl.tar.gz";
    private static final String OLDEST = "box.20200101000000.tar.gz";
    private static final String OLDER = "box.20210101000000.tar.gz";
    private static final String KEPT = "box.20260101000000.tar.gz";
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2026-07-11T09:30:00Z");
    private static final int IMAGE_BYTES = 1 << 20;

    /** What may be left behind: room that nothing uses, and counts that are too low or too high. */
    private static final Pattern BENIGN = Pattern.compile("\\s*|e2fsck 1\\..*|Pass \\d.*|.*: [0-9]+/[0-9]+ files \\(.*"
            + "|(?:Fix|Clear)\\? no|.*\\*+ WARNING: Filesystem still has errors \\*+.*|IGNORED\\."
            + "|(?:Block|Inode) bitmap differences: (?: -[0-9()-]+)+"
            + "|Free (?:blocks|inodes) count wrong .*|Directories count wrong .*"
            + "|Unattached (?:zero-length )?inode \\d+.*|Connect to /lost\\+found\\? no.*"
            + "|Deleted inode \\d+ has zero dtime\\..*");

    private static final Pattern LINKS = Pattern.compile("Inode \\d+ ref count is (\\d+), should be (\\d+)\\..*");

    @TempDir
    Path folder;

    private Path root;
    private byte[] oldest;
    private byte[] older;
    private byte[] old;
    private byte[] fresh;

    private interface Work {
        void on(Path directory) throws IOException;
    }

    private interface Verdict {
        void check(Path directory, boolean promised, String where) throws IOException;
    }

    @BeforeEach
    void states() throws IOException {
        root = folder.resolve("root");
        write("lib/apk/db/installed", "");
        write("etc/hosts", "127.0.0.1 localhost\n");
        oldest = state("oldest\n");
        older = state("older\n");
        old = state("old\n");
        fresh = state("fresh\n");
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(TIME));
    }

    private byte[] state(String text) throws IOException {
        write("etc/motd", text);
        Path file = folder.resolve("state");
        Lbu.of(root).withHostname("box").newPackage().to(file);
        return Files.readAllBytes(file);
    }

    private Lbu lbu(Path directory) throws IOException {
        return Lbu.of(root, DirectoryStorage.of(directory, new Random(1))).withHostname("box");
    }

    private static byte[] volume(Work fill) throws IOException {
        CutDevice device = new CutDevice(new byte[IMAGE_BYTES]);
        FormatOptions identity = new FormatOptions("APKOVL", new UUID(1, 2), new UUID(3, 4), TIME);
        try (FileSystem volume = Ext4.format(device, identity)) {
            fill.on(volume.getPath("/"));
        }
        return device.image();
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

    private void cutEverywhere(byte[] before, Work work, Verdict verdict, int chances, int checkEvery)
            throws IOException {
        RealTool checker = RealTool.find("e2fsck").orElse(null);
        CutDevice device = new CutDevice(before.clone());
        try (FileSystem volume = Ext4.openWritable(device, WritingOptions.at(LATER))) {
            work.on(volume.getPath("/"));
            device.promise();
        }
        for (int cut = 0; cut <= device.writes(); cut++) {
            for (int i = 0; i <= chances; i++) {
                byte[] left = i == 0 ? device.prefix(cut) : device.chance(cut, new Random(cut * 1000L + i));
                String where = "cut behind " + cut + " of " + device.writes() + ", " + i;
                try (FileSystem volume = Ext4.open(new CutDevice(left))) {
                    verdict.check(volume.getPath("/"), device.isPromised(cut), where);
                }
                if (checker != null && (cut + i) % checkEvery == 0) {
                    assertBenign(checker, left, where);
                }
            }
        }
        assertTrue(device.writes() > 5, device.writes() + " writes");
    }

    private void assertBenign(RealTool checker, byte[] image, String where) throws IOException {
        Path file = Files.write(folder.resolve("image"), image);
        String said = checker.run("-fn", file).out();
        said.lines().forEach(line -> {
            var links = LINKS.matcher(line.strip());
            boolean tooMany = links.matches() && Integer.parseInt(links.group(1)) > Integer.parseInt(links.group(2));
            String rest = line.strip()
                    .replaceFirst("(?:IGNORED\\.|Fix\\? no|Clear\\? no)$", "")
                    .strip();
            assertTrue(tooMany || BENIGN.matcher(rest).matches(), where + ": " + said);
        });
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".diskless-") && !name.equals("lost+found")) {
                    files.put(name, Files.readAllBytes(entry));
                }
            }
        }
        return files;
    }

    private static boolean has(Map<String, byte[]> files, String name, byte[] content) {
        return Arrays.equals(content, files.get(name));
    }

    private void commit(int chances, int checkEvery) throws IOException {
        cutEverywhere(
                volume(this::prepare),
                directory -> lbu(directory).newCommit().limit(2).call(),
                (directory, promised, where) -> {
                    Map<String, byte[]> left = files(directory);
                    boolean done = has(left, ACTIVE, fresh);
                    assertTrue(done || has(left, ACTIVE, old) && !promised, where);
                    assertTrue(has(left, OLDER, older), where);
                    assertTrue(done || has(left, OLDEST, oldest), where);
                    assertTrue(done ? has(left, KEPT, old) : !left.containsKey(KEPT) || has(left, KEPT, old), where);
                    assertTrue(!promised || left.size() == 3, where);
                },
                chances,
                checkEvery);
    }

    private void revert(int chances, int checkEvery) throws IOException {
        cutEverywhere(
                volume(this::prepare),
                directory -> lbu(directory).revert(OLDEST),
                (directory, promised, where) -> {
                    Map<String, byte[]> left = files(directory);
                    boolean done = has(left, ACTIVE, oldest);
                    assertTrue(done || has(left, ACTIVE, old) && has(left, OLDEST, oldest) && !promised, where);
                    assertTrue(!done || has(left, KEPT, old), where);
                    assertTrue(has(left, OLDER, older), where);
                    assertTrue(!promised || left.size() == 3, where);
                },
                chances,
                checkEvery);
    }

    private void prune(int chances, int checkEvery) throws IOException {
        cutEverywhere(
                volume(this::prepare),
                directory -> lbu(directory).prune(0),
                (directory, promised, where) -> {
                    Map<String, byte[]> left = files(directory);
                    assertTrue(has(left, ACTIVE, old), where);
                    assertTrue(!left.containsKey(OLDER) || has(left, OLDER, older), where);
                    assertTrue(!left.containsKey(OLDEST) || has(left, OLDEST, oldest), where);
                    assertTrue(!promised || left.size() == 1, where);
                },
                chances,
                checkEvery);
    }

    private void include(int chances, int checkEvery) throws IOException {
        String before = "+root\n";
        byte[] volume = volume(directory -> {
            Path list = directory.resolve(IncludeList.PATH);
            Files.createDirectories(list.getParent());
            Files.writeString(list, before);
        });
        cutEverywhere(
                volume,
                directory -> Lbu.of(directory).include("etc/x"),
                (directory, promised, where) -> {
                    String left = Files.readString(directory.resolve(IncludeList.PATH));
                    assertEquals(left.equals(before) && !promised ? before : before + "+etc/x\n", left, where);
                },
                chances,
                checkEvery);
    }

    @Test
    void aCommitIsWholeOrNot() throws IOException {
        commit(1, 10);
    }

    @Test
    void aRevertIsWholeOrNot() throws IOException {
        revert(1, 10);
    }

    @Test
    void aPruneIsWholeOrNot() throws IOException {
        prune(1, 10);
    }

    @Test
    void anIncludeIsWholeOrNot() throws IOException {
        include(1, 10);
    }

    /** However little room there is: the commit is whole, or everything is as it was. */
    @Test
    void aFullMediumKeepsWhatItHas() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        Files.write(root.resolve("etc/noise"), noise);
        int refused = 0;
        int done = 0;
        for (int ballast = 0; ballast < IMAGE_BYTES; ballast += 64 << 10) {
            int size = ballast;
            CutDevice device = new CutDevice(volume(this::prepare));
            try (FileSystem volume = Ext4.openWritable(device, WritingOptions.at(LATER))) {
                Path directory = volume.getPath("/");
                try {
                    Files.write(directory.resolve("ballast"), new byte[size]);
                } catch (IOException e) {
                    break;
                }
                Map<String, byte[]> before = files(directory);
                try {
                    lbu(directory).newCommit().limit(9).call();
                    done++;
                    assertTrue(has(files(directory), KEPT, old));
                } catch (IOException e) {
                    refused++;
                    assertEquals(
                            FaultCode.FULL, assertInstanceOf(Fault.class, e).code(), e.toString());
                    Map<String, byte[]> after = files(directory);
                    assertEquals(before.keySet(), after.keySet());
                    before.forEach((name, content) -> assertArrayEquals(content, after.get(name), name));
                }
            }
        }
        assertTrue(refused > 0 && done > 0, refused + " refused, " + done + " done");
    }

    @Test
    void aCarelessWriterIsCaught() throws IOException {
        byte[] volume = volume(this::prepare);
        assertThrows(
                AssertionError.class,
                () -> cutEverywhere(
                        volume,
                        directory -> Files.write(directory.resolve(ACTIVE), fresh),
                        (directory, promised, where) -> {
                            Map<String, byte[]> left = files(directory);
                            assertTrue(has(left, ACTIVE, fresh) || has(left, ACTIVE, old) && !promised, where);
                        },
                        1,
                        10));
    }

    @Test
    @Tag("campaign")
    void manyStatesOfEachCut() throws IOException {
        commit(20, 1);
        revert(20, 1);
        prune(20, 1);
        include(20, 1);
    }
}
