package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged ciphertext, from seeds: typed faults or the whole overlay, and nothing else. */
class EncryptedFuzzTest {

    private static final int SEEDS = 400;
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    private static final Set<FaultCode> EXPECTED =
            EnumSet.of(FaultCode.CORRUPT, FaultCode.LOCKED, FaultCode.UNSUPPORTED, FaultCode.LIMIT_EXCEEDED);

    @ParameterizedTest
    @ValueSource(strings = {"aes-256-cbc", "aes-128-ecb", "aes-256-ctr", "des3", "rc4", "aes-192-cfb8", "chacha20"})
    void damageIsATypedFault(String cipher) throws IOException {
        EncryptedApkovlFormat format =
                new EncryptedApkovlFormat().cipher(cipher).random(new Random(1)).with(Secrets.of("secret"));
        byte[] overlay = overlay(format);
        int read = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] damaged = overlay.clone();
            // Past the first bytes most of the time, since damage there only says that the password is wrong.
            int from = random.nextInt(20) == 0 ? 0 : 1100;
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[from + random.nextInt(damaged.length - from)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(4) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
            }
            try (OverlayReader reader = format.read(new ByteArrayInputStream(damaged), "overlay")) {
                for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                    reader.content().transferTo(OutputStream.nullOutputStream());
                }
                read++;
            } catch (IOException e) {
                Fault fault = assertInstanceOf(Fault.class, e);
                assertTrue(EXPECTED.contains(fault.code()), fault.detail()::message);
            }
        }
        // A bit of the time in the gzip header may change unseen where it is a bit of one byte.
        int readable = read;
        assertTrue(read < SEEDS / 20, () -> readable + " damaged overlays were taken for sound");
    }

    @Test
    void aLargeOverlayGoesThroughInPieces() throws IOException {

        long size = 300L << 20;
        EncryptedApkovlFormat format = new EncryptedApkovlFormat()
                .content(new ApkovlFormat().level(1).limits(10, 1L << 36, 2000))
                .with(Secrets.of("secret"));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OverlayWriter writer = format.write(packed)) {
            writer.add(OverlayEntry.file("etc/a", 0644, TIME, size), zeros(size));
        }
        assertTrue(packed.size() < size / 100);
        try (OverlayReader reader = format.read(new ByteArrayInputStream(packed.toByteArray()), "overlay")) {
            reader.next();
            assertEquals(size, reader.content().transferTo(OutputStream.nullOutputStream()));
            assertTrue(reader.next().isEmpty());
        }
    }

    private static InputStream zeros(long size) {
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] b, int off, int len) {
                int count = (int) Math.min(left, len);
                left -= count;
                Arrays.fill(b, off, off + count, (byte) 0);
                return count == 0 && len > 0 ? -1 : count;
            }
        };
    }

    private static byte[] overlay(EncryptedApkovlFormat format) throws IOException {
        byte[] content = new byte[5000];
        new Random(1).nextBytes(content);
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OverlayWriter writer = format.write(target)) {
            writer.add(OverlayEntry.directory("etc", 0755, TIME), InputStream.nullInputStream());
            for (int i = 0; i < 4; i++) {
                writer.add(
                        OverlayEntry.file("etc/" + i, 0644, TIME, content.length), new ByteArrayInputStream(content));
            }
        }
        return target.toByteArray();
    }
}
