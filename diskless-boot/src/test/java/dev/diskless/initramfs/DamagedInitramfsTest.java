package dev.diskless.initramfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

class DamagedInitramfsTest {

    private static final byte[] GOOD = new Newc().file("init", "hello").trailer();

    @Test
    void emptyFileIsCorrupt() {
        assertThrows(CorruptInputException.class, () -> drain(new byte[0]));
    }

    @Test
    void zerosAloneAreCorrupt() {
        assertThrows(CorruptInputException.class, () -> drain(new byte[4096]));
    }

    @Test
    void unknownMagicIsCorruptAndNamesTheOffset() {
        byte[] bytes = Newc.join(GOOD, new byte[] {0, 0, 0, 0, 'j', 'u', 'n', 'k'});
        CorruptInputException fault = assertThrows(CorruptInputException.class, () -> drain(bytes));
        assertEquals(GOOD.length + 4, fault.detail().offset());
        assertEquals("test", fault.detail().path());
    }

    @Test
    void plainArchiveAtOddOffsetIsCorrupt() {
        assertThrows(CorruptInputException.class, () -> drain(Newc.join(new byte[2], GOOD)));
    }

    @Test
    void missingTrailerIsCorrupt() throws IOException {
        byte[] bytes = new Newc().file("init", "hello").withoutTrailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
        assertThrows(CorruptInputException.class, () -> drain(Newc.gzip(bytes)));
    }

    @Test
    void everyTruncationOfPlainArchiveIsCorrupt() {
        for (int length = 0; length < GOOD.length - 3; length++) {
            byte[] cut = Arrays.copyOf(GOOD, length);
            assertThrows(CorruptInputException.class, () -> drain(cut), () -> "cut to " + cut.length);
        }
    }

