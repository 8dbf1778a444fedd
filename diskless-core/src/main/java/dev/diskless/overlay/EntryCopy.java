package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.time.Instant;

/** Entries like others. */
final class EntryCopy {

    private EntryCopy() {}

    /** The same under another name. */
    static OverlayEntry named(OverlayEntry e, String name) {
        return new OverlayEntry(
                name,
                e.type(),
                e.mode(),
                e.uid(),
                e.gid(),
                e.modified(),
                e.size(),
                e.linkTarget(),
                e.deviceMajor(),
                e.deviceMinor());
    }

    /** The same with another size. */
    static OverlayEntry sized(OverlayEntry e, long size) {
        return new OverlayEntry(
                e.name(),
                e.type(),
                e.mode(),
                e.uid(),
                e.gid(),
                e.modified(),
                size,
                e.linkTarget(),
                e.deviceMajor(),
                e.deviceMinor());
    }

    /** The same with another mode, owner and time. */
    static OverlayEntry with(OverlayEntry e, int mode, int uid, int gid, Instant modified) {
        return new OverlayEntry(
                e.name(),
                e.type(),
                mode,
                uid,
                gid,
                modified,
                e.size(),
                e.linkTarget(),
                e.deviceMajor(),
                e.deviceMinor());
    }

    /** A second name of a file. */
    static OverlayEntry hardLink(OverlayEntry file, String name) {
        return new OverlayEntry(
                name, EntryType.HARD_LINK, file.mode(), file.uid(), file.gid(), file.modified(), 0, file.name(), 0, 0);
    }
}
