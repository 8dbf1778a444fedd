package dev.diskless.internal;

import dev.diskless.apk.KeyRing;
import dev.diskless.spi.BootDevice;
import dev.diskless.spi.Registry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The public keys that a medium carries itself: those of its initramfs, else of its {@code alpine-keys} package. */
public final class MediumKeys {

    private MediumKeys() {}

    /**
     * Finds the keys.
     *
     * @param root the root of a volume, or of a source of boot files
     * @param registry where boot devices are found, which know the initramfs
     * @return the keys; empty if the medium carries none
     */
    public static KeyRing of(Path root, Registry registry) throws IOException {
        for (BootDevice boot : registry.all(BootDevice.class)) {
            Map<String, PublicKey> keys = boot.keys(root);
            if (!keys.isEmpty()) {
                return KeyRing.of(keys);
            }
        }
        // The package lies in a cache, or one architecture below a repository: root/apks/x86_64.
        for (Path directory : directories(root)) {
            KeyRing keys = KeyRing.ofRepository(directory);
            for (Path architecture : directories(directory)) {
                keys = keys.plus(KeyRing.ofRepository(architecture));
            }
            if (!keys.isEmpty()) {
                return keys;
            }
        }
        return KeyRing.of(Map.of());
    }

    private static List<Path> directories(Path parent) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream =
                Files.newDirectoryStream(parent, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            stream.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(Path::toString));
        return found;
    }
}
