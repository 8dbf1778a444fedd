package dev.diskless.overlay.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Archives that are odd, damaged or hostile, made byte by byte. */
class ApkovlDamageTest {

    private static final byte[] NONE = {};
    private static final byte[] ZEROS = new byte[1024];
    private static final byte[] FILE = header("etc/a", '0', 3);
    private static final byte[] DATA = Arrays.copyOf("abc".getBytes(StandardCharsets.US_ASCII), 512);

    @Test
    void whatIsNoGzipFileIsCorrupt() {
        assertEquals(0, corruptAt("PK\3\4 no gzip".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(0, corruptAt(NONE));
    }

    @Test
    void reservedGzipFlagsAreCorrupt() {
        byte[] packed = gzip(FILE, DATA, ZEROS);
        packed[3] = (byte) 0x80;
        assertEquals(4, corruptAt(packed));
    }

    @Test
    void gzipHeaderFieldsAreSkipped() throws IOException {
        byte[] packed = gzip(FILE, DATA, ZEROS);
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 2, 3, 3, 0, 9, 9, 9}, 0, 15);
        more.writeBytes("name\0comment\0".getBytes(StandardCharsets.US_ASCII));
        more.write(new byte[] {7, 7}, 0, 2);
        more.write(packed, 10, packed.length - 10);
        assertEquals(List.of("etc/a"), names(more.toByteArray()));
    }

    @Test
    void aWrongGzipChecksumIsCorrupt() {
        byte[] packed = gzip(FILE, DATA, ZEROS);
        packed[packed.length - 8] ^= 1;
        assertEquals(packed.length - 4, corruptAt(packed));
    }

    @Test
    void aWrongGzipLengthIsCorrupt() {
        byte[] packed = gzip(FILE, DATA, ZEROS);
        packed[packed.length - 1] ^= 1;
        assertEquals(packed.length, corruptAt(packed));
    }

    @Test
    void damagedCompressedDataIsCorrupt() {
        byte[] packed = gzip(FILE, DATA, ZEROS);
        packed[10] = (byte) 0xff;
        assertTrue(corruptAt(packed) >= 10);
    }

    @Test
    void aCutOffGzipTrailerIsCorrupt() {
        byte[] packed = gzip(FILE, DATA, ZEROS);
        assertEquals(packed.length - 1, corruptAt(Arrays.copyOf(packed, packed.length - 1)));
    }

    @Test
    void severalGzipMembersAreOneStream() throws IOException {
        byte[] packed = join(gzip(FILE), gzip(), gzip(DATA, ZEROS));
        assertEquals(List.of("etc/a"), names(packed));
    }

    @Test
    void aDamagedSecondMemberIsCorrupt() {
        byte[] second = gzip(DATA, ZEROS);
        second[10] = (byte) 0xff;
        corruptAt(join(gzip(FILE), second));
    }

    @Test
    void whatFollowsTheGzipMemberIsIgnoredAndNoted() throws IOException {
        byte[] packed = join(gzip(FILE, DATA, ZEROS), "trailing text".getBytes(StandardCharsets.US_ASCII));
        try (ApkovlReader reader = new ApkovlReader(new ByteArrayInputStream(packed), "a", Limits.STANDARD, false)) {
            assertEquals("etc/a", reader.next().orElseThrow().name());
            assertEquals(Optional.empty(), reader.next());
            assertTrue(reader.traits().hasTrailingBytes());
        }
    }

    @Test
    void anArchiveMayEndBetweenEntriesWithoutZeros() throws IOException {
        assertEquals(List.of("etc/a"), names(gzip(FILE, DATA)));
        assertEquals(List.of("etc/a"), names(gzip(FILE, DATA, new byte[512])));
        assertEquals(List.of("etc/a"), names(gzip(FILE, DATA, new byte[10240])));
    }

    @Test
    void oneBlockOfZerosIsNotTheEnd() throws IOException {
        byte[] second = header("etc/b", '5', 0);
        assertEquals(List.of("etc/a", "etc/b"), names(gzip(FILE, DATA, new byte[512], second, ZEROS)));
    }

