package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.UntrustedException;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;

/**
 * Fills a package cache so that apk installs from it without a network: the packages, and the index under the names of
 * one remote address. Verifies every byte that it copies.
 *
 * <p>Immutable and safe for use by any number of threads on different caches.
 */
public final class CacheWriter {

    private final Repository repository;
    private final RepositoryAddress address;
    private final Instant time;

    /**
     * A writer of caches.
     *
     * @param repository where packages and index come from
     * @param address the address that the machine has among its repositories, and that the index is kept for
     * @param time the modification time of all files written
     */
    public CacheWriter(Repository repository, RepositoryAddress address, Instant time) {
        this.repository = repository;
        this.address = address;
        this.time = time;
    }

    /**
     * Copies packages and the index into a directory. Packages whose installed size is 0 have no file: apk never
     * fetches them.
     *
     * @param selection packages of the repository
     * @param cache a directory, of any file system; must not have files of these names
     * @param progress receives one child that counts bytes
     * @return bytes written
     * @throws UntrustedException if a package or the index is not the one that the index, as verified, names
     * @throws CorruptInputException if a package is damaged
     * @throws DisklessException with {@link FaultCode#NOT_FOUND} if the repository lacks a package of its index
     * @throws FileAlreadyExistsException if the cache has a file of that name
     * @throws IOException if reading or writing fails, or the caller cancelled; the file being written is deleted then,
     *     those before it stay
     */
    public long write(Selection selection, Path cache, Progress progress) throws IOException {
        LinkedHashSet<String> indexNames = new LinkedHashSet<>(address.indexNames(repository.architecture()));
        long total = repository.indexSize() * indexNames.size();
        for (PackageInfo item : selection.fetched()) {
            total += item.size();
        }
        try (Progress work = progress.child("package cache", ProgressUnit.BYTES, total)) {
            for (PackageInfo item : selection.fetched()) {
                copy(item, cache.resolve(item.cacheName()), work);
            }
            for (String name : indexNames) {
                copyIndex(cache.resolve(name), work);
            }
        }
        return total;
    }

    private void copy(PackageInfo item, Path target, Progress work) throws IOException {
        Path source = repository.directory().resolve(item.fileName());
        long size;
        try {
            size = Files.size(source);
        } catch (NoSuchFileException e) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.NOT_FOUND, "the repository lacks a package that its index names")
                            .at(source)
                            .cure("copy the medium again"),
                    e);
        }
        if (size != item.size()) {
            throw new CorruptInputException(CorruptInputException.detail(
                            size < item.size() ? "the package is truncated" : "the package is too long")
                    .at(source, Math.min(size, item.size()))
                    .expected(item.size() + " bytes, as the index says")
                    .found(size + " bytes")
                    .cure("get the package, or the medium it is on, again"));
        }
        try (InputStream in = Files.newInputStream(source);
                GzipMembers members = new GzipMembers(in, source)) {
            create(target, out -> {
                GzipMembers.Tap tap = (bytes, offset, length) -> {
                    out.write(bytes, offset, length);
                    work.advance(length);
                };
                new PackageReader(members, source, tap, work).verify(item.identity());
            });
        }
    }

    private void copyIndex(Path target, Progress work) throws IOException {
        Path source = repository.directory().resolve(Repository.INDEX);
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(source)) {
            create(target, out -> {
                long left = repository.indexSize();
                for (int count = in.read(buffer); count >= 0 && left >= 0; count = in.read(buffer)) {
                    left -= count;
                    if (left >= 0) {
                        digest.update(buffer, 0, count);
                        out.write(buffer, 0, count);
                        work.advance(count);
                    }
                }
                if (left != 0 || !Arrays.equals(digest.digest(), repository.indexSha256())) {
                    throw new UntrustedException(
                            UntrustedException.detail("the index has changed since it was verified")
                                    .at(source)
                                    .cure("leave the repository alone while it is read"));
                }
            });
        }
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void create(Path target, Content content) throws IOException {
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (out) {
                content.writeTo(out);
            }
            Files.setLastModifiedTime(target, FileTime.from(time));
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(target);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
