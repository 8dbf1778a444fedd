package dev.diskless.initramfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitramfsSummaryTest {

    private static final byte[] KEY = TestKeys.PEM.getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temp;

    @Test
    void findsKeysReleasesAndInit() throws IOException {
        InitramfsSummary summary = summary(Newc.gzip(new Newc()
                .file("./etc/apk/keys/a.rsa.pub", TestKeys.PEM)
                .file("etc/apk/keys/README", "no key")
                .file("etc/apk/keys/deeper/c.rsa.pub", TestKeys.PEM)
                .symlink("init", "bin/init")
                .symlink("lib", "usr/lib")
                .directory("usr/lib/modules/6.12.30-0-lts")
                .file("usr/lib/modules/5.10.1-0-virt/modules.dep", "")
                .file("lib/modules/README", "")
                .trailer()));
        assertEquals(Set.of("a.rsa.pub"), summary.keys().keySet());
        assertEquals("RSA", summary.keys().get("a.rsa.pub").getAlgorithm());
        assertEquals(List.of("5.10.1-0-virt", "6.12.30-0-lts"), summary.kernelReleases());
        assertTrue(summary.init());
        assertEquals(8, summary.entries());
        assertEquals(List.of("gzip"), summary.packings());
    }

    @Test
    void initWithoutExecuteBitIsNone() throws IOException {
        assertFalse(summary(new Newc().file("init", "x").trailer()).init());
    }

    @Test
    void followsLinksToKeys() throws IOException {
        InitramfsSummary summary = summary(new Newc()
                .symlink("etc/apk/keys/b.rsa.pub", "../../../usr/share/apk/keys/aarch64/b.rsa.pub")
                .symlink("etc/apk/keys/c.rsa.pub", "b.rsa.pub")
                .symlink("etc/apk/keys/loop.rsa.pub", "loop.rsa.pub")
                .symlink("etc/apk/keys/away.rsa.pub", "../../../../../outside")
                .symlink("usr/share/apk/keys/aarch64/b.rsa.pub", "../b.rsa.pub")
                .file("usr/share/apk/keys/b.rsa.pub", TestKeys.PEM)
                .trailer());
        assertEquals(Set.of("b.rsa.pub", "c.rsa.pub"), summary.keys().keySet());
    }

    @Test
    void findsContentOfHardLinksAtAnyOfTheirNames() throws IOException {
        assertEquals(
                Set.of("a.rsa.pub", "b.rsa.pub"),
                summary(new Newc()
                                .file("etc/apk/keys/a.rsa.pub", new byte[0], 9, 3)
                                .file("etc/apk/keys/b.rsa.pub", new byte[0], 9, 3)
                                .file("other", KEY, 9, 3)
                                .trailer())
                        .keys()
                        .keySet());
        assertEquals(
                Set.of("a.rsa.pub", "b.rsa.pub"),
                summary(new Newc()
                                .file("etc/apk/keys/a.rsa.pub", KEY, 9, 2)
                                .file("etc/apk/keys/b.rsa.pub", new byte[0], 9, 2)
                                .trailer())
                        .keys()
                        .keySet());
    }

    @Test
    void findsHardLinkedKeysThatCpioPacked() throws IOException {
        RealTool.named("cpio");
        Path keys = Files.createDirectories(temp.resolve("tree/etc/apk/keys"));
        Files.write(keys.resolve("a.rsa.pub"), KEY);
        Files.createLink(keys.resolve("b.rsa.pub"), keys.resolve("a.rsa.pub"));
        RealTool.named("cpio");
        RealTool.named("sh")
                .run(Map.of(), temp.resolve("tree"), "-c", "find . | sort | cpio -o -H newc --quiet > ../packed")
                .succeeded();
        assertEquals(
                Set.of("a.rsa.pub", "b.rsa.pub"),
                InitramfsSummary.read(temp.resolve("packed")).keys().keySet());
    }

    @Test
    void laterArchiveReplacesKeysOfEarlierOne() throws IOException {
        byte[] first = new Newc().file("etc/apk/keys/a.rsa.pub", TestKeys.PEM).trailer();
        byte[] second = new Newc().file("etc/apk/keys/a.rsa.pub", "gone").trailer();
        assertTrue(summary(Newc.join(first, second)).keys().isEmpty());
        assertEquals(
                Set.of("a.rsa.pub"), summary(Newc.join(second, first)).keys().keySet());
    }

    @Test
    void filesThatAreTooLargeForKeysAreNone() throws IOException {
        String large = " ".repeat(KeyFiles.MAX_SIZE) + TestKeys.PEM;
        assertTrue(summary(new Newc().file("etc/apk/keys/a.rsa.pub", large).trailer())
                .keys()
                .isEmpty());
    }

    @Test
    void damagedKeyIsNone() throws IOException {
        String damaged = TestKeys.PEM.replace("MIIB", "MIIC");
        assertTrue(summary(new Newc().file("etc/apk/keys/a.rsa.pub", damaged).trailer())
                .keys()
                .isEmpty());
    }

    @Test
    void modulesOfTooManyKernelsExceedALimit() {
        Newc archive = new Newc();
        for (int i = 0; i <= InitramfsSummary.MAX_RELEASES; i++) {
            archive.directory("lib/modules/" + i);
        }
        assertThrows(LimitExceededException.class, () -> summary(archive.trailer()));
    }

    private InitramfsSummary summary(byte[] bytes) throws IOException {
        return InitramfsSummary.read(Files.write(temp.resolve("initramfs"), bytes));
    }
}
