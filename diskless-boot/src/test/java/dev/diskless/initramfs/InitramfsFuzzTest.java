package dev.diskless.initramfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.XZ;

/** Whatever bytes change, reading ends well or with a typed fault. */
class InitramfsFuzzTest {

    @TempDir
    Path temp;

    @Test
    void mutatedPlainArchivesEndWellOrWithAFault() throws IOException {
        mutate(archive(), 1, 4000);
    }

    @Test
    void mutatedGzipEndsWellOrWithAFault() throws IOException {
        mutate(Newc.join(archive(), Newc.gzip(archive())), 2, 4000);
    }

    @Test
    void mutatedContentOfGzipEndsWellOrWithAFault() throws IOException {
        byte[] plain = archive();
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            check(Newc.gzip(mutant(plain, random)), "seed 3, round " + i);
        }
    }

    @Test
    void mutatedXzEndsWellOrWithAFault() throws IOException {
        mutate(DamagedInitramfsTest.xz(archive(), XZ.CHECK_CRC32, 1 << 16), 4, 4000);
    }

    private void mutate(byte[] good, long seed, int rounds) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < rounds; i++) {
            check(mutant(good, random), "seed " + seed + ", round " + i);
        }
    }

    private static byte[] mutant(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) "0123456789abcdefF".charAt(random.nextInt(17));
                default -> bytes = random.nextInt(8) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
            }
        }
        return bytes;
    }

    private void check(byte[] bytes, String round) throws IOException {
        Path file = temp.resolve("initramfs");
        Files.write(file, bytes);
        try {
            InitramfsSummary.read(file);
        } catch (IOException e) {
            assertTrue(e instanceof Fault, () -> round + ": " + e);
        } catch (RuntimeException e) {
            throw new AssertionError(round, e);
        }
    }

    private static byte[] archive() {
        return new Newc()
                .directory("etc")
                .directory("etc/apk")
                .directory("etc/apk/keys")
                .file("etc/apk/keys/a.rsa.pub", TestKeys.PEM)
                .symlink("etc/apk/keys/b.rsa.pub", "a.rsa.pub")
                .file("init", "#!/bin/sh\n")
                .directory("lib/modules/6.12.30-0-lts")
                .file("lib/modules/6.12.30-0-lts/modules.dep", "")
                .trailer();
    }
}
