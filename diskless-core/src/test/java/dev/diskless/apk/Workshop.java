package dev.diskless.apk;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Makes repositories for tests: packages and an index signed by a key of its own. */
final class Workshop {

    static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
    static final String KEY_NAME = "workshop@example.org-0badcafe.rsa.pub";

    private static final KeyPair KEYS = keyPair();

    private final Path directory;
    private final List<Path> packages = new ArrayList<>();

    Workshop(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static SigningKey signingKey() {
        return new SigningKey(KEY_NAME, KEYS.getPrivate());
    }

    static Map<String, PublicKey> publicKeys() {
        return Map.of(KEY_NAME, KEYS.getPublic());
    }

    static KeyRing ring() {
        return KeyRing.of(publicKeys());
    }

    static String pem(PublicKey key) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    /** Adds a package with one file named after it. */
    Path add(PackageWriter writer, String name) throws IOException {
        return addBare(
                writer.file("usr/share/" + name, (name + " ").repeat(500).getBytes(StandardCharsets.UTF_8), 0644));
    }

    /** Adds a package as it is. */
    Path addBare(PackageWriter writer) throws IOException {
        Path file = writer.buildTime(TIME).write(directory, signingKey());
        packages.add(file);
        return file;
    }

    /** A package that needs others. */
    Path add(String name, String version, String... depends) throws IOException {
        return add(new PackageWriter(name, version).depends(depends), name);
    }

    Path index() throws IOException {
        IndexWriter writer = new IndexWriter("3.20.3", TIME);
        for (Path file : packages) {
            writer.add(file, directory.getFileName().toString());
        }
        return writer.write(directory, signingKey());
    }

    Repository open() throws IOException {
        return Repository.open(directory, ring(), Progress.silent());
    }

    /** A small sound repository. */
    static Repository small(Path directory) throws IOException {
        Workshop workshop = new Workshop(directory);
        workshop.add("alpine-base", "3.20.3-r0", "busybox");
        workshop.add(new PackageWriter("busybox", "1.36.1-r2").provides("/bin/sh", "cmd:sh=1.36.1-r2"), "busybox");
        workshop.addBare(new PackageWriter("meta", "1-r0").depends("alpine-base"));
        workshop.index();
        return workshop.open();
    }
}
