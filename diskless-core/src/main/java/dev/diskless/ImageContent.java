package dev.diskless;

import dev.diskless.apk.CacheWriter;
import dev.diskless.apk.PackageInfo;
import dev.diskless.apk.RepositoryAddress;
import dev.diskless.apk.Selection;
import dev.diskless.internal.Identity;
import dev.diskless.internal.Stamp;
import dev.diskless.medium.BootFiles;
import dev.diskless.medium.BootInstallation;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.OverlayTree;
import dev.diskless.progress.Progress;
import dev.diskless.spi.BootDevice;
import dev.diskless.spi.OverlayFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that goes into an image, known and checked before the first byte is written. */
final class ImageContent {

    private static final String CACHE = "cache";
    private static final int SMALL_BLOCK = 1024;
    private static final int LARGE_BLOCK = 4096;

    /** Formats plan one file for so many bytes of the volume; more files need a larger volume however small they are. */
    private static final int BYTES_PER_FILE = 1 << 14;

    private final ImageBuilder request;
    private final Path source;
    private final BootDevice boot;
    private final BootFiles files;
    private final TrustedRepository repository;
    private final Selection selection;
    private final RepositoryAddress address;
    private final Instant time;
    private final Identity identity;
    private final UUID uuid;
    private final OverlayTree tree;
    private final String overlayName;
    private final OverlayFormat overlayFormat;

    private @Nullable BootInstallation installation;

    ImageContent(
            ImageBuilder request,
            Path source,
            BootDevice boot,
            BootFiles files,
            TrustedRepository repository,
            Selection selection,
            RepositoryAddress address,
            Instant time,
            Identity identity,
            UUID uuid,
            OverlayTree tree,
            String overlayName,
            OverlayFormat overlayFormat) {
        this.request = request;
        this.source = source;
        this.boot = boot;
        this.files = files;
        this.repository = repository;
        this.selection = selection;
        this.address = address;
        this.time = time;
        this.identity = identity;
        this.uuid = uuid;
        this.tree = tree;
        this.overlayName = overlayName;
        this.overlayFormat = overlayFormat;
    }

    UUID uuid() {
        return uuid;
    }

    UUID hashSeed() {
        return identity.uuid("hash seed");
    }

    String diskSignature() {
        return identity.diskSignature();
    }

    Instant time() {
        return time;
    }

    /** Room that is needed at the very least, in bytes: without it there is no point in starting. */
    long leastBytes() throws IOException {
        long bytes = 0;
        for (Path file : files.files()) {
            bytes += rounded(sizeOf(file), SMALL_BLOCK);
        }
        for (PackageInfo item : selection.packages()) {
            bytes += rounded(item.size(), SMALL_BLOCK);
        }
        return bytes;
    }

    /** Room that is enough whatever the block size and however badly the overlay packs, in bytes. */
    long ampleBytes() throws IOException {
        long bytes = 0;
        for (Path file : files.files()) {
            bytes += rounded(sizeOf(file), LARGE_BLOCK) + LARGE_BLOCK;
        }
        for (PackageInfo item : selection.packages()) {
            bytes += rounded(item.size(), LARGE_BLOCK) + LARGE_BLOCK;
        }
        for (OverlayEntry entry : tree.entries()) {
            bytes += entry.size() + 2 * LARGE_BLOCK;
        }
        long files = this.files.files().size() + selection.packages().size() + 100L;
        return Math.max(bytes, files * BYTES_PER_FILE) / 50 * 51;
    }

    private static long sizeOf(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }

    private static long rounded(long size, int block) {
        return (size + block - 1) / block * block;
    }

    /** Writes the boot system, the overlay and the cache into the root of a new volume. */
    void writeTo(Path root, Progress progress) throws IOException {
        installation = boot.install(source, root, request.keepOwners, progress);
        Path overlay = root.resolve(overlayName);
        tree.writeTo(
                overlayFormat,
                Files.newOutputStream(overlay, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                progress);
        // It may hold password hashes and host keys, and only root reads it.
        Stamp.set(overlay, "rw-------", time);
        Path cache = Files.createDirectory(root.resolve(CACHE));
        new CacheWriter(repository.repository(), address, time).write(selection, cache, progress);
        Stamp.set(cache, "rwxr-xr-x", time);
        Stamp.set(root, "rwxr-xr-x", time);
    }

    ImageReport report(Path image, MediumReport medium) {
        List<String> packages = selection.packages().stream()
                .map(item -> item.name() + "-" + item.version())
                .toList();
        return new ImageReport(
                image,
                uuid,
                overlayName,
                packages,
                address.toString(),
                repository.trust(),
                installation == null ? "" : installation.description().loader(),
                files.leftBehind(),
                medium);
    }
}
