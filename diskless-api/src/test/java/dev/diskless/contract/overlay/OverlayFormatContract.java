package dev.diskless.contract.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Extend it, give the format, and inherit the suite. */
public abstract class OverlayFormatContract {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    /** The format under test. */
    protected abstract OverlayFormat format();

    /** Name and content of one entry. */
    public record Piece(OverlayEntry entry, byte[] content) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Piece p && p.entry.equals(entry) && Arrays.equals(p.content, content);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }
    }

    @Test
    void entriesComeBackAsTheyWereWritten() throws IOException {
        List<Piece> pieces = pieces();
        assertEquals(pieces, read(write(pieces)));
    }

    @Test
    void anOverlayWithoutEntriesComesBackEmpty() throws IOException {
        assertEquals(List.of(), read(write(List.of())));
    }

    @Test
    void namesThatAreLongOrNoUtf8ComeBack() throws IOException {
        String part = "\udc80\udcff\u00e9\u65e5" + "x".repeat(90);
        List<Piece> pieces = List.of(file("etc/" + part + "/" + part + "/" + part, "deep"));
        assertEquals(pieces, read(write(pieces)));
    }

    @Test
    void theSameEntriesGiveTheSameBytes() throws IOException {
        assertArrayEquals(write(pieces()), write(pieces()));
    }

    @Test
    void recognisesWhatItWrites() throws IOException {
        byte[] overlay = write(pieces());
        ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(overlay, Math.min(overlay.length, 4096)));
        assertTrue(format().recognises("host.example" + format().suffix(), start));
        assertEquals(0, start.position());
        assertFalse(format().recognises("host.example.txt", start));
        assertFalse(format().recognises("host" + format().suffix(), ByteBuffer.allocate(0)));
        assertFalse(format().recognises("host" + format().suffix(), ByteBuffer.allocate(4096)));
    }

    @Test
    void contentThatIsNotReadIsSkipped() throws IOException {
        try (OverlayReader reader = open(write(pieces()))) {
            int count = 0;
            while (reader.next().isPresent()) {
                count++;
            }
            assertEquals(pieces().size(), count);
            assertEquals(Optional.empty(), reader.next());
        }
    }

    @Test
    void contentShorterThanAnnouncedIsRefused() throws IOException {
        OverlayWriter writer = format().write(new ByteArrayOutputStream());
        IOException fault = assertThrows(
                IOException.class,
                () -> writer.add(OverlayEntry.file("etc/a", 0644, TIME, 9), new ByteArrayInputStream(new byte[8])));
        assertInstanceOf(Fault.class, fault);
    }

    @Test
    void contentLongerThanAnnouncedIsRefused() throws IOException {
        OverlayWriter writer = format().write(new ByteArrayOutputStream());
        IOException fault = assertThrows(
                IOException.class,
                () -> writer.add(OverlayEntry.file("etc/a", 0644, TIME, 9), new ByteArrayInputStream(new byte[10])));
        assertInstanceOf(Fault.class, fault);
    }

    @Test
    void readerClosesItsSourceAndWriterItsTarget() throws IOException {
        boolean[] closed = new boolean[2];
        ByteArrayOutputStream target = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        format().write(target).close();
        InputStream source = new ByteArrayInputStream(target.toByteArray()) {
            @Override
            public void close() {
                closed[1] = true;
            }
        };
        format().read(source, "overlay").close();
        assertTrue(closed[0] && closed[1]);
    }

    @Test
    void everyCutIsATypedFault() throws IOException {
        byte[] overlay = write(pieces());
        for (int length = 0; length < overlay.length; length += 1 + overlay.length / 500) {
            byte[] cut = Arrays.copyOf(overlay, length);
            assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> read(cut)));
        }
    }

    @Test
    void damagedBytesGiveTypedFaultsAndNothingElse() throws IOException {
        byte[] overlay = write(pieces());
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            byte[] damaged = overlay.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                read(damaged);
            } catch (IOException e) {
                int shown = seed;
                assertInstanceOf(Fault.class, e, () -> "seed " + shown);
            }
        }
    }

    /** Entries of the kinds that every format can hold. */
    protected final List<Piece> pieces() {
        byte[] large = new byte[100_000];
        new Random(1).nextBytes(large);
        return List.of(
                piece(OverlayEntry.directory("etc", 0755, TIME), new byte[0]),
                file("etc/hostname", "edge-1\n"),
                file("etc/empty", ""),
                piece(OverlayEntry.file("etc/large", 04711, TIME.minusSeconds(5), large.length), large),
                piece(
                        new OverlayEntry("etc/shadow", EntryType.FILE, 0640, 0, 42, TIME, 2, "", 0, 0),
                        "x\n".getBytes(StandardCharsets.UTF_8)),
                piece(OverlayEntry.symlink("etc/apk/cache", "/media/diskless/cache", TIME), new byte[0]),
                piece(OverlayEntry.directory("root", 0700, TIME), new byte[0]));
    }

    private static Piece file(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return piece(OverlayEntry.file(name, 0644, TIME, bytes.length), bytes);
    }

    private static Piece piece(OverlayEntry entry, byte[] content) {
        return new Piece(entry, content);
    }

    /** The overlay of some entries. */
    protected final byte[] write(List<Piece> pieces) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OverlayWriter writer = format().write(target)) {
            for (Piece piece : pieces) {
                writer.add(piece.entry(), new ByteArrayInputStream(piece.content()));
            }
        }
        return target.toByteArray();
    }

    /** The entries of an overlay. */
    protected final List<Piece> read(byte[] overlay) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        try (OverlayReader reader = open(overlay)) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                pieces.add(new Piece(next.get(), reader.content().readAllBytes()));
            }
        }
        return pieces;
    }

    private OverlayReader open(byte[] overlay) throws IOException {
        return format().read(new ByteArrayInputStream(overlay), "overlay");
    }
}
