package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.medium.PemPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Public keys by the exact file name under which signatures name them, for example
 * {@code alpine-devel@lists.alpinelinux.org-58199dcc.rsa.pub}.
 *
 * <p>A key file is PEM ({@code BEGIN PUBLIC KEY}, RFC 5480 SubjectPublicKeyInfo) with an RSA key, of at most 64 KiB.
 * Immutable and safe for use by any number of threads.
 */
public final class KeyRing {

    private static final int FILE_LIMIT = 1 << 16;
    private static final String SUFFIX = ".pub";

    private final Map<String, PublicKey> keys;

    private KeyRing(Map<String, PublicKey> keys) {
        this.keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    }

    /**
     * Keys that were found elsewhere.
     *
     * @param keys keys by file name
     * @return the ring
     */
    public static KeyRing of(Map<String, PublicKey> keys) {
        return new KeyRing(keys);
    }

    /**
     * The keys in files and directories.
     *
     * @param places a file is a key whatever its name; of a directory, the files directly in it whose names end in
     *     {@code .pub} and do not begin with a dot. Of two keys of one name the first counts
     * @return the ring
     * @throws CorruptInputException if such a file holds no RSA public key
     * @throws DisklessException with {@link FaultCode#NOT_FOUND} if there is no such file or directory, or a directory
     *     holds no key
     * @throws IOException if reading fails
     */
    public static KeyRing load(List<Path> places) throws IOException {
        Map<String, PublicKey> keys = new TreeMap<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                List<Path> files = keyFiles(place);
                if (files.isEmpty()) {
                    throw notFound("no key file is in this directory", place);
                }
                for (Path file : files) {
                    keys.putIfAbsent(nameOf(file), load(file));
                }
            } else if (Files.exists(place)) {
                keys.putIfAbsent(nameOf(place), load(place));
            } else {
                throw notFound("no such key file or directory", place);
            }
        }
        return new KeyRing(keys);
    }

    /**
     * The keys that a package brings, as {@code alpine-keys} does in {@code etc/apk/keys} and
     * {@code usr/share/apk/keys}. Nothing vouches for the package: the keys are as good as its source.
     *
     * @param file a package
     * @return the ring; empty if the package has no key
     * @throws CorruptInputException if the package or a key in it is damaged
     * @throws LimitExceededException if the package's content or a key is too large
     * @throws IOException if reading fails
     */
    public static KeyRing ofPackage(Path file) throws IOException {
        Map<String, PublicKey> first = new TreeMap<>();
        Map<String, PublicKey> second = new TreeMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            PackageReader.forEachFile(in, file, (entry, tar) -> {
                String name = entry.name().substring(entry.name().lastIndexOf('/') + 1);
                boolean installed = entry.name().startsWith("etc/apk/keys/");
                if (entry.isRegular()
                        && isKeyName(name)
                        && (installed || entry.name().startsWith("usr/share/apk/keys/"))) {
                    PublicKey key = parse(tar.content(FILE_LIMIT), file + "!" + entry.name());
                    (installed ? first : second).putIfAbsent(name, key);
                }
            });
        }
        second.putAll(first);
        return new KeyRing(second);
    }

    /**
     * The keys that a boot repository brings in its own {@code alpine-keys} package. A signature by one of them shows
     * that the repository is whole, not who made it.
     *
     * @param directory the directory of the index and the packages
     * @return the ring; empty if there is no such package
     * @throws CorruptInputException if the package or a key in it is damaged
     * @throws IOException if reading fails
     */
    public static KeyRing ofRepository(Path directory) throws IOException {
        KeyRing ring = new KeyRing(Map.of());
        List<Path> packages = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (nameOf(file).matches("alpine-keys-[0-9][^/]*\\.apk")) {
                    packages.add(file);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        packages.sort((a, b) -> nameOf(a).compareTo(nameOf(b)));
        for (Path file : packages) {
            ring = ring.plus(ofPackage(file));
        }
        return ring;
    }

    /**
     * The keys of this ring and of another.
     *
     * @param other of two keys of one name, that of this ring counts
     * @return a new ring
     */
    public KeyRing plus(KeyRing other) {
        Map<String, PublicKey> all = new TreeMap<>(other.keys);
        all.putAll(keys);
        return new KeyRing(all);
    }

    /**
     * The keys by name.
     *
     * @return an unmodifiable map, sorted by name
     */
    public Map<String, PublicKey> keys() {
        return keys;
    }

    /**
     * The names of the keys.
     *
     * @return an unmodifiable set, sorted
     */
    public Set<String> names() {
        return keys.keySet();
    }

    /**
     * Whether there is no key.
     *
     * @return true if there is none
     */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The names of the keys, never the keys. */
    @Override
    public String toString() {
        return "KeyRing" + keys.keySet();
    }

    private static List<Path> keyFiles(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (isKeyName(nameOf(entry)) && !Files.isDirectory(entry)) {
                    files.add(entry);
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort((a, b) -> nameOf(a).compareTo(nameOf(b)));
        return files;
    }

    private static boolean isKeyName(String name) {
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static PublicKey load(Path file) throws IOException {
        // Opening a pipe would wait for somebody who writes into it.
        if (!Files.isRegularFile(file)) {
            throw new CorruptInputException(malformed(file));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(FILE_LIMIT + 1);
        }
        if (bytes.length > FILE_LIMIT) {
            throw new LimitExceededException(LimitExceededException.detail("a key file is too long")
                    .at(file)
                    .expected("at most " + FILE_LIMIT + " bytes"));
        }
        return parse(bytes, file);
    }

    private static PublicKey parse(byte[] pem, Object place) throws CorruptInputException {
        // Nothing of a key file may reach a message.
        return PemPublicKey.parse(pem).orElseThrow(() -> new CorruptInputException(malformed(place)));
    }

    private static FaultDetail malformed(Object place) {
        return CorruptInputException.detail("this file holds no RSA public key")
                .at(place)
                .expected("PEM, \"BEGIN PUBLIC KEY\"")
                .cure("give the public key file (*.rsa.pub) as Alpine publishes it");
    }

    private static DisklessException notFound(String what, Path place) {
        return new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, what)
                .at(place)
                .cure("give a *.rsa.pub file or a directory of them"));
    }
}