    @Test
    void anArchiveThatEndsWithinAHeaderIsCorrupt() {
        corruptAt(gzip(FILE, DATA, Arrays.copyOf(FILE, 100)));
    }

    @Test
    void anArchiveThatEndsWithinAContentIsCorrupt() {
        assertEquals(514, corruptAt(gzip(FILE, new byte[2])));
    }

    @Test
    void anArchiveThatEndsWithinThePaddingIsCorrupt() {
        corruptAt(gzip(FILE, new byte[300]));
    }

    @Test
    void aWrongHeaderChecksumIsCorrupt() {
        byte[] second = header("etc/b", '0', 0);
        second[3] ^= 1;
        assertEquals(1024, corruptAt(gzip(FILE, DATA, second, ZEROS)));
    }

    @Test
    void aSignedHeaderChecksumIsTaken() throws IOException {
        byte[] block = header("etc/\u00e9", '0', 0);
        int sum = 0;
        for (int i = 0; i < block.length; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i];
        }
        TarField.putNumber(block, 148, 7, false, sum);
        assertEquals(List.of("etc/\u00e9"), names(gzip(block, ZEROS)));
    }

    @Test
    void aNumberThatIsNotOctalIsCorrupt() {
        byte[] block = header("etc/a", '0', 0);
        block[110] = '9';
        corruptAt(gzip(sealed(block), ZEROS));
    }

    @Test
    void anEmptyNumberIsZero() throws IOException {
        byte[] block = header("etc/a", '0', 0);
        Arrays.fill(block, 108, 116, (byte) 0);
        Arrays.fill(block, 116, 124, (byte) ' ');
        assertEquals(List.of("etc/a"), names(gzip(sealed(block), ZEROS)));
    }

    @Test
    void aSizeLargerThanTheArchiveIsCorrupt() {
        corruptAt(gzip(header("etc/a", '0', 1_000_000), DATA, ZEROS));
    }

    @Test
    void aNegativeSizeIsCorrupt() {
        corruptAt(gzip(header("etc/a", '0', -1), DATA, ZEROS));
    }

    @Test
    void aSizeBeyondSixtyFourBitsIsCorrupt() {
        byte[] block = header("etc/a", '0', 0);
        Arrays.fill(block, 124, 136, (byte) 0x7f);
        block[124] = (byte) 0x80;
        corruptAt(gzip(sealed(block), ZEROS));
    }

    @Test
    void aSizeAboveTheLimitIsRefused() {
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(gzip(header("etc/a", '0', 1L << 40), DATA, ZEROS)));
    }

    @Test
    void anOwnerOutOfRangeIsCorrupt() {
        byte[] block = header("etc/a", '0', 0);
        TarField.putNumber(block, 108, 8, false, 1L << 31);
        corruptAt(gzip(sealed(block), ZEROS));
    }

    @Test
    void aTimeOutOfRangeIsCorrupt() {
        byte[] block = header("etc/a", '0', 0);
        TarField.putNumber(block, 136, 12, true, Long.MAX_VALUE);
        corruptAt(gzip(sealed(block), ZEROS));
    }

    @Test
    void namesThatLeadUpwardsAreCorrupt() {
        for (String name : List.of("..", "../a", "etc/../../a", "etc/..", "/../a")) {
            assertEquals(0, corruptAt(gzip(header(name, '0', 0), ZEROS)));
        }
    }

    @Test
    void hardLinksThatLeadUpwardsAreCorrupt() {
        corruptAt(gzip(link("etc/b", '1', "../../etc/passwd"), ZEROS));
    }

    @Test
    void leadingSlashesAndDotsAreStripped() throws IOException {
        byte[] packed =
                gzip(header("/etc/a", '0', 0), header("././etc//b", '0', 0), link("./etc/c", '1', "./etc/a"), ZEROS);
        assertEquals(List.of("etc/a", "etc/b", "etc/c"), names(packed));
        assertEquals("etc/a", entries(packed).get(2).linkTarget());
    }

    @Test
    void theRootIsNoEntry() throws IOException {
        byte[] packed = gzip(header("./", '5', 0), header("/", '5', 0), header("./etc/", '5', 0), ZEROS);
        assertEquals(List.of("etc"), names(packed));
    }

    @Test
    void aFileWithoutANameIsCorrupt() {
        corruptAt(gzip(header("./", '2', 0), ZEROS));
    }

    @Test
    void aLinkWithoutATargetIsCorrupt() {
        corruptAt(gzip(link("etc/a", '2', ""), ZEROS));
        corruptAt(gzip(link("etc/a", '1', "./etc/a"), ZEROS));
    }

    @Test
    void anOldFileWhoseNameEndsInASlashIsADirectory() throws IOException {
        assertEquals(
                EntryType.DIRECTORY,
                entries(gzip(header("etc/", '\0', 0), ZEROS)).get(0).type());
    }

    @Test
    void sizesOfAllButFilesCountAsNothing() throws IOException {
        assertEquals(List.of("etc", "etc/a"), names(gzip(header("etc/", '5', 4096), FILE, DATA, ZEROS)));
    }

    @Test
    void unknownTypesAreUnsupported() {
        for (char type : "DNMXA".toCharArray()) {
            assertEquals(FaultCode.UNSUPPORTED, fault(gzip(header("etc/a", type, 0), ZEROS)));
        }
    }

    @Test
    void volumeHeadersAreSkipped() throws IOException {
        assertEquals(List.of("etc/a"), names(gzip(header("label", 'V', 0), FILE, DATA, ZEROS)));
    }

    @Test
    void aGlobalHeaderHoldsUntilAnEntryOrAnotherSaysOtherwise() throws IOException {
        byte[] global = extended('g', "11 uid=123\n");
        byte[] packed = gzip(
                FILE,
                DATA,
                global,
                FILE,
                DATA,
                pax("10 uid=17\n"),
                FILE,
                DATA,
                FILE,
                DATA,
                extended('g', "7 uid=\n"),
                FILE,
                DATA,
                ZEROS);
        assertEquals(
                List.of(0, 123, 17, 123, 0),
                entries(packed).stream().map(OverlayEntry::uid).toList());
    }

    @Test
    void aLongNameBeyondTheLimitIsRefused() {
        byte[] large = new byte[8192];
        assertEquals(
                FaultCode.LIMIT_EXCEEDED, fault(gzip(header("././@LongLink", 'L', 8192), large, FILE, DATA, ZEROS)));
    }

    @Test
    void anExtendedHeaderBeyondTheLimitIsRefused() {
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(gzip(header("pax", 'x', 1L << 30), FILE, DATA, ZEROS)));
    }

    @Test
    void aLongNameWithoutItsEntryIsCorrupt() {
        corruptAt(gzip(extended('L', "etc/long\0"), ZEROS));
    }

    @Test
    void recordsOfAnExtendedHeaderWithWrongLengthsAreCorrupt() {
        for (String records : List.of(
                "x",
                "5",
                "99 path=etc/b\n",
                "3 a=b\n",
                "14 path=etc/b",
                "-1 path=etc/b\n",
                "0 path=b\n",
                "99999999999999999999 path=b\n",
                "7 path\n",
                "5 =\n")) {
            assertInstanceOf(
                    Fault.class,
                    assertThrows(IOException.class, () -> names(gzip(pax(records), FILE, DATA, ZEROS)), records));
        }
    }

    @Test
    void anExtendedHeaderReplacesWhatTheHeaderSays() throws IOException {
        byte[] records = pax(paxRecord("path=etc/b")
                + paxRecord("size=3")
                + paxRecord("uid=70000")
                + paxRecord("gid=70001")
                + paxRecord("mtime=-1.5000000"));
        OverlayEntry entry =
                entries(gzip(records, header("etc/a", '0', 0), DATA, ZEROS)).get(0);
        assertEquals("etc/b", entry.name());
        assertEquals(3, entry.size());
        assertEquals(70000, entry.uid());
        assertEquals(70001, entry.gid());
        assertEquals(-2, entry.modified().getEpochSecond());
    }

    @Test
    void numbersOfAnExtendedHeaderThatAreNoneAreCorrupt() {
        for (String record : List.of("size=-3", "uid=x1", "mtime=1e9", "path=a\0b")) {
            corruptAt(gzip(pax(paxRecord(record)), FILE, DATA, ZEROS));
        }
    }

    @Test
    void moreEntriesThanTheLimitAreRefused() {
        byte[] block = header("etc/", '5', 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] many = new byte[512 * 1000];
        for (int i = 0; i < many.length; i += 512) {
            System.arraycopy(block, 0, many, i, 512);
        }
        byte[] member = gzip(many);
        for (int i = 0; i <= Limits.ENTRIES / 1000; i++) {
            out.writeBytes(member);
        }
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(out.toByteArray()));
    }

    @Test
    void aFaultStays() throws IOException {
        try (ApkovlReader reader = new ApkovlReader(
                new ByteArrayInputStream(gzip(header("../a", '0', 0), FILE, DATA, ZEROS)),
                "a",
                Limits.STANDARD,
                false)) {
            IOException first = assertThrows(IOException.class, reader::next);
            assertEquals(first, assertThrows(IOException.class, reader::next));
        }
    }

    @Test
    void traitsTellWhatNamesLookLike() throws IOException {
        byte[] packed = gzip(header("./", '5', 0), header("./etc/a", '0', 0), header("motd", '0', 0), ZEROS);
        try (ApkovlReader reader = new ApkovlReader(new ByteArrayInputStream(packed), "a", Limits.STANDARD, false)) {
            while (reader.next().isPresent()) {
                continue;
            }
            assertTrue(reader.traits().hasDotNames());
            assertEquals(Optional.of(0755), reader.traits().rootMode());
            assertEquals(Optional.of("motd"), reader.traits().slashlessName());
        }
    }

    private static byte[] header(String name, char type, long size) {
        return new TarHeader(
                        name.getBytes(StandardCharsets.UTF_8),
                        0755,
                        0,
                        0,
                        size,
                        0,
                        type,
                        "target".getBytes(StandardCharsets.UTF_8),
                        0,
                        0,
                        new byte[0],
                        new byte[0])
                .toBytes();
    }

    private static byte[] link(String name, char type, String target) {
        return new TarHeader(
                        name.getBytes(StandardCharsets.UTF_8),
                        0777,
                        0,
                        0,
                        0,
                        0,
                        type,
                        target.getBytes(StandardCharsets.UTF_8),
                        0,
                        0,
                        new byte[0],
                        new byte[0])
                .toBytes();
    }

    private static byte[] pax(String records) {
        return extended('x', records);
    }

    private static String paxRecord(String keyAndValue) {
        int length = keyAndValue.length() + 3;
        length += Integer.toString(length + 1).length() - 1;
        return length + " " + keyAndValue + "\n";
    }

    private static byte[] extended(char type, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return join(header("extended", type, data.length), Arrays.copyOf(data, (data.length + 511) / 512 * 512));
    }

    private static byte[] sealed(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        TarField.putNumber(block, 148, 7, false, sum);
        return block;
    }

    private static byte[] gzip(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipSink sink = new GzipSink(out, -1)) {
            sink.write(join(parts));
            sink.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static FaultCode fault(byte[] packed) {
        return assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> names(packed)))
                .code();
    }

    /** Where the fault says it is. */
    private static long corruptAt(byte[] packed) {
        Fault fault = assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> names(packed)));
        assertEquals(FaultCode.CORRUPT, fault.code());
        assertTrue(String.valueOf(fault.detail().path()).startsWith("archive"));
        return fault.detail().position().orElseThrow();
    }

    private static List<String> names(byte[] packed) throws IOException {
        return entries(packed).stream().map(OverlayEntry::name).toList();
    }

    private static List<OverlayEntry> entries(byte[] packed) throws IOException {
        List<OverlayEntry> entries = new ArrayList<>();
        try (ApkovlReader reader =
                new ApkovlReader(new ByteArrayInputStream(packed), "archive", Limits.STANDARD, false)) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                entries.add(next.get());
                assertEquals(next.get().size(), reader.content().readAllBytes().length);
            }
        }
        return entries;
    }
}
