package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.overlay.OverlayFormatContract;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApkovlFormatTest extends OverlayFormatContract {

    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);

    @Override
    protected OverlayFormat format() {
        return new ApkovlFormat();
    }

    @Test
    void devicesPipesAndHardLinksComeBack() throws IOException {
        List<Piece> pieces = List.of(
                piece(entry("etc/a", EntryType.FILE, "", 0, 0)),
                piece(entry("etc/b", EntryType.HARD_LINK, "etc/a", 0, 0)),
                piece(entry("etc/null", EntryType.CHARACTER_DEVICE, "", 1, 3)),
                piece(entry("etc/disk", EntryType.BLOCK_DEVICE, "", 259, 1048575)),
                piece(entry("etc/pipe", EntryType.FIFO, "", 0, 0)));
        assertEquals(pieces, read(write(pieces)));
    }

    @Test
    void ownersAndTimesBeyondOctalComeBack() throws IOException {
        for (long time : new long[] {0, -1, -5_000_000_000L, 077777777777L, 0100000000000L, 1L << 40}) {
            OverlayEntry entry = new OverlayEntry(
                    "etc/a", EntryType.FILE, 0, 2097152, Integer.MAX_VALUE, Instant.ofEpochSecond(time), 0, "", 0, 0);
            assertEquals(List.of(piece(entry)), read(write(List.of(piece(entry)))));
        }
    }

    @Test
    void timesAreCutToWholeSeconds() throws IOException {
        Piece piece = piece(OverlayEntry.file("etc/a", 0644, Instant.ofEpochSecond(-2, 999_999_999), 0));
        assertEquals(
                Instant.ofEpochSecond(-2),
                read(write(List.of(piece))).get(0).entry().modified());
    }

    @Test
    void gzipHeaderHasNoTimeNoNameAndUnix() throws IOException {
        byte[] start = Arrays.copyOf(write(pieces()), 10);
        assertEquals("[31, -117, 8, 0, 0, 0, 0, 0, 0, 3]", Arrays.toString(start));
    }

    @Test
    void refusesAFileAtTheTopLevel() {
        refused(entry("motd", EntryType.FILE, "", 0, 0));
        refused(entry("lib", EntryType.SYMLINK, "usr/lib", 0, 0));
    }

    @Test
    void refusesNamesThatAreNoPathsFromTheRoot() {
        for (String name :
                List.of("", "/etc/a", "./etc/a", "etc/../a", "etc//a", "etc/a/", "etc/a\0", "etc/a\nb", "etc/\ud800")) {
            refused(entry(name, EntryType.FILE, "", 0, 0));
        }
    }

    @Test
    void refusesAHardLinkBeforeItsTarget() {
        refused(entry("etc/b", EntryType.HARD_LINK, "etc/a", 0, 0));
    }

    @Test
    void refusesASecondEntryOfOneName() {
        refused(entry("etc/a", EntryType.FILE, "", 0, 0), entry("etc/a", EntryType.DIRECTORY, "", 0, 0));
    }

    @Test
    void refusesLinksWithoutTargetAndTargetsWithoutLink() {
        refused(entry("etc/a", EntryType.SYMLINK, "", 0, 0));
        refused(entry("etc/a", EntryType.FILE, "x", 0, 0));
    }

    @Test
    void refusesNumbersThatTheFormatCannotHold() {
        refused(entry("etc/a", EntryType.BLOCK_DEVICE, "", 1 << 21, 0));
        refused(entry("etc/a", EntryType.BLOCK_DEVICE, "", 0, -1));
        refused(new OverlayEntry("etc/a", EntryType.FILE, 0, -1, 0, TIME, 0, "", 0, 0));
    }

    @Test
    void aRefusedEntryLeavesTheOverlayWhole() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OverlayWriter writer = format().write(target)) {
            writer.add(entry("etc/a", EntryType.FILE, "", 0, 0), InputStream.nullInputStream());
            assertThrows(
                    InvalidRequestException.class,
                    () -> writer.add(entry("a", EntryType.FILE, "", 0, 0), InputStream.nullInputStream()));
        }
        assertEquals(1, read(target.toByteArray()).size());
    }

    private void refused(OverlayEntry... entries) {
        assertThrows(InvalidRequestException.class, () -> {
            OverlayWriter writer = format().write(new ByteArrayOutputStream());
            for (OverlayEntry entry : entries) {
                writer.add(entry, InputStream.nullInputStream());
            }
        });
    }

    private static OverlayEntry entry(String name, EntryType type, String target, int major, int minor) {
        return new OverlayEntry(name, type, 0640, 1000, 7, TIME, 0, target, major, minor);
    }

    private static Piece piece(OverlayEntry entry) {
        return new Piece(entry, new byte[0]);
    }
}
