package dev.diskless.overlay.internal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Damages the tar inside a sound gzip file, from seeds: typed faults or sound entries, and nothing else. */
class ApkovlFuzzTest {

    private static final int SEEDS = 8_000;

    @Test
    void damagedTarsGiveTypedFaultsOrSoundEntries() throws IOException {
        byte[] tar = tar();
        int read = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] damaged = damage(tar, new Random(seed));
            try {
                readAll(damaged);
                read++;
            } catch (IOException e) {
                int shown = seed;
                assertInstanceOf(Fault.class, e, () -> "seed " + shown);
            }
        }
        int readable = read;
        assertTrue(read > SEEDS / 20 && read < SEEDS, () -> readable + " of the seeds did no damage");
    }

    private static byte[] damage(byte[] tar, Random random) {
        byte[] damaged = tar.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length);
            // Fields are where it hurts, and digits pass the first checks.
            if (random.nextBoolean()) {
                at = at / 512 * 512 + random.nextInt(345);
            }
            damaged[at] = (byte) (random.nextBoolean() ? '0' + random.nextInt(8) : random.nextInt());
            if (random.nextInt(4) != 0) {
                seal(damaged, at / 512 * 512);
            }
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
    }

    private static void seal(byte[] tar, int block) {
        Arrays.fill(tar, block + 148, block + 156, (byte) ' ');
        long sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += tar[block + i] & 0xff;
        }
        byte[] field = new byte[8];
        TarField.putNumber(field, 0, 7, false, sum);
        System.arraycopy(field, 0, tar, block + 148, 8);
    }

    private static void readAll(byte[] tar) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GzipSink sink = new GzipSink(packed, -1)) {
            sink.write(tar);
            sink.finish();
        }
        try (ApkovlReader reader =
                new ApkovlReader(new ByteArrayInputStream(packed.toByteArray()), "archive", Limits.STANDARD, false)) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                OverlayEntry entry = next.get();
                assertTrue(!entry.name().isEmpty()
                        && !Arrays.asList(entry.name().split("/")).contains(".."));
                reader.content().readNBytes(5000);
            }
        }
    }

    private static byte[] tar() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Instant time = Instant.ofEpochSecond(1_700_000_000);
        byte[] content = "content\n".getBytes(StandardCharsets.UTF_8);
        try (ApkovlWriter writer = new ApkovlWriter(packed, WritingChoice.STANDARD)) {
            writer.add(OverlayEntry.directory("etc", 0755, time), new ByteArrayInputStream(new byte[0]));
            for (String name : new String[] {"etc/a", "etc/" + "long".repeat(60)}) {
                writer.add(OverlayEntry.file(name, 0644, time, content.length), new ByteArrayInputStream(content));
            }
            writer.add(
                    OverlayEntry.symlink("etc/s", "/" + "target".repeat(30), time),
                    new ByteArrayInputStream(new byte[0]));
            writer.add(
                    new OverlayEntry("etc/h", EntryType.HARD_LINK, 0644, 0, 0, time, 0, "etc/a", 0, 0),
                    new ByteArrayInputStream(new byte[0]));
            writer.add(
                    new OverlayEntry("etc/d", EntryType.BLOCK_DEVICE, 0644, 0, 0, time, 0, "", 8, 1),
                    new ByteArrayInputStream(new byte[0]));
        }
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray())).readAllBytes();
        byte[] data = SparseTar.padded(content);
        return SparseTar.join(
                SparseTar.old("etc/s", 900, content.length, 3, 2, 10, 2, 20, 1, 40, 1, 80, 1, 160, 1),
                data,
                SparseTar.pax("GNU.sparse.map", "3,4,90,4", "GNU.sparse.size", "300", "GNU.sparse.name", "etc/n"),
                SparseTar.header("etc/x", '0', content.length),
                data,
                SparseTar.pax("GNU.sparse.major", "1", "GNU.sparse.realsize", "99", "mtime", "5.5", "uname", "lp"),
                SparseTar.header("etc/y", '0', 512L + content.length),
                SparseTar.padded(SparseTar.bytes("2\n1\n4\n9\n4\n")),
                data,
                SparseTar.pax("SCHILY.acl.access", "user::rw-,user:7:rw-,group::r--,mask::rw-,other::r--", "uid", "7"),
                SparseTar.header("etc/z", '0', 0),
                plain);
    }
}
