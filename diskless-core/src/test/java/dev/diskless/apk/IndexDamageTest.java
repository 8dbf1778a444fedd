package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.CancelledException;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UntrustedException;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage of an index is told. */
class IndexDamageTest {

    private static final String RECORD = "C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:a\nV:1-r0\nS:10\nI:10\n";

    @TempDir
    private Path temp;

    private Path directory;
    private byte[] whole;

    @BeforeEach
    void build() throws IOException {
        directory = temp.resolve("x86_64");
        Workshop.small(directory);
        whole = Files.readAllBytes(directory.resolve(Repository.INDEX));
    }

    @Test
    void aSoundIndexOpens() throws IOException {
        Repository repository = open(whole, Workshop.ring());
        assertEquals(Workshop.KEY_NAME, repository.signedBy());
        assertEquals("3.20.3", repository.description());
        assertEquals(3, repository.packages().size());
    }

    @Test
    void aRepositoryWithoutIndexIsToldByItsFile() throws IOException {
        Path empty = Files.createDirectory(temp.resolve("empty"));
        DisklessException fault =
                assertThrows(DisklessException.class, () -> Repository.open(empty, Workshop.ring(), Progress.silent()));
        assertEquals(FaultCode.NOT_FOUND, fault.code());
        assertEquals(empty.resolve(Repository.INDEX).toString(), fault.detail().path());
    }

    @Test
    void anIndexWithoutSignatureIsNotTrusted() throws IOException {
        byte[] unsigned = GzipPieces.member(whole, 1);
        UntrustedException fault = assertThrows(UntrustedException.class, () -> open(unsigned, Workshop.ring()));
        assertTrue(fault.cure().isPresent());
    }

    @Test
    void aSignatureInsideTheSignedMemberIsNoSignature() throws IOException {
        byte[] inside = SignedMembers.member(
                tar -> {
                    SignedMembers.file(tar, ".SIGN.RSA." + Workshop.KEY_NAME, new byte[256], 0644, Workshop.TIME);
                    SignedMembers.file(tar, "APKINDEX", RECORD.getBytes(StandardCharsets.UTF_8), 0644, Workshop.TIME);
                },
                true);
        assertThrows(UntrustedException.class, () -> open(inside, Workshop.ring()));
    }

    @Test
    void anUnknownKeyIsNotTrustedAndNamed() {
        KeyRing other = KeyRing.of(Map.of("other.rsa.pub", Workshop.keyPair().getPublic()));
        UntrustedException fault = assertThrows(UntrustedException.class, () -> open(whole, other));
        assertEquals(Workshop.KEY_NAME, fault.detail().found());
        assertThrows(UntrustedException.class, () -> open(whole, KeyRing.of(Map.of())));
    }

    @Test
    void anotherKeyOfTheSameNameIsNotTrusted() {
        KeyRing other = KeyRing.of(Map.of(Workshop.KEY_NAME, Workshop.keyPair().getPublic()));
        assertThrows(UntrustedException.class, () -> open(whole, other));
    }

    @Test
    void aSignatureOfOtherBytesIsNotTrusted() throws IOException {
        byte[] changed = GzipPieces.changeHeaderOfLastMember(whole);
        assertThrows(UntrustedException.class, () -> open(changed, Workshop.ring()));
    }

    @Test
    void aSignatureOfAnyLengthAndAlgorithmIsRead() throws IOException {
        for (int length : new int[] {0, 1, 255, 257, 65536}) {
            assertThrows(UntrustedException.class, () -> open(signed(".SIGN.RSA.", length), Workshop.ring()));
            assertThrows(UntrustedException.class, () -> open(signed(".SIGN.RSA256.", length), Workshop.ring()));
            assertThrows(UntrustedException.class, () -> open(signed(".SIGN.DSA.", length), Workshop.ring()));
            assertThrows(UntrustedException.class, () -> open(signed(".SIGN.", length), Workshop.ring()));
        }
    }

    @Test
    void everyTruncationIsTold() {
        for (int length = 0; length < whole.length; length++) {
            byte[] bytes = Arrays.copyOf(whole, length);
            assertThrows(CorruptInputException.class, () -> open(bytes, Workshop.ring()), "length " + length);
        }
    }

    @Test
    void somethingAfterTheIndexIsTold() throws IOException {
        byte[] garbage = Arrays.copyOf(whole, whole.length + 5);
        assertThrows(CorruptInputException.class, () -> open(garbage, Workshop.ring()));
        byte[] more = GzipPieces.join(whole, GzipPieces.member(whole, 1));
        assertThrows(CorruptInputException.class, () -> open(more, Workshop.ring()));
    }

    @Test
    void malformedLinesAreToldWithTheFile() throws IOException {
        for (String line : List.of(
                "S:99999999999999999999",
                "S:-1",
                "S:",
                "S:1099511627777",
                "I:abc",
                "k:18446744073709551616",
                "C:Q1short",
                "C:Q1\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000=",
                "P:../../etc/passwd",
                "P:",
                "V:1/2",
                "no colon",
                "X")) {
            CorruptInputException fault = assertThrows(
                    CorruptInputException.class, () -> open(index(RECORD + line + "\n\n"), Workshop.ring()), line);
            assertEquals(
                    directory.resolve(Repository.INDEX).toString(),
                    fault.detail().path());
        }
    }

    @Test
    void recordsThatLackSomethingAreTold() {
        for (String letter : List.of("C", "P", "V")) {
            String record = RECORD.replaceAll("(?m)^" + letter + ":.*\n", "");
            assertThrows(CorruptInputException.class, () -> open(index(record + "\n"), Workshop.ring()));
        }
    }

