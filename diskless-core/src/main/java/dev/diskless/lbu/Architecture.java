package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.spi.OverlayReader;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Finds out whether a medium belongs to a machine of another architecture. */
final class Architecture {

    private static final String NAME = "etc/apk/arch";
    private static final int LONGEST = 64;
    private static final int OVERLAYS = 16;
    // An overlay that cannot be read says nothing, and may be replaced.
    private static final Set<FaultCode> SILENT =
            EnumSet.of(FaultCode.CORRUPT, FaultCode.UNSUPPORTED, FaultCode.LIMIT_EXCEEDED, FaultCode.LOCKED);

    private final Path root;
    private final OverlayFormats formats;
    private final boolean locked;

    /** For a root; encrypted overlays are left alone where somebody would have to be asked for a password. */
    Architecture(Path root, OverlayFormats formats, boolean locked) {
        this.root = root;
        this.formats = formats;
        this.locked = locked;
    }

    void check(Storage storage, MediumContent medium) throws IOException {
        Optional<String> own = RootFile.of(root, NAME).text().map(String::strip).filter(text -> !text.isEmpty());
        if (own.isEmpty()) {
            return;
        }
        for (StoredObject overlay : medium.overlays().stream().limit(OVERLAYS).toList()) {
            Optional<String> other = of(storage, overlay);
            if (other.isPresent() && !other.equals(own)) {
                throw new DisklessException(
                        FaultDetail.of(FaultCode.CONFLICT, "the overlay belongs to a machine of another architecture")
                                .at(storage.identity() + "/" + overlay.name())
                                .expected(own.get())
                                .found(other.get())
                                .cure("use the medium of this machine, or commit with anyArchitecture()"));
            }
        }
    }

    private Optional<String> of(Storage storage, StoredObject overlay) throws IOException {
        try {
            String cipher = OverlayFormats.cipherOf(storage, overlay, "");
            if (!cipher.isEmpty() && locked) {
                return Optional.empty();
            }
            try (OverlayReader reader = formats.of(cipher).read(storage.open(overlay.name()), overlay.name())) {
                return find(reader);
            }
        } catch (IOException e) {
            if (e instanceof Fault fault && SILENT.contains(fault.code())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<String> find(OverlayReader reader) throws IOException {
        for (Optional<OverlayEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            if (next.get().name().equals(NAME) && next.get().type() == EntryType.FILE) {
                try (InputStream content = reader.content()) {
                    return Optional.of(new String(content.readNBytes(LONGEST), StandardCharsets.UTF_8).strip())
                            .filter(text -> !text.isEmpty());
                }
            }
        }
        return Optional.empty();
    }
}
