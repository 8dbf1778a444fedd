package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.NameBytes;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds which files of a root belong into an overlay, as {@code apk audit} and {@code lbu list} do: by the rules of
 * {@link ProtectedPaths}, and by comparison with what packages installed.
 *
 * <p>The root is any directory: of the host, of an opened image, of a file system in memory. Owners and modes are those
 * that its {@code unix} view tells; where it has none, everything counts as owned by root. Links are never followed. The
 * order of every list is that of the bytes of the names, so a directory stands before what is in it; the real tools give
 * the order of the file system. Deleted files of packages are not found, as the real tools do not find them in this mode.
 *
 * <p>A root that cannot be read as a whole is a fault, never a shorter list. Files that go away while the root is read
 * count as not there. Extended attributes beyond {@code user.} are compared only where the file system has a view
 * {@code xattr} of them all; {@link #attributesNotCompared} tells of how many files that leaves something open.
 *
 * <p>Each call reads the root anew. For one thread; what it reads, it reads with several.
 */
public final class RootAudit {

    private static final int MOST_THREADS = 16;

    private final Path root;
    private Progress progress = Progress.silent();
    private Optional<ApkGeneration> generation = Optional.empty();
    private int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    private long attributesNotCompared;
    private List<String> behindLinks = List.of();

    private RootAudit(Path root) {
        this.root = root;
    }

    /**
     * An audit of a root.
     *
     * @param root its top directory
     * @return the audit; nothing is read yet
     */
    public static RootAudit of(Path root) {
        return new RootAudit(root);
    }

    /**
     * Sets whose rules count for directories of several packages.
     *
     * @param value by default that of the apk that is installed in the root
     * @return this
     */
    public RootAudit generation(ApkGeneration value) {
        generation = Optional.of(value);
        return this;
    }

    /**
     * Sets how many threads read the root.
     *
     * @param count at least 1; by default that of the processors, at most 16
     * @return this
     * @throws IllegalArgumentException if the count is less than 1
     */
    public RootAudit threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one thread must do the work");
        }
        threads = count;
        return this;
    }

    /**
     * Sets who is asked whether the work is still wanted.
     *
     * @param node polled for cancellation; nobody by default
     * @return this
     */
    public RootAudit progress(Progress node) {
        progress = node;
        return this;
    }

    /**
     * What {@code apk audit --backup --quiet --recursive --check-permissions} lists.
     *
     * @return in the order of the bytes of the names
     * @throws CorruptInputException if the database of packages is damaged
     * @throws UnsupportedFeatureException if the database is of a newer kind, or rules or database lie behind a link
     * @throws LimitExceededException if rules or database are larger than their documented limits
     * @throws DisklessException if something cannot be read, or the caller cancelled
     * @throws IOException if something else fails
     */
    public List<AuditedPath> backup() throws IOException {
        return sorted(walk(new AuditWalk.Depth(true, true)));
    }

    /**
     * What {@code apk audit --backup} lists, which is {@code lbu status -a}: new directories stand for what is in them,
     * and owners and modes are not compared.
     *
     * @return in the order of the bytes of the names; {@link AuditedPath#line} is the line that is printed
     * @throws DisklessException as {@link #backup} does
     * @throws IOException if something else fails
     */
    public List<AuditedPath> changes() throws IOException {
        return sorted(walk(new AuditWalk.Depth(false, false)));
    }

    /**
     * What {@code lbu list} lists and {@code lbu commit} saves: {@link #backup}, and the files and links that
     * {@code lbu.list} names behind a {@code +}, each once. A name through a link is left out; see {@link #behindLinks}.
     *
     * @return in the order of the bytes of the names
     * @throws DisklessException as {@link #backup} does
     * @throws IOException if something else fails
     */
    public List<AuditedPath> overlayPaths() throws IOException {
        List<AuditedPath> paths = walk(new AuditWalk.Depth(true, true));
        ListedFiles listed = ListedFiles.of(root);
        behindLinks = List.copyOf(listed.behindLinks());
        Set<String> names = new HashSet<>();
        paths.forEach(path -> names.add(path.name()));
        for (AuditedPath path : listed.found()) {
            if (names.add(path.name())) {
                paths.add(path);
            }
        }
        return sorted(paths);
    }

    /**
     * Of how many files of packages the last list compared content, owner and mode, but not all extended attributes,
     * because the host does not show them.
     *
     * @return a count of files; 0 before the first list
     */
    public long attributesNotCompared() {
        return attributesNotCompared;
    }

    /**
     * Which names of {@code lbu.list} the last {@link #overlayPaths} left out because they lead through a link. The shell
     * script saves these under a name that cannot be restored faithfully.
     *
     * @return as they stand in the list, without the {@code +}
     */
    public List<String> behindLinks() {
        return behindLinks;
    }

    private List<AuditedPath> walk(AuditWalk.Depth depth) throws IOException {
        ProtectedPaths rules = ProtectedPaths.of(root);
        InstalledDatabase database = InstalledDatabase.of(root, progress);
        ExtendedAttributes attributes = new ExtendedAttributes(root);
        AuditWalk walk = new AuditWalk(
                database,
                generation.orElse(database.generation()),
                depth,
                attributes,
                progress,
                new TaskGroup(threads));
        List<AuditedPath> found = walk.run(root, rules.top());
        attributesNotCompared = attributes.notCompared();
        return found;
    }

    private static List<AuditedPath> sorted(List<AuditedPath> paths) {
        record Keyed(byte[] key, AuditedPath path) {}
        List<Keyed> keyed = new ArrayList<>(paths.size());
        for (AuditedPath path : paths) {
            byte[] key =
                    NameBytes.encode(path.name()).orElseGet(() -> path.name().getBytes(StandardCharsets.UTF_8));
            keyed.add(new Keyed(key, path));
        }
        keyed.sort(Comparator.comparing(Keyed::key, Arrays::compareUnsigned));
        return keyed.stream().map(Keyed::path).toList();
    }
}
