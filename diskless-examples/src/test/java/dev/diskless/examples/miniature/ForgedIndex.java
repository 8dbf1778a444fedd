package dev.diskless.examples.miniature;

import dev.diskless.apk.IndexWriter;
import dev.diskless.apk.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.Stream;

/** An index that names the demonstration key and was signed with another. */
public final class ForgedIndex {

    private ForgedIndex() {}

    /** Replaces the index of a repository by a forged one for the same packages. */
    public static Path write(Path repository) throws IOException {
        IndexWriter index = new IndexWriter("forged", MiniatureMedium.TIME);
        for (Path file : packages(repository)) {
            index.add(file, MiniatureMedium.ARCHITECTURE);
        }
        Files.delete(repository.resolve("APKINDEX.tar.gz"));
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String name = DemonstrationKey.make().fileName();
            return index.write(
                    repository, new SigningKey(name, generator.generateKeyPair().getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> packages(Path repository) throws IOException {
        try (Stream<Path> files = Files.list(repository)) {
            return files.filter(file -> file.toString().endsWith(".apk"))
                    .sorted()
                    .toList();
        }
    }
}
