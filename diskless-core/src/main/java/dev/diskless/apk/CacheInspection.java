package dev.diskless.apk;

import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.CacheDescription;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import dev.diskless.medium.Trust;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One inspection of one cache. */
final class CacheInspection {

    private static final Pattern INDEX = Pattern.compile("APKINDEX\\.[0-9a-f]{8}\\.tar\\.gz");
    private static final Pattern PACKAGE = Pattern.compile(".+-[0-9][^-]*(?:-r[0-9]+)?\\.[0-9a-f]{8}\\.apk");
    private static final Pattern LEFTOVER = Pattern.compile("\\.apknew\\..*|.*\\.tmp(\\.[0-9]+)?|\\.diskless-.*");
    private static final int MOST_THREADS = 4;
    private static final String REFILL = "delete the file and fill the cache again";

    private final Path directory;
    private final Map<String, PublicKey> keys;
    private final boolean given;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> indexes = new ArrayList<>();
    private final TreeSet<String> signers = new TreeSet<>();
    private final Map<String, PackageInfo> known = new HashMap<>();
    private boolean sealed = true;

    CacheInspection(Path directory, Map<String, PublicKey> keys, boolean given) {
        this.directory = directory;
        this.keys = keys;
        this.given = given;
    }

    CacheDescription run(Progress progress) throws IOException {
        List<Path> packages = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Path file : list()) {
            String name = nameOf(file);
            boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            if (regular && INDEX.matcher(name).matches()) {
                inspectIndex(file, progress);
            } else if (regular && PACKAGE.matcher(name).matches()) {
                packages.add(file);
            } else if (!name.equals("installed")) {
                others.add(file);
            }
        }
        if (indexes.isEmpty() && !packages.isEmpty()) {
            add(Severity.ERROR, "no-index", "the cache has packages and no index", "fill the cache again");
        }
        long bytes = inspectPackages(packages, progress);
        for (Path file : others) {
            boolean leftover = LEFTOVER.matcher(nameOf(file)).matches();
            add(
                    Severity.NOTE,
                    leftover ? "leftover-file" : "foreign-file",
                    nameOf(file) + (leftover ? " is left from a download" : " does not belong into a package cache"),
                    "move it elsewhere: apk deletes it when it cleans the cache");
        }
        Trust trust = indexes.isEmpty() || !sealed ? Trust.UNVERIFIED : given ? Trust.AUTHENTICATED : Trust.CONSISTENT;
        return new CacheDescription(
                directory.toString(), packages.size(), bytes, indexes, trust, List.copyOf(signers), findings);
    }

    private List<Path> list() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort((a, b) -> nameOf(a).compareTo(nameOf(b)));
        return files;
    }

    private void inspectIndex(Path file, Progress progress) throws IOException {
        indexes.add(nameOf(file));
        IndexReader.Content index;
        try (InputStream in = Files.newInputStream(file)) {
            index = IndexReader.read(in, nameOf(file), keys, progress);
        } catch (CancelledException e) {
            throw e;
        } catch (DisklessException e) {
            sealed = false;
            add(Severity.ERROR, "index-damaged", e.detail().message(), REFILL);
            return;
        }
        String name = nameOf(file);
        String key = String.join(", ", index.keyNames());
        switch (index.seal()) {
            case GOOD:
                signers.add(key);
                break;
            case UNSIGNED:
                add(Severity.ERROR, "index-unsigned", name + " is not signed", REFILL);
                break;
            case UNKNOWN_KEY:
                add(
                        keys.isEmpty() ? Severity.NOTE : Severity.ERROR,
                        "index-key-unknown",
                        name + " is signed by " + key + ", which is not among the keys",
                        "give that public key");
                break;
            default:
                add(Severity.ERROR, "index-signature-wrong", name + " is not what " + key + " signed", REFILL);
        }
        sealed &= index.seal() == IndexReader.Seal.GOOD;
        for (PackageInfo item : index.packages()) {
            known.putIfAbsent(item.cacheName(), item);
        }
    }

    private long inspectPackages(List<Path> files, Progress progress) throws IOException {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "diskless-cache-inspection");
            thread.setDaemon(true);
            return thread;
        });
        long bytes = 0;
        try (Progress work = progress.child("verifying the package cache", ProgressUnit.PACKAGES, files.size())) {
            List<Future<Result>> results = new ArrayList<>();
            for (Path file : files) {
                results.add(pool.submit(() -> inspectPackage(file, work)));
            }
            for (Future<Result> result : results) {
                bytes += result.get().bytes;
                Finding finding = result.get().finding;
                if (finding != null) {
                    findings.add(finding);
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while verifying " + directory);
        } finally {
            pool.shutdownNow();
        }
        return bytes;
    }

    private record Result(long bytes, @Nullable Finding finding) {}

    private Result inspectPackage(Path file, Progress work) throws IOException {
        work.check();
        long size = Files.size(file);
        Finding finding = verify(file, size, known.get(nameOf(file)), work);
        work.advance(1);
        return new Result(size, finding);
    }

    private @Nullable Finding verify(Path file, long size, @Nullable PackageInfo item, Progress work)
            throws IOException {
        String name = nameOf(file);
        if (item != null && size != item.size()) {
            return finding(
                    Severity.ERROR,
                    size < item.size() ? "package-truncated" : "package-too-long",
                    name + " has " + size + " of " + item.size() + " bytes",
                    REFILL);
        }
        try (InputStream in = Files.newInputStream(file);
                GzipMembers members = new GzipMembers(in, name)) {
            PackageReader reader = new PackageReader(members, name, GzipMembers.NO_TAP, work);
            try {
                reader.verify(item == null ? null : item.identity());
            } catch (CancelledException e) {
                throw e;
            } catch (DisklessException e) {
                return finding(Severity.ERROR, code(reader.stage()), e.detail().message(), REFILL);
            }
        }
        return item != null
                ? null
                : finding(
                        Severity.WARNING,
                        "package-not-indexed",
                        name + " is in no index of the cache, so nothing vouches for it",
                        "fill the cache again, or delete the file");
    }

    private static String code(PackageReader.Stage stage) {
        switch (stage) {
            case IDENTITY:
                return "package-identity-mismatch";
            case DATA_HASH:
                return "package-data-mismatch";
            default:
                return "package-damaged";
        }
    }

    private void add(Severity severity, String code, String message, String cure) {
        findings.add(finding(severity, code, message, cure));
    }

    // Names come from files: like a fault, a finding shows their control characters escaped.
    private static Finding finding(Severity severity, String code, String message, String cure) {
        return new Finding(
                severity, code, FaultDetail.of(FaultCode.CORRUPT, message).what(), cure);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }
}
