package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayFormat;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code openssl enc} as the judge, for every cipher that it lists, both ways. */
class OpensslRealToolTest {

    private static final Provider PROVIDER = new BouncyCastleProvider();
    private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    private static final List<String> LEGACY = List.of("-provider", "legacy", "-provider", "default");

    /** Ciphers that OpenSSL 1.1 listed and 3 has only in its provider of old ones. */
    private static final List<String> OLD = List.of(
            "bf-cbc",
            "bf",
            "bf-cfb",
            "bf-ecb",
            "bf-ofb",
            "cast5-cbc",
            "cast",
            "cast5-cfb",
            "rc2-cbc",
            "rc2",
            "rc2-64-cbc",
            "rc2-40-cbc",
            "rc2-ecb",
            "rc4",
            "rc4-40",
            "seed-cbc",
            "seed",
            "seed-cfb",
            "des-cbc",
            "des",
            "des-cfb",
            "des-cfb1",
            "des-cfb8",
            "des-ecb",
            "des-ofb");

    /** Ciphers that enc can use and does not list. */
    private static final List<String> UNLISTED = List.of(
            "aes256",
            "aes-256-ctr",
            "aes-128-cfb",
            "aes-192-cfb1",
            "aes-256-cfb8",
            "aes-256-ofb",
            "camellia-256-ctr",
            "camellia128",
            "chacha20",
            "des-ede3-cfb1",
            "des-ede3-cfb8",
            "des-ede3-ecb",
            "des-ede-ecb",
            "sm4");

    @TempDir
    Path directory;

    private RealTool openssl;
    private Path password;
    private byte[] content;

    @BeforeEach
    void prepare() throws IOException {
        openssl = RealTool.named("openssl");
        password = Files.writeString(directory.resolve("password"), Secrets.PASSWORD + "\n");
        content = new byte[40_001];
        new Random(1).nextBytes(content);
    }

    @TestFactory
    Stream<DynamicTest> everyListedCipher() {
        List<String> listed = openssl.run("list", "-1", "-cipher-commands")
                .succeeded()
                .out()
                .lines()
                .filter(name -> !name.isBlank())
                .toList();
        assertTrue(listed.contains("aes-256-cbc"));
        return Stream.concat(listed.stream(), UNLISTED.stream())
                .distinct()
                .map(name -> DynamicTest.dynamicTest(name, () -> bothWays(name, List.of())));
    }

    @TestFactory
    Stream<DynamicTest> everyOldCipher() {
        return OLD.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    assumeTrue(
                            run("-e", name, LEGACY, password, directory.resolve("probe"))
                                            .status()
                                    == 0,
                            "this openssl has no " + name);
                    bothWays(name, LEGACY);
                }));
    }

    private void bothWays(String cipher, List<String> options) throws IOException {
        Path plain = directory.resolve("plain.tar.gz");
        write(new ApkovlFormat(), plain);
        for (List<String> digest : List.of(List.<String>of(), List.of("-md", "md5"))) {
            Path theirs = directory.resolve("theirs.apkovl.tar.gz." + cipher);
            List<String> all = Stream.concat(options.stream(), digest.stream()).toList();
            run("-e", cipher, all, plain, theirs).succeeded();
            checkRead(theirs);
        }
        Path ours = directory.resolve("ours.apkovl.tar.gz." + cipher);
        Path back = directory.resolve("back.tar.gz");
        write(format().cipher(cipher), ours);
        RealTool.Outcome outcome = run("-d", cipher, options, ours, back).succeeded();
        assertTrue(!outcome.err().contains("bad"), outcome::err);
        assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(back));
        checkRead(ours);
    }

    private RealTool.Outcome run(String direction, String cipher, List<String> options, Path in, Path out) {
        Stream<Object> line = Stream.concat(
                Stream.of("enc", direction, "-" + cipher, "-salt", "-pass", "file:" + password, "-in", in, "-out", out),
                options.stream());
        return openssl.run(line.toArray());
    }

    @Test
    void emptyAndLargeOverlaysGoBothWays() throws IOException {
        for (int megabytes : new int[] {0, 8}) {
            content = new byte[megabytes << 20];
            new Random(2).nextBytes(content);
            bothWays("aes-256-cbc", List.of());
        }
        Path empty = directory.resolve("empty.apkovl.tar.gz.aes-256-cbc");
        format().write(Files.newOutputStream(empty)).close();
        run("-d", "aes-256-cbc", List.of(), empty, directory.resolve("empty.tar.gz"))
                .succeeded();
        RealTool.Outcome listing = RealTool.named("tar")
                .run("-tzf", directory.resolve("empty.tar.gz"))
                .succeeded();
        assertEquals("", listing.out() + listing.err());
        try (OverlayReader reader = format().read(Files.newInputStream(empty), empty.toString())) {
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    void bytesThatAreNoUtf8ArePartsOfPasswords() throws IOException {
        Files.write(password, new byte[] {'a', (byte) 0xff, (byte) 0x80, '\n'});
        Path plain = directory.resolve("plain.tar.gz");
        write(new ApkovlFormat(), plain);
        Path theirs = directory.resolve("theirs.apkovl.tar.gz.aes-256-cbc");
        run("-e", "aes-256-cbc", List.of(), plain, theirs).succeeded();
        EncryptedApkovlFormat format = new EncryptedApkovlFormat().with(Secrets.of("a\udcff\udc80"));
        try (OverlayReader reader = format.read(Files.newInputStream(theirs), theirs.toString())) {
            assertTrue(reader.next().isPresent());
        }
    }

    @Test
    void anotherDerivationOfTheKeyIsAWrongPassword() throws IOException {
        Path plain = directory.resolve("plain.tar.gz");
        write(new ApkovlFormat(), plain);
        Path theirs = directory.resolve("theirs.apkovl.tar.gz.aes-256-cbc");
        run("-e", "aes-256-cbc", List.of("-pbkdf2"), plain, theirs).succeeded();
        Fault fault = assertInstanceOf(Fault.class, assertThrows(IOException.class, () -> checkRead(theirs)));
        assertEquals(FaultCode.LOCKED, fault.code());
    }

    private static EncryptedApkovlFormat format() {
        return new EncryptedApkovlFormat().with(Secrets.of(Secrets.PASSWORD));
    }

    private void write(OverlayFormat format, Path file) throws IOException {
        try (OverlayWriter writer = able(format).write(Files.newOutputStream(file))) {
            writer.add(OverlayEntry.file("etc/a", 0640, TIME, content.length), new ByteArrayInputStream(content));
            byte[] name = "edge-1\n".getBytes(StandardCharsets.UTF_8);
            writer.add(OverlayEntry.file("etc/hostname", 0644, TIME, name.length), new ByteArrayInputStream(name));
        }
    }

    private void checkRead(Path file) throws IOException {
        try (OverlayReader reader = able(format()).read(Files.newInputStream(file), file.toString())) {
            assertEquals("etc/a", reader.next().orElseThrow().name());
            try (InputStream in = reader.content()) {
                assertArrayEquals(content, in.readAllBytes());
            }
            assertEquals("etc/hostname", reader.next().orElseThrow().name());
            assertTrue(reader.next().isEmpty());
        }
    }

    private static OverlayFormat able(OverlayFormat format) {
        return format instanceof EncryptedApkovlFormat keyed ? keyed.provider(PROVIDER) : format;
    }
}
