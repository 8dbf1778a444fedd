package dev.diskless.lbu;

import dev.diskless.apk.AuditedPath;
import dev.diskless.apk.RootAudit;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.overlay.EntrySource;
import dev.diskless.progress.Progress;
import dev.diskless.progress.ProgressUnit;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.OverlayWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What belongs into the overlay of a root, and the making of that overlay. For one command. */
final class OverlayBuild {

    private static final List<String> DATABASES = List.of("lib/apk/db/installed", "usr/lib/apk/db/installed");
    private static final int HEADER = 512;
    private static final int MOST_COMPRESSION = 1032;

    private final Lbu lbu;
    private final OverlayFormats formats;
    private final OverlayName name;
    private final List<String> leftOut = new ArrayList<>();
    private @Nullable List<AuditedPath> audited;

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
            List<AuditedPath> found = audit.overlayPaths();
            audit.behindLinks().forEach(path -> leftOut.add(path + " (leads through a link)"));
            if (found.isEmpty()) {
                throw new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "the root has nothing to save")
                        .at(lbu.root())
                        .cure("give the root directory of a machine"));
            }
            for (AuditedPath path : found) {
                check(path);
            }
            audited = found;
        }
        return audited;
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

    /** The names of what an overlay can hold; apk takes nothing for a part of it behind one without a slash. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (AuditedPath path : audited()) {
            if (path.type().isPresent()) {
                (path.isDirectory() || path.name().indexOf('/') >= 0 ? names : last).add(path.name());
            }
        }
        names.addAll(last);
        return names;
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
                    + (path.type().filter(EntryType.FILE::equals).isPresent() && path.links() == 1 ? path.size() : 0);
        }
        return unpacked / MOST_COMPRESSION;
    }

    /** Writes the overlay and reads it back from where it lies. */
    long write(OutputStream target, EntrySource.Opening back, String place) throws IOException {
        long entries;
        MessageDigest written = ReadBack.sha256();
        CountingOutput counted = new CountingOutput(new DigestOutputStream(target, written));
        try (counted) {
            entries = writeTo(counted);
        }
        ReadBack check = new ReadBack(back, place);
        check.compare(written.digest(), counted.count(), lbu.progress());
        if (check.entries(formats.of(name.cipher()), lbu.progress()) != entries) {
            throw new CorruptInputException(CorruptInputException.detail("the overlay reads back as another one")
                    .at(place)
                    .expected(entries + " entries"));
        }
        return counted.count();
    }

    long writeTo(OutputStream out) throws IOException {
        long entries = 0;
        try (Progress work = lbu.progress().child("pack", ProgressUnit.FILES, 0);
                OverlayReader reader = EntrySource.root(lbu.root(), names()).open();
                OverlayWriter writer = formats.of(name.cipher()).write(out)) {
            for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
                writer.add(next.get(), reader.content());
                work.advance(1);
                entries++;
            }
        }
        return entries;
    }
}
