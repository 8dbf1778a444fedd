package dev.diskless.lbu;

import dev.diskless.apk.AuditedPath;
import dev.diskless.apk.RootAudit;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.UnixFacts;
import dev.diskless.overlay.ApkovlFormat;
import dev.diskless.overlay.OverlayBytes;
import dev.diskless.overlay.OverlayPacker;
import dev.diskless.overlay.PackIndex;
import dev.diskless.overlay.PackedOverlay;
import dev.diskless.overlay.RootCapture;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What belongs into the overlay of a root, and the making of that overlay. For one command. */
final class OverlayBuild {

    private static final System.Logger LOG = System.getLogger(OverlayBuild.class.getName());
    private static final List<String> DATABASES = List.of("lib/apk/db/installed", "usr/lib/apk/db/installed");
    private static final int HEADER = 512;

    private final Lbu lbu;
    private final OverlayFormats formats;
    private final OverlayName name;
    private final List<String> leftOut = new ArrayList<>();
    private @Nullable List<AuditedPath> audited;
    private @Nullable PackedOverlay written;
    private Optional<OverlayBytes> earlier = Optional.empty();

    OverlayBuild(Lbu lbu, OverlayFormats formats, OverlayName name) {
        this.lbu = lbu;
        this.formats = formats;
        this.name = name;
    }

