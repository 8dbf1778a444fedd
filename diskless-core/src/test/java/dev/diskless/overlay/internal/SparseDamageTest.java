package dev.diskless.overlay.internal;

import static dev.diskless.overlay.internal.SparseTar.bytes;
import static dev.diskless.overlay.internal.SparseTar.gzip;
import static dev.diskless.overlay.internal.SparseTar.header;
import static dev.diskless.overlay.internal.SparseTar.old;
import static dev.diskless.overlay.internal.SparseTar.padded;
import static dev.diskless.overlay.internal.SparseTar.pax;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.OverlayEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps of sparse files that lie, archives that grow without end, and headers that would fill the memory. */
class SparseDamageTest {

    private static final byte[] DATA = padded(bytes("abcd"));
    private static final byte[] END = new byte[1024];

    @Test
    void holesAreZerosWhereverTheyStand() throws IOException {
        byte[] expected = new byte[20];
        System.arraycopy(bytes("ab"), 0, expected, 3, 2);
        System.arraycopy(bytes("cd"), 0, expected, 10, 2);
        String map = "2\n3\n2\n10\n2\n";
        for (byte[] packed : List.of(
                gzip(old("etc/s", 20, 4, 3, 2, 10, 2), DATA, END),
                gzip(
                        pax("GNU.sparse.map", "3,2,10,2", "GNU.sparse.size", "20", "GNU.sparse.name", "etc/s"),
                        header("x", '0', 4),
                        DATA,
                        END),
                gzip(
                        pax(
                                "GNU.sparse.size",
                                "20",
                                "GNU.sparse.offset",
                                "3",
                                "GNU.sparse.numbytes",
                                "2",
                                "GNU.sparse.offset",
                                "10",
                                "GNU.sparse.numbytes",
                                "2"),
                        header("etc/s", '0', 4),
                        DATA,
                        END),
                gzip(
                        pax(
                                "GNU.sparse.major",
                                "1",
                                "GNU.sparse.minor",
                                "0",
                                "GNU.sparse.name",
                                "etc/s",
                                "GNU.sparse.realsize",
                                "20"),
                        header("x", '0', 516),
                        padded(bytes(map)),
                        DATA,
                        END))) {
            try (ApkovlReader reader = reader(packed)) {
                OverlayEntry entry = reader.next().orElseThrow();
                assertEquals("etc/s", entry.name());
                assertEquals(20, entry.size());
                assertArrayEquals(expected, reader.content().readAllBytes());
                assertEquals(Optional.of("etc/s"), reader.traits().sparseName());
                assertTrue(reader.next().isEmpty());
            }
        }
    }

    @Test
    void manyStretchesInManyBlocksAreRead() throws IOException {
        long[] pairs =
                IntStream.range(0, 200).mapToLong(i -> i % 2 == 0 ? 10L * i : 1).toArray();
        try (ApkovlReader reader = reader(gzip(old("etc/s", 2000, 100, pairs), padded(bytes("x".repeat(100))), END))) {
            assertEquals(2000, reader.next().orElseThrow().size());
            int ones = 0;
            for (byte b : reader.content().readAllBytes()) {
                ones += b == 'x' ? 1 : 0;
            }
            assertEquals(100, ones);
        }
    }

    @Test
    void mapsThatLieAreCorrupt() throws IOException {
        for (byte[] start : List.of(
                old("etc/s", 20, 4, 10, 2, 3, 2),
                old("etc/s", 20, 4, 3, 5),
                old("etc/s", 4, 4, 3, 4),
                old("etc/s", -1, 4, 3, 4),
                old("etc/s", 20, 4, -3, 4),
                old("etc/s", 20, 4, 3, -4),
                old("etc/s", 20, 4, Long.MAX_VALUE, 4),
                old("etc/s", 20, 4, 3, Long.MAX_VALUE))) {
            assertEquals(FaultCode.CORRUPT, fault(gzip(start, DATA, END)));
        }
        for (String map : List.of("1", "1,2,3", "x,2", "1,,2,3", "3,4,1,1", "1,99999999999999999999", "-1,2")) {
            assertEquals(
                    FaultCode.CORRUPT,
                    fault(gzip(pax("GNU.sparse.map", map, "GNU.sparse.size", "9"), header("etc/s", '0', 4), DATA, END)),
                    map);
        }
        for (String map : List.of("x\n", "1\n", "\n", "1\n2\n3", "2\n1\n1\n", "999999999999999999999\n")) {
            assertEquals(
                    FaultCode.CORRUPT,
                    fault(gzip(
                            pax("GNU.sparse.major", "1", "GNU.sparse.realsize", "9"),
                            header("etc/s", '0', 516),
                            padded(bytes(map)),
                            DATA,
                            END)),
                    map);
        }
        assertEquals(
                FaultCode.CORRUPT, fault(gzip(pax("GNU.sparse.numbytes", "1"), header("etc/s", '0', 4), DATA, END)));
    }

