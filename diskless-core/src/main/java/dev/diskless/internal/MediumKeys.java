package dev.diskless.internal;

import dev.diskless.apk.KeyRing;
import dev.diskless.fault.Fault;
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
     * @return the keys; empty if the medium carries none, or none that can be read
     */
    public static KeyRing of(Path root, Registry registry) throws IOException {
        for (BootDevice boot : registry.all(BootDevice.class)) {
            Map<String, PublicKey> keys = keys(boot, root);
            if (!keys.isEmpty()) {
                return KeyRing.of(keys);
            }
        }
        // The package lies in a cache, or one architecture below a repository: root/apks/x86_64.
        for (Path directory : topDirectories(root)) {
            KeyRing keys = keys(directory);
            if (!keys.isEmpty()) {
                return keys;
            }
        }
        return KeyRing.of(Map.of());
    }

    private static List<Path> topDirectories(Path root) throws IOException {
        try {
            return directories(root);
        } catch (IOException e) {
            throwUnlessDamage(e);
            return List.of();
        }
    }

    private static Map<String, PublicKey> keys(BootDevice boot, Path root) throws IOException {
        try {
            return boot.keys(root);
        } catch (IOException e) {
            throwUnlessDamage(e);
            return Map.of();
        }
    }

    private static KeyRing keys(Path directory) throws IOException {
        KeyRing keys = KeyRing.of(Map.of());
        try {
            keys = KeyRing.ofRepository(directory);
            for (Path architecture : directories(directory)) {
                keys = keys.plus(KeyRing.ofRepository(architecture));
            }
        } catch (IOException e) {
            throwUnlessDamage(e);
        }
        return keys;
    }

    // Damaged keys are no keys: whoever needs them says that there are none.
    private static void throwUnlessDamage(IOException e) throws IOException {
        if (!(e instanceof Fault fault)) {
            throw e;
        }
        switch (fault.code()) {
            case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED:
                return;
            default:
                throw e;
        }
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