    @Test
    void everyTruncationOfGzipIsCorrupt() throws IOException {
        byte[] packed = Newc.gzip(GOOD);
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThrows(CorruptInputException.class, () -> drain(cut), () -> "cut to " + cut.length);
        }
    }

    @Test
    void everyTruncationOfXzIsCorrupt() throws IOException {
        byte[] packed = xz(GOOD, XZ.CHECK_CRC32, 1 << 20);
        for (int length = 0; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThrows(CorruptInputException.class, () -> drain(cut), () -> "cut to " + cut.length);
        }
    }

    @Test
    void hugeNameSizeExceedsALimit() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0, 0xffffffffL, 0), "x", new byte[0])
                .trailer();
        assertThrows(LimitExceededException.class, () -> drain(bytes));
    }

    @Test
    void emptyNameIsCorrupt() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0, 0, 0), new byte[0], new byte[0])
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
    }

    @Test
    void nameWithoutNulIsCorrupt() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0, 2, 0), new byte[] {'a', 'b'}, new byte[0])
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
    }

    @Test
    void nameWithInnerNulIsCorrupt() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0, 4, 0), new byte[] {'a', 0, 'b', 0}, new byte[0])
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
    }

    @Test
    void hugeFileSizeIsCorruptWithoutMemory() throws IOException {
        byte[] bytes = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0xffffffffL, 2, 0), "x", new byte[100])
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
        assertThrows(CorruptInputException.class, () -> drain(Newc.gzip(bytes)));
    }

    @Test
    void hugeLinkTargetExceedsALimit() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070701", 1, Newc.SYMLINK, 1, 0x7fffffffL, 2, 0), "x", new byte[100])
                .trailer();
        assertThrows(LimitExceededException.class, () -> drain(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "-0000001",
        "0000000g",
        "+0000001",
        "' 0000001'",
        "0x000001",
        "\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661"
    })
    void sizeThatIsNotHexadecimalIsCorrupt(String field) {
        String header = Newc.header("070701", 1, Newc.FILE, 1, 0, 2, 0);
        byte[] bytes = new Newc()
                .raw(header.substring(0, 54) + field + header.substring(62), "x", new byte[0])
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
    }

    @Test
    void unknownCpioMagicIsCorrupt() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070707", 1, Newc.FILE, 1, 0, 2, 0), "x", new byte[0])
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
    }

    @Test
    void wrongSumIsCorrupt() {
        byte[] bytes = new Newc()
                .raw(Newc.header("070702", 1, Newc.FILE, 1, 3, 2, 7), "x", new byte[] {1, 2, 3})
                .trailer();
        assertThrows(CorruptInputException.class, () -> drain(bytes));
    }

    @Test
    void junkBehindArchiveInPackedSegmentIsCorrupt() {
        assertThrows(CorruptInputException.class, () -> drain(Newc.gzip(Newc.join(GOOD, new byte[] {'x'}))));
    }

    @Test
    void wrongCrcOfGzipIsCorrupt() throws IOException {
        byte[] packed = Newc.gzip(GOOD);
        packed[packed.length - 8] ^= 1;
        assertThrows(CorruptInputException.class, () -> drain(packed));
    }

    @Test
    void wrongLengthOfGzipIsCorrupt() throws IOException {
        byte[] packed = Newc.gzip(GOOD);
        packed[packed.length - 1] ^= 1;
        assertThrows(CorruptInputException.class, () -> drain(packed));
    }

    @Test
    void reservedFlagsOfGzipAreCorrupt() throws IOException {
        byte[] packed = Newc.gzip(GOOD);
        packed[3] = (byte) 0x80;
        assertThrows(CorruptInputException.class, () -> drain(packed));
    }

    @ParameterizedTest
    @CsvSource({"28b52ffd", "02214c18", "5d000080", "425a6839", "894c5a4f"})
    void packingsThatCannotBeReadAreUnsupported(String magic) {
        byte[] start = new java.math.BigInteger(magic, 16).toByteArray();
        byte[] bytes = start[0] == 0 ? Arrays.copyOfRange(start, 1, start.length) : start;
        DisklessException fault =
                assertThrows(UnsupportedFeatureException.class, () -> drain(Arrays.copyOf(bytes, 100)));
        assertEquals(FaultCode.UNSUPPORTED, fault.code());
    }

    @Test
    void xzWithTooLargeADictionaryExceedsALimit() throws IOException {
        byte[] packed = xz(GOOD, XZ.CHECK_CRC32, 1 << 20);
        // Dictionary size in the block header (.xz file format 5.3.1): 34 is 512 MiB; the header's CRC-32 follows.
        int header = 12;
        int size = ((packed[header] & 0xff) + 1) * 4;
        packed[header + 4] = 34;
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(packed, header, size - 4);
        for (int i = 0; i < 4; i++) {
            packed[header + size - 4 + i] = (byte) (crc.getValue() >>> (8 * i));
        }
        assertThrows(LimitExceededException.class, () -> drain(packed));
    }

    @Test
    void bombExceedsALimit() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(new Newc()
                    .raw(Newc.header("070701", 1, Newc.FILE, 1, 0xfffffff0L, 2, 0), "x", new byte[0])
                    .withoutTrailer());
            byte[] zeros = new byte[1 << 20];
            for (long done = 0; done <= InitramfsReader.MAX_CONTENT; done += zeros.length) {
                gzip.write(zeros);
            }
        }
        assertThrows(LimitExceededException.class, () -> drain(packed.toByteArray()));
    }

    @Test
    void endlessZerosExceedALimit() {
        assertThrows(LimitExceededException.class, () -> drain(new Zeros(new byte[0])));
    }

    @Test
    void manyHugeFilesOfZerosExceedALimit() {
        byte[] start = new Newc()
                .raw(Newc.header("070701", 1, Newc.FILE, 1, 0xfffffffcL, 2, 0), "x", new byte[0])
                .withoutTrailer();
        assertThrows(LimitExceededException.class, () -> drain(new Zeros(start)));
    }

    /** Some bytes and then zeros for ever, as a sparse file that costs nothing to make. */
    private static final class Zeros extends InputStream {

        private final InputStream start;

        Zeros(byte[] start) {
            this.start = new ByteArrayInputStream(start);
        }

        @Override
        public int read() throws IOException {
            return Math.max(start.read(), 0);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = start.read(target, offset, length);
            if (count < 0) {
                Arrays.fill(target, offset, offset + length, (byte) 0);
            }
            return count < 0 ? length : count;
        }
    }

    static byte[] xz(byte[] content, int check, int dictionary) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        LZMA2Options options = new LZMA2Options();
        options.setDictSize(dictionary);
        try (OutputStream stream = new XZOutputStream(packed, options, check)) {
            stream.write(content);
        }
        return packed.toByteArray();
    }

    static void drain(byte[] bytes) throws IOException {
        drain(new ByteArrayInputStream(bytes));
    }

    private static void drain(InputStream bytes) throws IOException {
        try (InitramfsReader reader = InitramfsReader.of(bytes, "test")) {
            while (reader.next().isPresent()) {
                reader.content().transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
