package dev.diskless.apk;

import dev.diskless.medium.HostNames;
import dev.diskless.medium.NameBytes;
import dev.diskless.medium.UnixFacts;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** One walk through a root, by several threads, which finds what belongs into an overlay. Links are never followed. */
final class AuditWalk {

    /** How far the walk goes. */
    record Depth(boolean recursive, boolean access) {}

    /** A directory, with the number that the database has for it, and its path with a slash at its end. */
    private record Place(Path path, String name, int number, ProtectionScope scope) {}

    private static final int CHUNK = 256;
    private static final byte[] APK_NEW = {'.', 'a', 'p', 'k', '-', 'n', 'e', 'w'};

    private final InstalledDatabase database;
    private final ApkGeneration generation;
    private final Depth depth;
    private final Progress progress;
    private final TaskGroup tasks;
    private final Supplier<FileComparison> comparisons;
    private final ConcurrentLinkedDeque<FileComparison> idle = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedQueue<AuditedPath> found = new ConcurrentLinkedQueue<>();

    AuditWalk(
            InstalledDatabase database,
            ApkGeneration generation,
            Depth depth,
            ExtendedAttributes attributes,
            Progress progress,
            TaskGroup tasks) {
        this.database = database;
        this.generation = generation;
        this.depth = depth;
        this.progress = progress;
        this.tasks = tasks;
        this.comparisons = () -> new FileComparison(database, attributes, depth.access);
    }

    List<AuditedPath> run(Path root, ProtectionScope top) throws IOException {
        Place place = new Place(root, "", 0, top);
        tasks.run(() -> list(place));
        return new ArrayList<>(found);
    }

    private void list(Place place) throws IOException {
        List<Path> chunk = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(place.path)) {
            for (Path name : names) {
                chunk.add(name);
                if (chunk.size() == CHUNK) {
                    List<Path> full = chunk;
                    tasks.add(() -> visit(place, full));
                    chunk = new ArrayList<>();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw AuditFaults.unreadable(place.path, Objects.requireNonNull(e.getCause()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            if (place.name.isEmpty()) {
                throw AuditFaults.unreadable(place.path, e);
            }
            // It went away meanwhile.
            return;
        } catch (IOException e) {
            throw AuditFaults.unreadable(place.path, e);
        }
        visit(place, chunk);
    }

    private void visit(Place place, List<Path> names) throws IOException {
        FileComparison comparison = Optional.ofNullable(idle.poll()).orElseGet(comparisons);
        progress.check();
        for (Path path : names) {
            try {
                visit(place, path, comparison);
            } catch (NoSuchFileException e) {
                // It went away meanwhile.
                continue;
            } catch (IOException e) {
                throw AuditFaults.unreadable(path, e);
            }
        }
        idle.add(comparison);
    }

    private void visit(Place place, Path path, FileComparison comparison) throws IOException {
        byte[] name = HostNames.lastBytes(path);
        ProtectionScope below = null;
        if (!place.scope.protection().isProtected()) {
            below = place.scope.directory(name);
            if (!below.reaches() && !place.scope.file(name).isProtected()) {
                return;
            }
        }
        int file = database.file(place.number, name);
        // Most files of packages are as they were, and nobody asks for the rest.
        UnixFacts facts = file < 0 ? UnixFacts.of(path) : UnixFacts.brief(path);
        if (facts.is(UnixFacts.DIRECTORY)) {
            UnixFacts all = file < 0 ? facts : UnixFacts.of(path);
            visitDirectory(place, path, name, all, below == null ? place.scope.directory(name) : below);
        } else {
            Optional<AuditChange> change = change(place, path, name, facts, file, comparison);
            if (change.isPresent()) {
                report(place, path, name, change.get(), file < 0 ? facts : UnixFacts.of(path));
            }
        }
    }

    private void visitDirectory(Place place, Path path, byte[] name, UnixFacts facts, ProtectionScope scope)
            throws IOException {
        int number = database.directory(place.number, name);
        if (scope.protection().isProtected()) {
            Optional<AuditChange> change = change(number, facts);
            if (change.isPresent()) {
                report(place, path, name, change.get(), facts);
            }
            if (number < 0 && !depth.recursive) {
                return;
            }
        }
        if (scope.reaches()) {
            Place below = new Place(path, place.name + NameBytes.decode(name) + "/", number, scope);
            tasks.add(() -> list(below));
        }
    }

    private Optional<AuditChange> change(int directory, UnixFacts facts) {
        if (directory < 0) {
            return Optional.of(depth.recursive ? AuditChange.NEW_DIRECTORY : AuditChange.NEW_TREE);
        }
        // For a directory that no package has, but something in it, there is nothing that could fit.
        boolean fits = !depth.access
                || database.accessOfDirectory(directory, generation)
                        .filter(access -> access.allows(facts))
                        .isPresent();
        return fits ? Optional.empty() : Optional.of(AuditChange.DIRECTORY_ACCESS);
    }

    private Optional<AuditChange> change(
            Place place, Path path, byte[] name, UnixFacts facts, int file, FileComparison comparison)
            throws IOException {
        Protection protection = place.scope.file(name);
        boolean wanted =
                protection.isProtected() && (protection != Protection.SYMLINKS || facts.is(UnixFacts.SYMBOLIC_LINK));
        if (!wanted) {
            return Optional.empty();
        }
        if (file >= 0 && protection != Protection.ALL) {
            return comparison.compare(path, facts, file);
        }
        return endsWith(name, APK_NEW) ? Optional.empty() : Optional.of(AuditChange.ADDED);
    }

    private void report(Place place, Path path, byte[] name, AuditChange change, UnixFacts facts) {
        found.add(new AuditedPath(place.name + NameBytes.decode(name), path, change, facts));
    }

    private static boolean endsWith(byte[] name, byte[] end) {
        return name.length >= end.length
                && Arrays.equals(name, name.length - end.length, name.length, end, 0, end.length);
    }
}