    @Test
    void mapsWithoutEndAreRefused() throws IOException {
        long[] pairs = new long[2 * (Limits.SPARSE_STRETCHES + 50)];
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = i + 1;
        }
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(gzip(old("etc/s", 1L << 30, 0, pairs), END)));
        assertEquals(
                FaultCode.LIMIT_EXCEEDED,
                fault(gzip(
                        pax("GNU.sparse.major", "1", "GNU.sparse.realsize", "9"),
                        header("etc/s", '0', 512),
                        padded(bytes("999999999\n")),
                        END)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 37, Long.MAX_VALUE})
    void sparseFilesLargerThanAnArchiveMayBeAreRefused(long size) throws IOException {
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(gzip(old("etc/s", size, 0), END)));
    }

    @Test
    void manySparseFilesTogetherAreRefusedToo() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            tar.writeBytes(old("etc/s" + i, 1L << 32, 0));
        }
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(gzip(tar.toByteArray(), END)));
    }

    @Test
    void holesCountAsUnpackedBytes() throws IOException {
        byte[] packed = gzip(old("etc/s", 1L << 35, 0), END);
        try (ApkovlReader reader = reader(packed)) {
            reader.next();
            Fault fault = assertInstanceOf(
                    Fault.class,
                    assertThrows(
                            IOException.class, () -> reader.content().transferTo(OutputStream.nullOutputStream())));
            assertEquals(FaultCode.LIMIT_EXCEEDED, fault.code());
        }
    }

    @Test
    void anArchiveThatGrowsTooMuchIsRefusedUnlessTheCallerTrustsIt() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long size = Limits.FREE_BYTES + (1 << 20);
        try (GzipSink sink = new GzipSink(out, 6)) {
            sink.write(header("etc/zeros", '0', size));
            byte[] zeros = new byte[1 << 20];
            for (long done = 0; done < size; done += zeros.length) {
                sink.write(zeros);
            }
            sink.write(END);
            sink.finish();
        }
        assertEquals(FaultCode.LIMIT_EXCEEDED, fault(out.toByteArray()));
        Limits trusting = new Limits(10, 1L << 36, 2000);
        try (ApkovlReader reader =
                new ApkovlReader(new ByteArrayInputStream(out.toByteArray()), "archive", trusting, true)) {
            assertEquals(size, reader.next().orElseThrow().size());
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    void headersForTheWholeArchiveDoNotPileUp() throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        String value = "v".repeat(60_000);
        for (int i = 0; i < 2000; i++) {
            byte[] record = PaxRecords.record("SCHILY.xattr.user.", bytes("k" + i), bytes(value));
            tar.writeBytes(header("global", 'g', record.length));
            tar.writeBytes(padded(record));
        }
        tar.writeBytes(header("etc/a", '0', 0));
        // 120 MB of attributes, which no entry has.
        try (ApkovlReader reader = reader(gzip(tar.toByteArray(), END))) {
            assertEquals(0, reader.next().orElseThrow().xattrs().size());
        }
    }

    private static ApkovlReader reader(byte[] packed) throws IOException {
        return new ApkovlReader(new ByteArrayInputStream(packed), "archive", Limits.STANDARD, false);
    }

    private static FaultCode fault(byte[] packed) {
        IOException fault = assertThrows(IOException.class, () -> {
            try (ApkovlReader reader = reader(packed)) {
                List<String> names = new ArrayList<>();
                for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                    names.add(next.get().name());
                }
                assertTrue(names.size() < 100);
            }
        });
        return assertInstanceOf(Fault.class, fault).code();
    }
}
