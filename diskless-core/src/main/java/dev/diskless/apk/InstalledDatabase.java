package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import dev.diskless.medium.NameBytes;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What the packages of a root have installed: the file {@code installed} below {@code lib/apk/db} or
 * {@code usr/lib/apk/db} (see apk-v2(5) for the records of packages; {@code F M R a Z f} are read as apk-tools does).
 *
 * <p>Memory is about 100 bytes a file and does not depend on anything else; limits: 8,000,000 files, 1 MiB a line.
 * Immutable once read, thread-safe.
 */
public final class InstalledDatabase {

    private static final List<String> PLACES = List.of("lib/apk/db", "usr/lib/apk/db");
    private static final int ROOT = 0;
    private static final int DIGEST_ROOM = 32;

    final NameTable directories = new NameTable();
    final NameTable files = new NameTable();
    final List<String> packages = new ArrayList<>();
    final List<RecordedAccess> accesses = new ArrayList<>();
    private final BitSet unknownAttributes = new BitSet();
    private ApkGeneration generation = ApkGeneration.APK_2;
    // By directory: what counts for it in either generation; -1 for one that only leads to others.
    private int[] access2 = new int[16];
    private int[] access3 = new int[16];
    // By file.
    private int[] fileAccess = new int[16];
    private int[] filePackage = new int[16];
    private RecordedDigest.Kind[] fileDigest = new RecordedDigest.Kind[16];
    private byte[] digests = new byte[16 * DIGEST_ROOM];

    InstalledDatabase() {}

    /**
     * Reads the database of a root. A root without one has no packages.
     *
     * @param root its top directory
     * @param progress polled for cancellation
     * @return what is installed
     * @throws CorruptInputException if the database is damaged; the message names the line
     * @throws UnsupportedFeatureException if the database is of a newer kind, or lies behind a link, which is not followed
     * @throws LimitExceededException if the database is larger than documented above
     * @throws DisklessException if the database cannot be read, or the caller cancelled
     * @throws IOException if the root cannot be read
     */
    public static InstalledDatabase of(Path root, Progress progress) throws IOException {
        for (String place : PLACES) {
            Path file = root;
            boolean linked = false;
            for (String component : (place + "/installed").split("/")) {
                file = file.resolve(component);
                linked = Files.isSymbolicLink(file);
                if (linked) {
                    break;
                }
            }
            if (linked && !isMerged(root, place)) {
                throw new UnsupportedFeatureException(
                        UnsupportedFeatureException.detail("the database of packages lies behind a link")
                                .at(file)
                                .cure("put what it points to in its place: links of a root are not followed"));
            }
            if (!linked && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return read(file, progress);
            }
        }
        return new InstalledDatabase().sealed();
    }

    // Where lib is only another name of usr/lib, the second place is looked at.
    private static boolean isMerged(Path root, String place) throws IOException {
        Path lib = root.resolve("lib");
        return place.startsWith("lib/")
                && Files.isSymbolicLink(lib)
                && List.of("usr/lib", "/usr/lib")
                        .contains(Files.readSymbolicLink(lib).toString());
    }