    @Test
    void theLastRecordNeedsNoEmptyLine() throws IOException {
        assertEquals(1, open(index(RECORD.strip()), Workshop.ring()).packages().size());
    }

    @Test
    void unknownLettersFollowTheRulesOfApk() throws IOException {
        assertEquals(
                1,
                open(index(RECORD + "x:later\nM:0:0:755\n\n"), Workshop.ring())
                        .resolve(List.of("a"))
                        .packages()
                        .size());
        Repository strange = open(index(RECORD + "X:later\n\n"), Workshop.ring());
        assertThrows(DisklessException.class, () -> strange.resolve(List.of("a")));
    }

    @Test
    void aLineWithoutEndIsALimit() {
        String line = "T:" + "x".repeat(IndexReader.LINE_LIMIT) + "\n";
        assertThrows(LimitExceededException.class, () -> open(index(RECORD + line), Workshop.ring()));
    }

    @Test
    void tooManyRecordsAreALimit() {
        String records = (RECORD + "\n").repeat(IndexReader.RECORD_LIMIT + 1);
        assertThrows(LimitExceededException.class, () -> open(index(records), Workshop.ring()));
    }

    @Test
    void anIndexThatInflatesWithoutEndIsALimit() throws IOException {
        byte[] zeros = new byte[1 << 20];
        Arrays.fill(zeros, (byte) '\n');
        byte[] bomb = SignedMembers.member(
                tar -> {
                    var entry = SignedMembers.entry("APKINDEX", (byte) '0', 0644, Workshop.TIME);
                    entry.setSize(65L << 20);
                    tar.putArchiveEntry(entry);
                    for (int i = 0; i < 65; i++) {
                        tar.write(zeros);
                    }
                    tar.closeArchiveEntry();
                },
                true);
        assertThrows(LimitExceededException.class, () -> open(bomb, Workshop.ring()));
    }

    @Test
    void anArchiveWithoutIndexOrWithTwoIsTold() throws IOException {
        byte[] none = SignedMembers.member(
                tar -> SignedMembers.file(tar, "DESCRIPTION", new byte[2], 0644, Workshop.TIME), true);
        assertThrows(CorruptInputException.class, () -> open(none, Workshop.ring()));
        byte[] two = SignedMembers.member(
                tar -> {
                    SignedMembers.file(tar, "APKINDEX", new byte[0], 0644, Workshop.TIME);
                    SignedMembers.file(tar, "APKINDEX", new byte[0], 0644, Workshop.TIME);
                },
                true);
        assertThrows(CorruptInputException.class, () -> open(two, Workshop.ring()));
    }

    @Test
    void readingEndsWhereItIsCancelled() {
        Progress cancelled = Progress.root("test", 1, ProgressListener.NONE, () -> true);
        assertThrows(CancelledException.class, () -> Repository.open(directory, Workshop.ring(), cancelled));
    }

    @Test
    void randomDamageOfTheFileGivesOnlyTypedFaults() {
        Random random = new Random(7);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = Mutations.of(whole, random);
            try {
                IndexReader.Content content = read(bytes);
                boolean same = Arrays.equals(bytes, whole);
                assertTrue(same || content.seal() != IndexReader.Seal.GOOD || sameSigned(bytes));
            } catch (DisklessException e) {
                assertFalse(e.detail().message().isEmpty());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void randomDamageOfTheTextGivesOnlyTypedFaults() throws IOException {
        Random random = new Random(8);
        byte[] text = (RECORD + "D:b>=1 !c so:x\np:d=1 e\ni:a b\n\n" + RECORD.replace("P:a", "P:b") + "\n")
                .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3000; round++) {
            byte[] content = SignedMembers.member(
                    tar -> SignedMembers.file(tar, "APKINDEX", Mutations.of(text, random), 0644, Workshop.TIME), true);
            try {
                for (PackageInfo item : read(content).packages()) {
                    new Resolver("index", "x86_64", read(content).packages())
                            .resolve(List.of(Dependency.parse(item.name()).orElseThrow()));
                }
            } catch (DisklessException e) {
                assertFalse(e.detail().message().isEmpty());
            }
        }
    }

    // The signature covers the second member only; names of entries after the right signature do not matter.
    private boolean sameSigned(byte[] bytes) throws IOException {
        return Arrays.equals(GzipPieces.member(bytes, 1), GzipPieces.member(whole, 1));
    }

    private static IndexReader.Content read(byte[] bytes) throws IOException {
        return IndexReader.read(new ByteArrayInputStream(bytes), "index", Workshop.publicKeys(), Progress.silent());
    }

    private Repository open(byte[] bytes, KeyRing keys) throws IOException {
        Files.write(directory.resolve(Repository.INDEX), bytes);
        return Repository.open(directory, keys, Progress.silent());
    }

    private static byte[] index(String text) throws IOException {
        byte[] content = SignedMembers.member(
                tar -> SignedMembers.file(tar, "APKINDEX", text.getBytes(StandardCharsets.UTF_8), 0644, Workshop.TIME),
                true);
        return GzipPieces.join(SignedMembers.signature(Workshop.signingKey(), content, Workshop.TIME), content);
    }

    private byte[] signed(String prefix, int length) throws IOException {
        byte[] signature = SignedMembers.member(
                tar -> SignedMembers.file(tar, prefix + Workshop.KEY_NAME, new byte[length], 0644, Workshop.TIME),
                false);
        return GzipPieces.join(signature, GzipPieces.member(whole, 1));
    }
}
