package dev.diskless.livehost.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.MountedVolume;
import dev.diskless.medium.NameBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts, remounts and unmounts through mount(2) and umount2(2). */
final class MountChange {

    private static final int UMOUNT_NOFOLLOW = 8;

    private final SystemCalls calls;
    private final Path root;

    MountChange(SystemCalls calls, Path root) {
        this.calls = calls;
        this.root = root;
    }

    void remount(MountedVolume wanted) throws IOException {
        MountedVolume now = MountTable.at(root, wanted.mountPoint());
        byte[] target = bytes(wanted.mountPoint());
        boolean whole = now.fileSystemReadOnly() != wanted.fileSystemReadOnly();
        // Changing the file system changes this mount with it.
        boolean readOnly = whole ? wanted.fileSystemReadOnly() : now.readOnly();
        if (whole) {
            change(now, target, MountFlags.REMOUNT, readOnly);
        }
        if (readOnly != wanted.readOnly()) {
            change(now, target, MountFlags.REMOUNT | MountFlags.BIND, wanted.readOnly());
        }
    }

    private void change(MountedVolume now, byte[] target, long kind, boolean readOnly) throws IOException {
        List<String> options = new ArrayList<>(now.options());
        if (kind == MountFlags.REMOUNT) {
            // These are of the file system, and would be taken away like those of the mount.
            options.addAll(Mount.parse(HostFile.lines(root.resolve("proc/self/mountinfo"))).stream()
                    .filter(mount -> mount.point().equals(now.mountPoint()))
                    .reduce((first, second) -> second)
                    .map(Mount::common)
                    .orElse(List.of()));
            options.removeIf("ro"::equals);
        }
        long flags = kind | MountFlags.kept(options) | (readOnly ? MountFlags.RDONLY : 0);
        try {
            calls.mount(null, target, null, flags, null);
        } catch (Errno e) {
            throw refused(
                    now.mountPoint(),
                    readOnly
                            ? "the host does not make the mount read-only"
                            : "the host does not make the mount writable",
                    e);
        }
    }

    void mount(TableLine line, Path device, String type) throws IOException {
        MountFlags options = MountFlags.of(line.options());
        byte[] data = options.data().isEmpty() ? null : options.data().getBytes(StandardCharsets.ISO_8859_1);
        try {
            calls.mount(
                    HostName.bytes(device),
                    bytes(line.mountPoint()),
                    type.getBytes(StandardCharsets.ISO_8859_1),
                    options.flags(),
                    data);
        } catch (Errno e) {
            throw refused(line.mountPoint(), "the host does not mount " + device + " as " + type, e);
        }
    }

    void unmount(String mountPoint) throws IOException {
        MountTable.at(root, mountPoint);
        try {
            calls.unmount(bytes(mountPoint), UMOUNT_NOFOLLOW);
        } catch (Errno e) {
            throw refused(mountPoint, "the host does not unmount it", e);
        }
    }

    private static byte[] bytes(String mountPoint) throws InvalidRequestException {
        if (!mountPoint.startsWith("/") || mountPoint.indexOf('\0') >= 0) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no absolute path").at(mountPoint));
        }
        return NameBytes.encode(mountPoint)
                .orElseThrow(() ->
                        new InvalidRequestException(InvalidRequestException.detail("a path with half a surrogate pair")
                                .at(mountPoint)));
    }

    private static DisklessException refused(String mountPoint, String what, Errno errno) {
        FaultCode code = switch (errno.number()) {
            case Errno.EBUSY -> FaultCode.CONFLICT;
            case Errno.ENOENT, Errno.ENOTDIR, Errno.ENXIO, Errno.ENOMEDIUM -> FaultCode.NOT_FOUND;
            case Errno.ENODEV -> FaultCode.UNSUPPORTED;
            default -> FaultCode.IO;
        };
        FaultDetail detail = FaultDetail.of(code, what).at(mountPoint).found(errno.text());
        return new DisklessException(
                switch (errno.number()) {
                    case Errno.EPERM -> detail.cure("run as root, outside of containers that may not mount");
                    case Errno.EACCES, Errno.EROFS ->
                        detail.cure("see whether the medium is write-protected; otherwise run as root");
                    case Errno.EBUSY -> detail.cure("close the files that are open on it, and try again");
                    case Errno.ENOENT, Errno.ENOTDIR -> detail.cure("make the mount point, and plug the medium in");
                    case Errno.ENODEV -> detail.cure("load the module of the file system");
                    default -> detail;
                });
    }
}
