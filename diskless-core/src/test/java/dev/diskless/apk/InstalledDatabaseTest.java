package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.CancelledException;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstalledDatabaseTest {

    private static final String DIGEST = "Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String TEXT = String.join(
            "\n",
            "C:" + DIGEST,
            "P:one",
            "V:1-r0",
            "o:one",
            "q:3",
            "r:two",
            "F:",
            "F:etc",
            "M:0:42:750",
            "R:a",
            "a:0:0:600:" + DIGEST,
            "Z:" + DIGEST,
            "R:b c",
            "F:usr/share/one",
            "R:x",
            "a:0:0:777",
            "Z:Q2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "",
            "P:two",
            "V:2-r1",
            "f:x",
            "F:etc",
            "R:d",
            "Z:d41d8cd98f00b204e9800998ecf8427e",
            "",
            "");

    @TempDir
    private Path root;

    @Test
    void ownersAreFoundByWholePath() throws IOException {
        InstalledDatabase database = read(TEXT);
        assertEquals(2, database.packageCount());
        assertEquals(4, database.fileCount());
        assertEquals(Optional.of("one-1-r0"), database.owner("etc/b c"));
        assertEquals(Optional.of("two-2-r1"), database.owner("etc/d"));
        assertEquals(Optional.of("one-1-r0"), database.owner("usr/share/one/x"));
        for (String path : new String[] {"etc", "etc/", "/etc/a", "etc/x", "x", "", "usr/share/one", "\ud800"}) {
            assertEquals(Optional.empty(), database.owner(path), path);
        }
    }

    @Test
    void aFileOfTwoPackagesIsOfTheFirstAndAsTheLastSays() throws IOException {
        InstalledDatabase database = read("P:a\nV:1\nF:etc\nR:f\na:0:0:600\n\nP:b\nV:1\nF:etc\nR:f\na:0:0:640\n\n");
        assertEquals(Optional.of("a-1"), database.owner("etc/f"));
        int file = database.file(database.directory(0, bytes("etc")), bytes("f"));
        assertEquals(0640, database.accessOfFile(file).mode());
    }

    @Test
    void directoriesOfSeveralPackagesFollowTheRulesOfEachGeneration() throws IOException {
        InstalledDatabase database = read("P:a\nV:1\no:b\nF:d\nM:5:0:777\n\nP:b\nV:1\no:b\nF:d\nM:0:0:755\n\n"
                + "P:c\nV:1\nF:d\nM:0:0:770\nF:e/f\n\nP:e\nV:1\nq:1\nF:d\nM:7:7:711\n\n");
        int directory = database.directory(0, bytes("d"));
        assertEquals(
                new RecordedAccess(0, 0, 0750, RecordedDigest.NONE),
                database.accessOfDirectory(directory, ApkGeneration.APK_2).orElseThrow());
        assertEquals(
                new RecordedAccess(7, 7, 0711, RecordedDigest.NONE),
                database.accessOfDirectory(directory, ApkGeneration.APK_3).orElseThrow());
        int onTheWay = database.directory(0, bytes("e"));
        assertEquals(Optional.empty(), database.accessOfDirectory(onTheWay, ApkGeneration.APK_2));
    }

    @Test
    void theInstalledApkTellsTheGeneration() throws IOException {
        assertEquals(ApkGeneration.APK_2, read(TEXT).generation());
        assertEquals(ApkGeneration.APK_2, read("P:apk-tools\nV:2.14.4-r1\n\n").generation());
        assertEquals(ApkGeneration.APK_3, read("P:apk-tools\nV:3.0.6-r0\n\n").generation());
    }

    @ParameterizedTest
    @CsvSource({
        "P:a|V:1||F, 4",
        "P:a|V:1|F:etc|xyz, 4",
        "P:a|V:1|R:x, 3",
        "P:a|V:1|M:0:0:755, 3",
        "P:a|V:1|F:etc|a:0:0:644, 4",
        "P:a|V:1|F:etc|Z:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=, 4",
        "P:a|V:1|F:etc|R:f|Z:Q1AAAA, 5",
        "P:a|V:1|F:etc|R:f|Z:Q1AAAAAAAAAAAAAAAAAAAAAAAAA!A=, 5",
        "P:a|V:1|F:etc|R:f|Z:nonsense, 5",
        "P:a|V:1|F:etc|R:f|a:0:0, 5",
        "P:a|V:1|F:etc|R:f|a:0:0:888, 5",
        "P:a|V:1|F:etc|R:f|a:99999999999:0:644, 5",
        "P:a|V:1|F:etc|M::0:755, 4",
        "P:a|V:1|F:../x, 3",
        "P:a|V:1|F:/etc, 3",
        "P:a|V:1|F:etc//x, 3",
        "P:a|V:1|F:etc|R:a/b, 4",
        "P:a|V:1|F:etc|R:.., 4",
        "P:a|V:1|F:etc|R:, 4",
        "F:etc, 1",
        "V:1||, 2",
        "P:a||, 2",
        "P:a|V:1|q:x, 3",
    })
    void damageIsToldWithItsLine(String lines, int line) {
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> read(lines.replace('|', '\n')));
        assertTrue(fault.detail().what().endsWith(" in line " + line), fault::getMessage);
        assertTrue(fault.detail().position().isPresent());
    }

    @Test
    void whatIsNewerThanThisLibraryIsRefused() {
        for (String text : new String[] {"P:a\nV:1\nf:z\n\n", "P:a\nV:1\n\u007e:z\n\n", "P:a\nV:1\nX:z\n\n"}) {
            assertThrows(UnsupportedFeatureException.class, () -> read(text), text);
        }
    }

    @Test
    void endlessLinesAndCancellationEndTheReading() {
        InputStream zeros = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThrows(LimitExceededException.class, () -> new InstalledReader(root, Progress.silent()).read(zeros));
        Progress cancelled = Progress.root("", 0, ProgressListener.NONE, () -> true);
        assertThrows(CancelledException.class, () -> new InstalledReader(root, cancelled).read(zeros));
    }

    @Test
    void manyFilesAreAllFound() throws IOException {
        int directories = 2000;
        InputStream text = new SequenceInputStream(Collections.enumeration(IntStream.range(0, directories)
                .mapToObj(i -> {
                    StringBuilder record = new StringBuilder("P:p" + i + "\nV:1\nF:usr/share/d" + i + "\n");
                    for (int j = 0; j < 100; j++) {
                        record.append("R:f")
                                .append(j)
                                .append("\nZ:")
                                .append(DIGEST)
                                .append('\n');
                    }
                    return (InputStream)
                            new ByteArrayInputStream(bytes(record.append('\n').toString()));
                })
                .toList()));
        InstalledDatabase database = new InstalledReader(root, Progress.silent()).read(text);
        assertEquals(directories * 100, database.fileCount());
        for (int i = 0; i < directories; i++) {
            assertEquals(Optional.of("p" + i + "-1"), database.owner("usr/share/d" + i + "/f" + i % 100));
        }
        assertEquals(Optional.empty(), database.owner("usr/share/d1/f100"));
    }

    @Test
    void damagedDatabasesGiveTypedFaultsOrAreRead() throws IOException {
        byte[] whole = bytes(TEXT);
        int read = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            byte[] damaged = Mutations.of(whole, new Random(seed));
            try {
                new InstalledReader(root, Progress.silent()).read(new ByteArrayInputStream(damaged));
                read++;
            } catch (IOException e) {
                int shown = seed;
                assertInstanceOf(Fault.class, e, () -> "seed " + shown);
            }
        }
        int sound = read;
        assertTrue(read > 300 && read < 8_000, () -> sound + " were read");
    }

    @Test
    void aPipeInItsPlaceIsNotWaitedFor() throws IOException {
        Path place = Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed");
        RealTool.named("mkfifo").run(place).succeeded();
        assertThrows(UnsupportedFeatureException.class, () -> InstalledDatabase.of(root, Progress.silent()));
    }

    @Test
    void theDatabaseIsFoundInEitherPlaceAndNeverBehindALink() throws IOException {
        assertEquals(0, InstalledDatabase.of(root, Progress.silent()).packageCount());
        Path usr = Files.createDirectories(root.resolve("usr/lib/apk/db"));
        Files.writeString(usr.resolve("installed"), TEXT);
        assertEquals(2, InstalledDatabase.of(root, Progress.silent()).packageCount());
        Path lib = Files.createSymbolicLink(root.resolve("lib"), Path.of("usr/lib"));
        assertEquals(2, InstalledDatabase.of(root, Progress.silent()).packageCount());
        Files.delete(lib);
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere/apk/db"));
        Files.writeString(elsewhere.resolve("installed"), TEXT);
        Files.createSymbolicLink(lib, Path.of("elsewhere"));
        assertThrows(UnsupportedFeatureException.class, () -> InstalledDatabase.of(root, Progress.silent()));
        Files.delete(lib);
        Files.writeString(Files.createDirectories(root.resolve("lib/apk/db")).resolve("installed"), "P:x\nV:1\n\n");
        assertEquals(1, InstalledDatabase.of(root, Progress.silent()).packageCount());
        Files.delete(root.resolve("lib/apk/db/installed"));
        Files.createDirectories(root.resolve("lib/apk/db/installed"));
        Files.delete(usr.resolve("installed"));
        assertThrows(DisklessException.class, () -> InstalledDatabase.of(root, Progress.silent()));
    }

    private InstalledDatabase read(String text) throws IOException {
        return new InstalledReader(root, Progress.silent()).read(new ByteArrayInputStream(bytes(text)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
