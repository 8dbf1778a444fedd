package dev.diskless.examples.facade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.Diskless;
import dev.diskless.ImageBuilder;
import dev.diskless.ImageReport;
import dev.diskless.examples.miniature.MiniatureMedium;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A miniature medium and a folder for outputs, with what the tests of builds say about both. */
final class Workbench {

    static final int SIZE = 32 << 20;

    private final Path source;
    private final Path output;

    Workbench(Path folder) throws IOException {
        source = MiniatureMedium.create(folder.resolve("medium")).root();
        output = Files.createDirectory(folder.resolve("output"));
    }

    Path source() {
        return source;
    }

    Path repository() {
        return source.resolve("apks").resolve(MiniatureMedium.ARCHITECTURE);
    }

    Path output() {
        return output;
    }

    Path image() {
        return output.resolve("stick.img");
    }

    ImageBuilder request() {
        return Diskless.image(image()).boot(source).size(SIZE).hostname("edge-1");
    }

    /** What is in the folder for outputs, hidden files too. */
    List<Path> outputs() throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.sorted().toList();
        }
    }

    /** Builds, and expects a fault that names no hidden file and leaves nothing. */
    Fault refused(FaultCode code, ImageBuilder request) throws IOException {
        List<Path> before = outputs();
        String old = Files.exists(image()) ? digest(image()) : "";
        IOException failure = assertThrows(IOException.class, request::build);
        Fault fault = assertFault(code, failure);
        assertEquals(before, outputs());
        assertEquals(old, Files.exists(image()) ? digest(image()) : "");
        return fault;
    }

    static Fault assertFault(FaultCode code, Exception failure) {
        if (!(failure instanceof Fault fault)) {
            throw new AssertionError("no fault", failure);
        }
        assertEquals(code, fault.code(), failure::getMessage);
        assertFalse(failure.getMessage().contains(".diskless-"), failure::getMessage);
        return fault;
    }

    static String digest(ImageReport report) throws IOException {
        return digest(report.image());
    }

    static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
