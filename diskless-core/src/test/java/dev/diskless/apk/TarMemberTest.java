package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.LimitExceededException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

/** Reading the tar entries of a member. */
class TarMemberTest {

    private static final String LONG = "d/" + "n".repeat(300);

    @Test
    void readsNamesOfEveryLengthAndKind() throws IOException {
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_POSIX, TarArchiveOutputStream.LONGFILE_GNU}) {
            assertEquals(List.of("a", "d/", LONG, "d/gr\u00fc\u00dfe", "link"), names(archive(mode, true)));
            assertEquals(List.of("a", "d/", LONG, "d/gr\u00fc\u00dfe", "link"), names(archive(mode, false)));
        }
    }

    @Test
    void givesTheContentOfAnEntry() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipMemberOutput gzip = new GzipMemberOutput(out)) {
            gzip.write(archive(TarArchiveOutputStream.LONGFILE_POSIX, true));
        }
        try (GzipMembers members = new GzipMembers(new ByteArrayInputStream(out.toByteArray()), "bytes")) {
            members.next(GzipMembers.NO_TAP, 1 << 20);
            TarMember tar = new TarMember(members);
            assertEquals(7, tar.next().size());
            assertThrows(LimitExceededException.class, () -> tar.content(6));
            assertEquals("content", new String(tar.content(7), StandardCharsets.UTF_8));
        }
    }

    @Test
    void anEntryLongerThanTheArchiveIsTold() throws IOException {
        byte[] archive = archive(TarArchiveOutputStream.LONGFILE_POSIX, false);
        for (int length : new int[] {1, 511, 513, 1023}) {
            assertThrows(CorruptInputException.class, () -> names(Arrays.copyOf(archive, length)));
        }
    }

    @Test
    void aWrongChecksumIsTold() throws IOException {
        byte[] archive = archive(TarArchiveOutputStream.LONGFILE_POSIX, true);
        assertThrows(CorruptInputException.class, () -> names(GzipPieces.flip(archive, 3)));
    }

    @Test
    void aLongNameWithoutEndIsALimit() throws IOException {
        byte[] header = archive(TarArchiveOutputStream.LONGFILE_GNU, true);
        int at = 0;
        while (header[at + 156] != 'L') {
            at += 512;
        }
        byte[] changed = Arrays.copyOfRange(header, at, header.length);
        byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, changed, 124, size.length);
        seal(changed);
        assertThrows(LimitExceededException.class, () -> names(changed));
    }

    @Test
    void randomDamageGivesOnlyTypedFaults() throws IOException {
        byte[] archive = archive(TarArchiveOutputStream.LONGFILE_POSIX, true);
        Random random = new Random(5);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = Mutations.of(archive, random);
            for (int at = 0; at + 512 <= bytes.length && random.nextBoolean(); at += 512) {
                byte[] block = Arrays.copyOfRange(bytes, at, at + 512);
                seal(block);
                System.arraycopy(block, 0, bytes, at, 512);
            }
            try {
                names(bytes);
            } catch (DisklessException e) {
                assertEquals("bytes", e.detail().path());
            }
        }
    }

    private static void seal(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += header[i] & 0xff;
        }
        byte[] text = String.format(java.util.Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 148, 8);
    }

    private static List<String> names(byte[] archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipMemberOutput gzip = new GzipMemberOutput(out)) {
            gzip.write(archive);
        }
        List<String> names = new ArrayList<>();
        try (GzipMembers members = new GzipMembers(new ByteArrayInputStream(out.toByteArray()), "bytes")) {
            members.next(GzipMembers.NO_TAP, 1 << 20);
            TarMember tar = new TarMember(members);
            for (TarMember.Entry entry = tar.next(); entry != null; entry = tar.next()) {
                names.add(entry.name());
            }
            members.skipRest();
            assertNull(tar.next());
        }
        return names;
    }

    private static byte[] archive(int longNames, boolean end) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = SignedMembers.tar(out);
        tar.setLongFileMode(longNames);
        SignedMembers.file(tar, "./a", "content".getBytes(StandardCharsets.UTF_8), 0644, Workshop.TIME);
        tar.putArchiveEntry(SignedMembers.entry("d/", TarArchiveEntry.LF_DIR, 0755, Workshop.TIME));
        tar.closeArchiveEntry();
        SignedMembers.file(tar, LONG, new byte[1000], 0644, Workshop.TIME);
        SignedMembers.file(tar, "d/gr\u00fc\u00dfe", new byte[0], 0644, Workshop.TIME);
        TarArchiveEntry link = SignedMembers.entry("link", TarArchiveEntry.LF_SYMLINK, 0777, Workshop.TIME);
        link.setLinkName("a");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
        if (end) {
            tar.finish();
        }
        return out.toByteArray();
    }
}
