package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.UntrustedException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the signed {@code APKINDEX.tar.gz} of a repository.
 *
 * <p>The same calls give the same bytes on the same JDK. Holds the text of the index in memory. For one thread.
 */
public final class IndexWriter {

    private final String description;
    private final Instant time;
    private final Map<String, String> records = new TreeMap<>(Bytewise.ORDER);

    /**
     * An index without packages.
     *
     * @param description what the index calls itself, for example {@code 3.20.3}; at most 160 bytes, as apk ignores a
     *     longer one
     * @param time the time of the entries in the archive, of which whole seconds count
     */
    public IndexWriter(String description, Instant time) {
        this.description = description;
        this.time = time;
    }

    /**
     * Adds a package, whose content is checked against what it says of itself, but not its signature.
     *
     * @param file the package
     * @param architecture the repository's architecture, which the index gives for packages that are for any
     * @return this
     * @throws CorruptInputException if the package is damaged
     * @throws UntrustedException if the package's data are not those its control member names
     * @throws IOException if reading fails
     */
    public IndexWriter add(Path file, String architecture) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                GzipMembers members = new GzipMembers(in, file)) {
            PackageReader reader = new PackageReader(members, file, GzipMembers.NO_TAP, Progress.silent());
            reader.verify(null);
            ControlInfo control = reader.control();
            records.put(
                    control.first("pkgname") + "-" + control.first("pkgver"),
                    record(control, reader.identity(), members.position(), architecture));
        }
        return this;
    }

    /**
     * Writes the index.
     *
     * @param directory where
     * @param key signs the index
     * @return the file, {@code APKINDEX.tar.gz}
     * @throws FileAlreadyExistsException if there is such a file
     * @throws IOException if writing fails; the file is deleted then
     */
    public Path write(Path directory, SigningKey key) throws IOException {
        byte[] text = String.join("", records.values()).getBytes(StandardCharsets.UTF_8);
        byte[] content = SignedMembers.member(
                tar -> {
                    SignedMembers.file(tar, "DESCRIPTION", description.getBytes(StandardCharsets.UTF_8), 0644, time);
                    SignedMembers.file(tar, "APKINDEX", text, 0644, time);
                },
                true);
        Path file = directory.resolve(Repository.INDEX);
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (out) {
            out.write(SignedMembers.signature(key, content, time));
            out.write(content);
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        return file;
    }

    private static String record(ControlInfo control, Identity identity, long size, String architecture) {
        StringBuilder text = new StringBuilder();
        field(text, 'C', identity.toString(), true);
        field(text, 'P', control.first("pkgname"), true);
        field(text, 'V', control.first("pkgver"), true);
        String own = control.first("arch");
        field(text, 'A', own.isEmpty() || own.equals("noarch") ? architecture : own, true);
        field(text, 'S', Long.toString(size), true);
        String installed = control.first("size");
        field(text, 'I', installed.isEmpty() ? "0" : installed, true);
        field(text, 'T', control.first("pkgdesc"), true);
        field(text, 'U', control.first("url"), true);
        field(text, 'L', control.first("license"), true);
        field(text, 'o', control.first("origin"), false);
        field(text, 'm', control.first("maintainer"), false);
        field(text, 't', control.first("builddate"), false);
        field(text, 'c', control.first("commit"), false);
        field(text, 'k', control.first("provider_priority"), false);
        field(text, 'D', control.joined("depend"), false);
        field(text, 'p', control.joined("provides"), false);
        field(text, 'i', control.joined("install_if"), false);
        return text.append('\n').toString();
    }

    private static void field(StringBuilder text, char letter, String value, boolean always) {
        if (always || !value.isEmpty()) {
            text.append(letter).append(':').append(value).append('\n');
        }
    }
}
