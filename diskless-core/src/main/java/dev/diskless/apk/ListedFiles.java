package dev.diskless.apk;

import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lbu saves beside what {@code apk audit} lists: each file and each link that stands behind a {@code +} in its list,
 * whether it was changed or not.
 */
final class ListedFiles {

    static final String LIST = "etc/apk/protected_paths.d/lbu.list";

    private final Path root;
    private final List<AuditedPath> found = new ArrayList<>();
    private final List<String> behindLinks = new ArrayList<>();

    private ListedFiles(Path root) {
        this.root = root;
    }

    static ListedFiles of(Path root) throws IOException {
        ListedFiles files = new ListedFiles(root);
        Optional<Path> list = RuleFiles.at(root, LIST);
        if (list.isPresent() && Files.isRegularFile(list.get(), LinkOption.NOFOLLOW_LINKS)) {
            files.take(RuleFiles.content(list.get(), ProtectedPaths.FILE_LIMIT));
        }
        return files;
    }

    List<AuditedPath> found() {
        return found;
    }

    /** Lines that lead through a link; what they mean lies elsewhere, and an overlay cannot hold it under this name. */
    List<String> behindLinks() {
        return behindLinks;
    }

    private void take(byte[] text) throws IOException {
        int start = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == '\n') {
                if (start < i && text[start] == '+') {
                    takeName(Arrays.copyOfRange(text, start + 1, i));
                }
                start = i + 1;
            }
        }
    }

    private void takeName(byte[] line) throws IOException {
        int from = 0;
        while (from < line.length && line[from] == '/') {
            from++;
        }
        Path place = root;
        StringBuilder name = new StringBuilder();
        UnixFacts facts = null;
        for (int start = from; start <= line.length; ) {
            int slash = start;
            while (slash < line.length && line[slash] != '/') {
                slash++;
            }
            if (facts != null && !facts.is(UnixFacts.DIRECTORY)) {
                if (facts.is(UnixFacts.SYMBOLIC_LINK)) {
                    behindLinks.add(NameBytes.decode(line));
                }
                return;
            }
            byte[] component = Arrays.copyOfRange(line, start, slash);
            String text = NameBytes.decode(component);
            place = isName(component) ? child(place, text) : null;
            facts = place == null ? null : facts(place);
            if (place == null || facts == null) {
                return;
            }
            name.append(name.length() == 0 ? "" : "/").append(text);
            start = slash + 1;
        }
        if (facts != null && !facts.is(UnixFacts.DIRECTORY)) {
            found.add(new AuditedPath(name.toString(), place, AuditChange.LISTED, facts));
        }
    }

    private static boolean isName(byte[] component) {
        boolean dots = component.length <= 2;
        for (byte b : component) {
            dots &= b == '.';
            if (b == 0) {
                return false;
            }
        }
        return !dots;
    }

    private static @Nullable Path child(Path directory, String name) {
        try {
            return directory.resolve(HostNames.path(directory.getFileSystem(), name));
        } catch (InvalidRequestException e) {
            return null;
        }
    }

    private static @Nullable UnixFacts facts(Path place) throws IOException {
        try {
            return UnixFacts.of(place);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (IOException e) {
            throw AuditFaults.unreadable(place, e);
        }
    }
}
