package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;

/** Entries like others. */
final class EntryCopy {

    private EntryCopy() {}

    /** The same file with other content. */
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
                e.deviceMinor(),
                e.userName(),
                e.groupName(),
                e.xattrs());
    }

    /** The same device with the numbers of another. */
    static OverlayEntry withDevice(OverlayEntry e, OverlayEntry numbers) {
        return new OverlayEntry(
                e.name(),
                e.type(),
                e.mode(),
                e.uid(),
                e.gid(),
                e.modified(),
                e.size(),
                e.linkTarget(),
                numbers.deviceMajor(),
                numbers.deviceMinor(),
                e.userName(),
                e.groupName(),
                e.xattrs());
    }

    /** A second name of a file. */
    static OverlayEntry hardLink(OverlayEntry file, String name) {
        return new OverlayEntry(
                name,
                EntryType.HARD_LINK,
                file.mode(),
                file.uid(),
                file.gid(),
                file.modified(),
                0,
                file.name(),
                0,
                0,
                file.userName(),
                file.groupName(),
                file.xattrs());
    }

    /** Whether two names can be names of one file, as far as anything but content goes. */
    static boolean canBeLinked(OverlayEntry a, OverlayEntry b) {
        return hardLink(a, "").withLinkTarget("").equals(hardLink(b, "").withLinkTarget(""));
    }
}
