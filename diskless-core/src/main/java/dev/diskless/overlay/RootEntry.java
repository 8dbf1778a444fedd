package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.medium.EntryType;
import dev.diskless.medium.HostNames;
import dev.diskless.medium.OverlayEntry;
import dev.diskless.medium.UnixFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes an entry of what a host says of an object. */
final class RootEntry {

    private RootEntry() {}

    static OverlayEntry of(String name, Path path, UnixFacts facts, EntryType type) throws IOException {
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        return new OverlayEntry(
                name,
                type,
                facts.permissions(),
                owner(facts.uid(), path),
                owner(facts.gid(), path),
                facts.modified(),
                type == EntryType.FILE ? facts.size() : 0,
                type == EntryType.SYMLINK ? HostNames.text(Files.readSymbolicLink(path)) : "",
                device ? facts.major() : 0,
                device ? facts.minor() : 0);
    }

    /** Another name of a file that has an entry already. */
    static OverlayEntry link(String name, Path path, UnixFacts facts, String earlier) throws IOException {
        return new OverlayEntry(
                name,
                EntryType.HARD_LINK,
                facts.permissions(),
                owner(facts.uid(), path),
                owner(facts.gid(), path),
                facts.modified(),
                0,
                earlier,
                0,
                0);
    }

    private static int owner(long id, Path path) throws DisklessException {
        if (id > Integer.MAX_VALUE) {
            throw new DisklessException(FaultDetail.of(FaultCode.UNSUPPORTED, "an owner that an overlay cannot hold")
                    .at(path)
                    .expected("at most " + Integer.MAX_VALUE)
                    .found(id));
        }
        return (int) id;
    }
}
