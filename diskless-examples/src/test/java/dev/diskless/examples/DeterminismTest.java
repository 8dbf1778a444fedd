package dev.diskless.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.diskless.Diskless;
import dev.diskless.ImageBuilder;
import dev.diskless.examples.miniature.MiniatureMedium;
import dev.diskless.examples.shuffle.ShuffledFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The same request gives the same bytes, wherever and whenever it is made. */
@Isolated("changes the default time zone and locale")
class DeterminismTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static MiniatureMedium medium;

    @BeforeAll
    static void makeMedium() throws IOException {
        medium = MiniatureMedium.create(shared.resolve("medium"));
        Files.writeString(medium.root().resolve("old.apkovl.tar.gz"), "left behind");
        for (int i = 0; i < 30; i++) {
            Files.writeString(medium.root().resolve("boot/file-" + i), "file " + i);
        }
    }

    @Test
    void sourceInAnotherFolderGivesTheSameImage() throws Exception {
        try (MiniatureMedium one = MiniatureMedium.create(folder.resolve("one"));
                MiniatureMedium two = MiniatureMedium.create(folder.resolve("two"))) {
            assertEquals(build(one.root(), "one.img"), build(two.root(), "two.img"));
        }
    }

    @Test
    void shuffledListingsGiveTheSameImage() throws Exception {
        String expected = build(medium.root(), "plain.img");
        for (int seed = 1; seed <= 3; seed++) {
            assertEquals(expected, build(ShuffledFileSystem.view(medium.root(), seed), "shuffled" + seed + ".img"));
        }
    }

    @Test
    void otherTimeZoneAndLocaleGiveTheSameImage() throws Exception {
        String expected = build(medium.root(), "here.img");
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(expected, build(medium.root(), "there.img"));
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertEquals(expected, build(medium.root(), "elsewhere.img"));
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    @Test
    void orderOfRequestedPackagesDoesNotMatter() throws Exception {
        assertEquals(
                digest(request(medium.root(), "ab.img").packages("hello", "greeting-plain")),
                digest(request(medium.root(), "ba.img").packages("greeting-plain", "hello")));
    }

    @Test
    void anotherRequestGivesAnotherIdentity() throws Exception {
        String uuid = request(medium.root(), "a.img").build().uuid().toString();
        assertNotEquals(
                uuid,
                request(medium.root(), "b.img").hostname("other").build().uuid().toString());
    }

    private String build(Path source, String name) throws Exception {
        return digest(request(source, name)
                .packages("hello")
                .overlay(tree -> tree.text("etc/motd", "hello\n").enable("sshd", "default")));
    }

    private ImageBuilder request(Path source, String name) {
        return Diskless.image(folder.resolve(name)).boot(source).size(32 << 20).hostname("edge-1");
    }

    private static String digest(ImageBuilder request) throws Exception {
        Path image = request.build().image();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(image)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        Files.delete(image);
        return HexFormat.of().formatHex(digest.digest());
    }
}
