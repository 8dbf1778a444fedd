package dev.diskless.livehost.internal;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the kernel shows as files: whole tables and single values, raw. */
final class HostFile {

    /** Bytes of one table; one of a host with 50,000 mounts has about half of it. */
    static final int TABLE_LIMIT = 16 << 20;

    /** Entries of one directory. */
    static final int DIRECTORY_LIMIT = 100_000;

    private static final int VALUE_LIMIT = 8192;

    private HostFile() {}

    /** The lines of a table; none if there is no such table. */
    static List<String> lines(Path file) throws IOException {
        return read(file, TABLE_LIMIT).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** A value without the blanks around it; empty if it is not there, or the device does not tell it. */
    static Optional<String> value(Path file) throws IOException {
        try {
            return read(file, VALUE_LIMIT).map(String::strip);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            // Drivers answer the reading of a value that they do not have, or not any more, with all kinds of errors.
            if (e instanceof LimitExceededException) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A value that is a decimal number; empty if it is not there. */
    static Optional<Long> number(Path file) throws IOException {
        Optional<String> text = value(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= 0) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new CorruptInputException(CorruptInputException.detail("no number in a table of the host")
                .at(file)
                .expected("a decimal number that is not negative")
                .found(text.get()));
    }

    /** The names in a directory, sorted; none if it is not there. */
    static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (names.size() == DIRECTORY_LIMIT) {
                    throw tooLarge(directory, DIRECTORY_LIMIT + " entries");
                }
                names.add(entry.getFileName().toString());
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(null);
        return names;
    }

    private static Optional<String> read(Path file, int limit) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(limit + 1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length > limit) {
            throw tooLarge(file, limit + " bytes");
        }
        return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static LimitExceededException tooLarge(Path file, String limit) {
        return new LimitExceededException(LimitExceededException.detail("a table of the host is too large")
                .at(file)
                .expected("at most " + limit));
    }
}
