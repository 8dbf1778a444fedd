package dev.diskless.apk;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.HostNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Finds and reads files of rules, without following a link. */
final class RuleFiles {

    private RuleFiles() {}

    /** The files of rules in a directory below a root, in the order of the bytes of their names. */
    static List<Path> in(Path root, String directory) throws IOException {
        List<Path> files = new ArrayList<>();
        Optional<Path> place = at(root, directory);
        if (place.isEmpty() || !Files.isDirectory(place.get(), LinkOption.NOFOLLOW_LINKS)) {
            return files;
        }
        try (DirectoryStream<Path> names = Files.newDirectoryStream(place.get())) {
            for (Path name : names) {
                String text = String.valueOf(name.getFileName());
                if (!text.endsWith(".list") || text.startsWith(".")) {
                    continue;
                }
                if (Files.isSymbolicLink(name)) {
                    throw linked(name);
                }
                if (Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw AuditFaults.unreadable(place.get(), Objects.requireNonNull(e.getCause()));
        } catch (DisklessException e) {
            throw e;
        } catch (IOException e) {
            throw AuditFaults.unreadable(place.get(), e);
        }
        files.sort((a, b) -> Arrays.compareUnsigned(HostNames.lastBytes(a), HostNames.lastBytes(b)));
        return files;
    }

    /** Where a path below a root is; empty if it is not there. A link on the way is refused. */
    static Optional<Path> at(Path root, String path) throws IOException {
        Path place = root;
        for (String component : path.split("/")) {
            place = place.resolve(component);
            if (Files.isSymbolicLink(place)) {
                throw linked(place);
            }
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
        }
        return Optional.of(place);
    }

    static byte[] content(Path file, int limit) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            content = in.readNBytes(limit + 1);
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (IOException e) {
            throw AuditFaults.unreadable(file, e);
        }
        if (content.length > limit) {
            throw new LimitExceededException(LimitExceededException.detail("the file of rules is too large")
                    .at(file)
                    .expected("at most " + limit + " bytes"));
        }
        return content;
    }

    private static UnsupportedFeatureException linked(Path place) {
        return new UnsupportedFeatureException(UnsupportedFeatureException.detail(
                        "what says which files to save is a link, and links are not followed")
                .at(place)
                .cure("put the file itself in the place of the link"));
    }
}
