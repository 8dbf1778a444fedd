package dev.diskless.apk;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.UntrustedException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one package in one pass and proves it: the SHA-1 of the compressed control member is the identity, and the
 * control member holds the SHA-256 of the compressed data member, after which nothing follows. The package's own
 * signature does not matter where an index vouches for the identity.
 *
 * <p>Limits, of decompressed content: 1 MiB of signatures, 8 MiB of control, 32 GiB of data.
 */
final class PackageReader {

    private static final long SIGNATURE_LIMIT = 1 << 20;
    private static final long CONTROL_LIMIT = 8 << 20;
    private static final long DATA_LIMIT = 32L << 30;
    private static final int POLL_BYTES = 1 << 20;
    private static final String CURE = "get the package, or the medium it is on, again";

    /** What the reader was proving when it stopped. */
    enum Stage {
        STRUCTURE,
        IDENTITY,
        DATA_HASH,
        DONE
    }

    /** Receives the files of the data member. */
    @FunctionalInterface
    interface FileVisitor {
        void visit(TarMember.Entry entry, TarMember tar) throws IOException;
    }

    private final GzipMembers members;
    private final Object place;
    private final GzipMembers.Tap copy;
    private final Progress progress;
    private final MessageDigest sha1 = Digests.sha1();
    private final MessageDigest sha256 = Digests.sha256();
    private Stage stage = Stage.STRUCTURE;
    private @Nullable ControlInfo control;
    private @Nullable Identity identity;
    private long sincePoll;

    /**
     * @param copy receives all the bytes of the package as they are read
     * @param progress polled for cancellation; not advanced
     */
    PackageReader(GzipMembers members, Object place, GzipMembers.Tap copy, Progress progress) {
        this.members = members;
        this.place = place;
        this.copy = copy;
        this.progress = progress;
    }

    Stage stage() {
        return stage;
    }

    /** Reads and proves the whole package. */
    void verify(@Nullable Identity expected) throws IOException {
        readControl(expected);
        readData(null);
    }

    ControlInfo control() {
        if (control == null) {
            throw new IllegalStateException("not read yet");
        }
        return control;
    }

    Identity identity() {
        if (identity == null) {
            throw new IllegalStateException("not read yet");
        }
        return identity;
    }

    /** Proves a package that nothing vouches for and shows its files. */
    static void forEachFile(InputStream in, Object place, FileVisitor visitor) throws IOException {
        try (GzipMembers members = new GzipMembers(in, place)) {
            PackageReader reader = new PackageReader(members, place, GzipMembers.NO_TAP, Progress.silent());
            reader.readControl(null);
            reader.readData(visitor);
        }
    }

    private void readControl(@Nullable Identity expected) throws IOException {
        TarMember tar = nextMember(sha1, SIGNATURE_LIMIT);
        TarMember.Entry entry = tar.next();
        while (entry != null && entry.name().startsWith(SignatureFile.PREFIX)) {
            entry = tar.next();
            if (entry == null) {
                members.skipRest();
                sha1.reset();
                tar = nextMember(sha1, CONTROL_LIMIT);
                entry = tar.next();
            }
        }
        for (; entry != null; entry = tar.next()) {
            if (!entry.name().startsWith(".") || entry.name().indexOf('/') >= 0) {
                throw corrupt("files stand in the control member");
            }
            if (entry.name().equals(ControlInfo.FILE) && control == null) {
                control = ControlInfo.read(tar, place);
            }
        }
        members.skipRest();
        if (control == null) {
            throw corrupt("the package has no .PKGINFO");
        }
        identity = Identity.of(sha1.digest());
        if (expected != null && !expected.equals(identity)) {
            stage = Stage.IDENTITY;
            throw untrusted("this is another build of the package than the index names", expected, identity);
        }
    }

    private void readData(@Nullable FileVisitor visitor) throws IOException {
        String expected = control().first("datahash").toLowerCase(Locale.ROOT);
        if (!expected.matches("[0-9a-f]{64}")) {
            throw corrupt("the package does not say what its data are (.PKGINFO without datahash)");
        }
        TarMember tar = nextMember(sha256, DATA_LIMIT);
        if (visitor != null) {
            for (TarMember.Entry entry = tar.next(); entry != null; entry = tar.next()) {
                visitor.visit(entry, tar);
            }
        }
        members.skipRest();
        String found = HexFormat.of().formatHex(sha256.digest());
        if (!expected.equals(found)) {
            stage = Stage.DATA_HASH;
            throw untrusted("the data of the package are not those its control member names", expected, found);
        }
        if (members.next(copy, DATA_LIMIT)) {
            throw corrupt("something follows the data of the package");
        }
        stage = Stage.DONE;
    }

    private TarMember nextMember(MessageDigest digest, long limit) throws IOException {
        boolean found = members.next(
                (bytes, offset, length) -> {
                    digest.update(bytes, offset, length);
                    copy.accept(bytes, offset, length);
                    sincePoll += length;
                    if (sincePoll >= POLL_BYTES) {
                        sincePoll = 0;
                        progress.check();
                    }
                },
                limit);
        if (!found) {
            throw corrupt("the package ends before its " + (control == null ? "control" : "data"));
        }
        return new TarMember(members);
    }

    private CorruptInputException corrupt(String what) {
        return new CorruptInputException(
                CorruptInputException.detail(what).at(place, members.position()).cure(CURE));
    }

    private DisklessException untrusted(String what, Object expected, Object found) {
        FaultDetail detail = UntrustedException.detail(what);
        return new UntrustedException(
                detail.at(place).expected(expected).found(found).cure(CURE));
    }
}
