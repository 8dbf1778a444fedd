package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UntrustedException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A repository for one architecture: a directory with a signed {@code APKINDEX.tar.gz} and the packages that it names.
 *
 * <p>Holds the index in memory and no open file. Immutable and safe for use by any number of threads. An index of more
 * than 64 MiB decompressed, 200,000 packages or 1 MiB a line is refused.
 */
public final class Repository {

    /** The name of the index in the directory. */
    public static final String INDEX = "APKINDEX.tar.gz";

    private static final String KEYS_CURE = "give the public key that signed it";

    private final Path directory;
    private final String architecture;
    private final IndexReader.Content index;

    private Repository(Path directory, String architecture, IndexReader.Content index) {
        this.directory = directory;
        this.architecture = architecture;
        this.index = index;
    }

    /**
     * Reads the index of a repository and verifies its signature.
     *
     * @param directory the directory of the index and the packages; its name is the architecture
     * @param keys the keys of which one must have signed the index
     * @param progress polled for cancellation
     * @return the repository
     * @throws UntrustedException if the index is not signed, is signed by none of the keys, or the signature is wrong
     * @throws CorruptInputException if the index is damaged
     * @throws LimitExceededException if the index is too large
     * @throws DisklessException with {@link FaultCode#NOT_FOUND} if there is no index
     * @throws IOException if reading fails
     */
    public static Repository open(Path directory, KeyRing keys, Progress progress) throws IOException {
        Path file = directory.resolve(INDEX);
        if (!Files.exists(file)) {
            throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the repository has no index")
                    .at(file)
                    .cure("give the directory of one architecture, with " + INDEX + " in it"));
        }
        IndexReader.Content index;
        try (InputStream in = Files.newInputStream(file)) {
            index = IndexReader.read(in, file, keys.keys(), progress);
        }
        String signers = String.join(", ", index.keyNames());
        switch (index.seal()) {
            case GOOD:
                break;
            case UNSIGNED:
                throw new UntrustedException(UntrustedException.detail("the index is not signed")
                        .at(file)
                        .expected("a .SIGN.RSA file in a gzip member of its own")
                        .cure("sign it, or use the repository as Alpine publishes it"));
            case UNKNOWN_KEY:
                throw new UntrustedException(UntrustedException.detail("none of the keys signed the index")
                        .at(file)
                        .expected(keys.isEmpty() ? "a key; there is none" : "one of " + String.join(", ", keys.names()))
                        .found(signers.isEmpty() ? "signatures of unknown kinds" : signers)
                        .cure(KEYS_CURE));
            case BAD:
                throw new UntrustedException(UntrustedException.detail("the signature of the index is wrong")
                        .at(file)
                        .expected("a signature by " + signers)
                        .cure("the index was changed, or signed by another key of that name: get it again"));
            default:
                throw new AssertionError(index.seal());
        }
        String name = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
        return new Repository(directory, name, index);
    }

    /**
     * Where the repository is.
     *
     * @return the directory of the index and the packages
     */
    public Path directory() {
        return directory;
    }

    /**
     * The architecture that the repository serves.
     *
     * @return the directory's name, for example {@code aarch64}
     */
    public String architecture() {
        return architecture;
    }

    /**
     * What the index calls itself, for example {@code 3.13.1} or the output of git describe.
     *
     * @return the description; empty if it has none
     */
    public String description() {
        return index.description();
    }

    /**
     * The name of the key that vouches for the index.
     *
     * @return a name of the keys that the repository was opened with
     */
    public String signedBy() {
        return index.keyNames().get(0);
    }

    /**
     * All packages.
     *
     * @return an unmodifiable list, in the order of the index
     */
    public List<PackageInfo> packages() {
        return List.copyOf(index.packages());
    }

    /**
     * The newest package of a name.
     *
     * @param name the exact name of a package
     * @return the package; empty if there is none
     */
    public Optional<PackageInfo> newest(String name) {
        return index.packages().stream()
                .filter(item -> item.name().equals(name))
                .max((a, b) -> VersionOrder.INSTANCE.compare(a.version(), b.version()));
    }

    /**
     * Chooses the packages that an empty root needs to have what is asked for, as apk would: what is asked for, what
     * that needs in turn, and what installs itself when others are installed ({@code install_if}).
     *
     * <p>Where several packages serve, one already chosen does; then the highest version of what is needed, then the
     * highest priority. For something that is provided without a version, a package is chosen that is needed by its own
     * name too or has a priority, or else the only one that provides it (see {@link Selection#implied}).
     *
     * @param wanted names of packages or of what packages provide, each with or without a condition on the version
     *     ({@code chrony}, {@code musl>=1.2}), or {@code !name} for what must not come in
     * @return the packages
     * @throws InvalidRequestException if a name is malformed, or several packages provide it and none is preferred; then
     *     the message lists them
     * @throws DisklessException with {@link FaultCode#NOT_FOUND} if a package is missing, or {@link FaultCode#CONFLICT}
     *     if two that are needed exclude each other
     * @throws LimitExceededException if the index is so entangled that choosing takes too long
     */
    public Selection resolve(Collection<String> wanted) throws DisklessException {
        List<Dependency> request = new ArrayList<>();
        for (String text : wanted) {
            request.add(Dependency.parse(text)
                    .orElseThrow(() ->
                            new InvalidRequestException(InvalidRequestException.detail("this is no name of a package")
                                    .expected("for example chrony, or musl>=1.2")
                                    .found(text))));
        }
        return new Resolver(directory.resolve(INDEX), architecture, index.packages()).resolve(request);
    }

    byte[] indexSha256() {
        return index.sha256().clone();
    }

    long indexSize() {
        return index.size();
    }

    /** The directory. */
    @Override
    public String toString() {
        return directory.toString();
    }
}