    private static InstalledDatabase read(Path file, Progress progress) throws IOException {
        // A pipe would be waited for.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("the database of packages is no regular file")
                            .at(file));
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return new InstalledReader(file, progress).read(in);
        } catch (IOException e) {
            throw AuditFaults.unreadable(file, e);
        }
    }

    /**
     * How many packages are installed.
     *
     * @return the number of records
     */
    public int packageCount() {
        return packages.size();
    }

    /**
     * How many files the packages have installed, links and devices included.
     *
     * @return the number of different paths
     */
    public int fileCount() {
        return files.size();
    }

    /**
     * Which package a file is of.
     *
     * @param path from the root, without slashes at its ends
     * @return name and version, for example {@code busybox-1.36.1-r29}; empty for what is of no package, and for
     *     directories
     */
    public Optional<String> owner(String path) {
        byte[] bytes = NameBytes.encode(path).orElse(new byte[0]);
        int slash = bytes.length - 1;
        while (slash >= 0 && bytes[slash] != '/') {
            slash--;
        }
        int directory = ROOT;
        int start = 0;
        for (int i = 0; i <= slash && directory >= 0; i++) {
            if (bytes[i] == '/') {
                directory = directories.find(directory, bytes, start, i);
                start = i + 1;
            }
        }
        int file = directory < 0 ? -1 : files.find(directory, bytes, slash + 1, bytes.length);
        return file < 0 ? Optional.empty() : Optional.of(packages.get(filePackage[file]));
    }

    /**
     * The generation of the apk that is itself installed.
     *
     * @return that of the package apk-tools; version 2 where there is none
     */
    public ApkGeneration generation() {
        return generation;
    }

    /** The number of a directory; -1 if no package has it or anything in it. */
    int directory(int parent, byte[] name) {
        return parent < 0 ? -1 : directories.find(parent, name, 0, name.length);
    }

    /** The number of a file; -1 if it is of no package. */
    int file(int directory, byte[] name) {
        return directory < 0 ? -1 : files.find(directory, name, 0, name.length);
    }

    /** What counts for a directory; empty where packages have only something in it. */
    Optional<RecordedAccess> accessOfDirectory(int directory, ApkGeneration rules) {
        int access = (rules == ApkGeneration.APK_2 ? access2 : access3)[directory];
        return access < 0 ? Optional.empty() : Optional.of(accesses.get(access));
    }

    RecordedAccess accessOfFile(int file) {
        return accesses.get(fileAccess[file]);
    }

    RecordedDigest.Kind digestKind(int file) {
        return fileDigest[file];
    }

    boolean hasDigest(int file, byte[] digest) {
        int from = file * DIGEST_ROOM;
        int length = fileDigest[file].length;
        return Arrays.equals(digests, from, from + length, digest, 0, length);
    }

    /** Whether apk could not set the extended attributes of the package of a file, and so does not compare them. */
    boolean hasUnknownAttributes(int file) {
        return unknownAttributes.get(filePackage[file]);
    }

    InstalledDatabase sealed() throws LimitExceededException {
        if (directories.size() == 0) {
            directories.add(-1, new byte[0], 0, 0, PLACES);
            setDirectory(ROOT, -1, -1);
        }
        return this;
    }

    void setGeneration(ApkGeneration value) {
        generation = value;
    }

    void setUnknownAttributes(int ofPackage) {
        unknownAttributes.set(ofPackage);
    }

    void setDirectory(int directory, int second, int third) {
        access2 = room(access2, directory);
        access3 = room(access3, directory);
        access2[directory] = second;
        access3[directory] = third;
    }

    int secondAccess(int directory) {
        return access2[directory];
    }

    int thirdAccess(int directory) {
        return access3[directory];
    }

    void addFile(int file, int ofPackage, int access) {
        if (file >= fileAccess.length) {
            fileAccess = room(fileAccess, file);
            filePackage = room(filePackage, file);
            fileDigest = Arrays.copyOf(fileDigest, fileAccess.length);
            digests = Arrays.copyOf(digests, fileAccess.length * DIGEST_ROOM);
        }
        filePackage[file] = ofPackage;
        fileAccess[file] = access;
        fileDigest[file] = RecordedDigest.Kind.NONE;
    }

    void setAccess(int file, int access) {
        fileAccess[file] = access;
    }

    void setDigest(int file, RecordedDigest digest) {
        System.arraycopy(digest.bytes(), 0, digests, file * DIGEST_ROOM, digest.bytes().length);
        fileDigest[file] = digest.kind();
    }

    private static int[] room(int[] array, int index) {
        return index < array.length ? array : Arrays.copyOf(array, Math.max(index + 1, array.length * 2));
    }
}