    /** The paths that belong into the overlay, by the bytes of their names; looked for once. */
    private List<AuditedPath> audited() throws IOException {
        if (audited == null) {
            checkDatabase();
            RootAudit audit = RootAudit.of(lbu.root()).progress(lbu.progress());
            List<AuditedPath> found = found(audit);
            audit.behindLinks().forEach(path -> leftOut.add(path + " (leads through a link)"));
            if (found.isEmpty()) {
                throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the root has nothing to save")
                        .at(lbu.root())
                        .cure("give the root directory of a machine"));
            }
            OwnOverlays own = new OwnOverlays(lbu);
            List<AuditedPath> kept = new ArrayList<>();
            for (AuditedPath path : found) {
                if (own.contains(path)) {
                    leftOut.add(path.name() + " (lies in the storage)");
                } else {
                    check(path);
                    kept.add(path);
                }
            }
            audited = List.copyOf(kept);
        }
        return audited;
    }

    private List<AuditedPath> found(RootAudit audit) throws IOException {
        try {
            return audit.overlayPaths();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(IOException e) {
        if (e instanceof Fault) {
            return e;
        }
        String file = e instanceof FileSystemException host ? host.getFile() : null;
        String reason = e instanceof FileSystemException host ? host.getReason() : e.getMessage();
        return new DisklessException(
                FaultDetail.of(FaultCode.IO, "the root cannot be read")
                        .at(file == null ? lbu.root() : file)
                        .found(reason == null ? e.getClass().getSimpleName() : reason)
                        .cure("make it readable, or exclude it (lbu exclude)"),
                e);
    }

    // A root without packages looks like a directory where nothing is mounted; its state must not replace a good one.
    private void checkDatabase() throws DisklessException {
        for (String place : DATABASES) {
            if (Files.exists(lbu.root().resolve(place))) {
                return;
            }
        }
        throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the root has no database of packages")
                .at(lbu.root())
                .expected(String.join(" or ", DATABASES))
                .cure("give the root directory of a machine"));
    }

    private void check(AuditedPath path) throws DisklessException {
        if (path.name().indexOf('\n') >= 0) {
            throw new DisklessException(
                    FaultDetail.of(FaultCode.UNSUPPORTED, "the boot cannot restore a name with a line feed")
                            .at(path.path())
                            .cure("rename it, or exclude it (lbu exclude)"));
        }
        if (path.type().isEmpty()) {
            leftOut.add(path.name() + " (a socket)");
        }
    }

    /** What was asked for, or found, and no overlay can hold, with the reason. */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** The names of what an overlay can hold. */
    List<String> names() throws IOException {
        return audited().stream()
                .filter(path -> path.type().isPresent())
                .map(AuditedPath::name)
                .toList();
    }

    private Map<String, UnixFacts> known() throws IOException {
        Map<String, UnixFacts> known = new HashMap<>();
        for (AuditedPath path : audited()) {
            if (path.type().isPresent()) {
                known.put(path.name(), path.facts());
            }
        }
        return known;
    }

    /** All paths as {@code lbu list} prints them. */
    List<String> paths() throws IOException {
        return audited().stream()
                .map(path -> path.name() + (path.isDirectory() ? "/" : ""))
                .toList();
    }

    /** What the overlay surely needs: as little as deflate can make of its contents and headers. */
    long leastSize() throws IOException {
        long unpacked = 0;
        for (AuditedPath path : audited()) {
            unpacked += HEADER
                    + (path.facts().is(UnixFacts.REGULAR) && path.facts().links() == 1
                            ? path.facts().size()
                            : 0);
        }
        return unpacked / OverlayFormats.MOST_COMPRESSION;
    }

    /** Takes unchanged stretches over from an overlay in a storage, if the index is one of it. */
    OverlayBuild basedOn(Storage storage, Optional<StoredObject> before) {
        earlier = before.map(object -> () -> plain(storage.open(object.name()), object.name()));
        return this;
    }

    private InputStream plain(InputStream source, String place) throws IOException {
        return name.cipher().isEmpty()
                ? source
                : formats.encrypted(name.cipher()).decrypting(source, place);
    }

    /** Writes the overlay and reads it back from where it lies. */
    long write(OutputStream target, OverlayBytes back, String place) throws IOException {
        CountingOutput counted = new CountingOutput(target);
        PackedOverlay packed = writeTo(counted);
        try (InputStream written = plain(back.open(), place)) {
            packed.verify(written, place, lbu.progress());
        }
        return counted.count();
    }

    /** Writes the overlay; the target is closed. */
    PackedOverlay writeTo(OutputStream target) throws IOException {
        OutputStream out;
        try {
            out = name.cipher().isEmpty()
                    ? target
                    : formats.encrypted(name.cipher()).encrypting(target);
        } catch (IOException e) {
            try (target) {
                throw e;
            }
        }
        return pack(out);
    }

    private PackedOverlay pack(OutputStream out) throws IOException {
        RootCapture capture;
        try {
            capture = RootCapture.of(lbu.root(), known(), lbu.clock());
        } catch (IOException e) {
            try (out) {
                throw unreadable(e);
            }
        }
        OverlayPacker packer = OverlayPacker.of(new ApkovlFormat());
        Optional<PackIndex> index = lbu.index().map(PackIndex::at);
        PackedOverlay packed = index.isPresent() && earlier.isPresent()
                ? packer.pack(capture, index.get(), earlier.get(), out, lbu.progress())
                : packer.pack(capture, out, lbu.progress());
        written = packed;
        return packed;
    }

    /** Keeps what makes the next build quick, now that this one is in its place. It is worth no fault. */
    void remember() {
        if (lbu.index().isPresent() && written != null) {
            try {
                PackIndex.at(lbu.index().get()).write(written);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "no index was written", e);
            }
        }
    }

    /** Whether the index alone, without the contents of files, tells that the overlay this is based on is what would be written. */
    boolean isUnchanged() throws IOException {
        if (lbu.index().isEmpty()
                || earlier.isEmpty()
                || !Files.isRegularFile(lbu.index().get())) {
            return false;
        }
        MessageDigest now = ReadBack.sha256();
        pack(new DigestOutputStream(OutputStream.nullOutputStream(), now));
        MessageDigest before = ReadBack.sha256();
        try (InputStream in = new DigestInputStream(earlier.get().open(), before)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return MessageDigest.isEqual(now.digest(), before.digest());
    }
}
