package dev.diskless.initramfs;

import dev.diskless.fault.LimitExceededException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What matters about an initramfs for booting a diskless system.
 *
 * @param packings how its segments are packed, in their order: {@code none}, {@code gzip} or {@code xz}
 * @param entries how many entries it has, in all archives
 * @param init whether it has an executable {@code /init}, or a link of that name
 * @param kernelReleases releases of the kernels that its modules are for, sorted
 * @param keys the public keys in its {@code etc/apk/keys} by file name, sorted by name; files that are no RSA keys are
 *     left out
 */
public record InitramfsSummary(
        List<String> packings, long entries, boolean init, List<String> kernelReleases, Map<String, PublicKey> keys) {

    /** Most kernel releases in one initramfs. */
    public static final int MAX_RELEASES = 64;

    public InitramfsSummary {
        packings = List.copyOf(packings);
        kernelReleases = List.copyOf(kernelReleases);
        keys = Collections.unmodifiableMap(new TreeMap<>(Objects.requireNonNull(keys)));
    }

    /**
     * Reads an initramfs file to its end.
     *
     * @param file the file
     * @return the summary
     * @throws IOException if the initramfs is damaged, above a limit of {@link InitramfsReader} or
     *     {@link #MAX_RELEASES}, or packed in a way that cannot be read, or reading fails
     */
    public static InitramfsSummary read(Path file) throws IOException {
        try (InitramfsReader reader = InitramfsReader.open(file)) {
            return read(reader, file.toString());
        }
    }

    private static InitramfsSummary read(InitramfsReader reader, String place) throws IOException {
        KeyFiles keys = new KeyFiles();
        SortedSet<String> releases = new TreeSet<>();
        long entries = 0;
        boolean init = false;
        for (Optional<InitramfsEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            InitramfsEntry entry = next.get();
            entries++;
            keys.see(entry, reader.content());
            String path = entry.path();
            if (path.equals("init")) {
                init = entry.isSymlink() || (entry.isFile() && (entry.mode() & 0111) != 0);
            }
            releaseOf(path, entry.isDirectory()).ifPresent(releases::add);
            if (releases.size() > MAX_RELEASES) {
                throw new LimitExceededException(LimitExceededException.detail("modules of too many kernels")
                        .at(place)
                        .expected("at most " + MAX_RELEASES));
            }
        }
        return new InitramfsSummary(reader.packings(), entries, init, List.copyOf(releases), keys.keys());
    }

    // With a merged /usr, lib is a link, and the modules stand below usr/lib.
    private static Optional<String> releaseOf(String path, boolean directory) {
        String below = path.startsWith("usr/") ? path.substring(4) : path;
        String modules = "lib/modules/";
        if (!below.startsWith(modules)) {
            return Optional.empty();
        }
        int slash = below.indexOf('/', modules.length());
        if (slash < 0) {
            return directory ? Optional.of(below.substring(modules.length())) : Optional.empty();
        }
        return Optional.of(below.substring(modules.length(), slash));
    }
}
