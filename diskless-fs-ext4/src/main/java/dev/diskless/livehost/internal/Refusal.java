package dev.diskless.livehost.internal;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.DeviceUse;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Turns what the kernel refused into faults that a user can act on. */
final class Refusal {

    private Refusal() {}

    /** A path could not be opened. */
    static IOException toOpen(Path path, boolean writing, Errno errno) {
        return switch (errno.number()) {
            case Errno.ENOENT, Errno.ENOTDIR -> noSuchDevice(path);
            case Errno.EACCES, Errno.EPERM ->
                new DisklessException(
                        FaultDetail.of(
                                        FaultCode.IO,
                                        writing ? "no right to write to the device" : "no right to read the device")
                                .at(path)
                                .found(errno.text())
                                .cure("run as root, or as a member of the group that owns the device"),
                        new AccessDeniedException(path.toString()));
            case Errno.ENOTBLK -> noBlockDevice(path);
            case Errno.EROFS -> writeProtected(path, errno.text());
            case Errno.ENXIO, Errno.ENODEV, Errno.ENOMEDIUM ->
                new DisklessException(FaultDetail.of(FaultCode.NOT_FOUND, "no device answers, or no medium is in it")
                        .at(path)
                        .found(errno.text())
                        .cure("put the medium in"));
            case Errno.EBUSY -> busy(path, "another program has it for itself");
            default ->
                new DisklessException(FaultDetail.of(FaultCode.IO, "the host failed to open it")
                        .at(path)
                        .found(errno.text()));
        };
    }

    static DisklessException noSuchDevice(Path path) {
        return new DisklessException(
                FaultDetail.of(FaultCode.NOT_FOUND, "there is no such device").at(path),
                new NoSuchFileException(path.toString()));
    }

    static InvalidRequestException noBlockDevice(Path path) {
        return new InvalidRequestException(InvalidRequestException.detail("no block device")
                .at(path)
                .cure("name a disk or a partition, for example /dev/sdb"));
    }

    static DisklessException writeProtected(Path path, String found) {
        return new DisklessException(FaultDetail.of(FaultCode.IO, "the device is write-protected")
                .at(path)
                .found(found)
                .cure("move the switch of the card, or allow writing with blockdev --setrw"));
    }

    /** Somebody uses a device that is wanted exclusively; at least one use is known. */
    static DisklessException inUse(Path path, List<DeviceUse> uses) {
        String all = uses.stream().map(DeviceUse::toString).collect(Collectors.joining(", "));
        return busy(path, all);
    }

    private static DisklessException busy(Path path, String user) {
        return new DisklessException(FaultDetail.of(FaultCode.CONFLICT, "the device is in use")
                .at(path)
                .found(user)
                .cure("unmount it, or stop what uses it"));
    }

    /** A transfer failed. */
    static DisklessException toTransfer(Path path, long position, String what, Errno errno) {
        boolean full = errno.number() == Errno.ENOSPC || errno.number() == Errno.EDQUOT;
        FaultDetail detail = FaultDetail.of(full ? FaultCode.HOST_FULL : FaultCode.IO, what)
                .at(path, position)
                .found(errno.text());
        return new DisklessException(
                switch (errno.number()) {
                    case Errno.ENOSPC, Errno.EDQUOT -> detail.cure("free room on its disk, or write elsewhere");
                    case Errno.ENXIO, Errno.ENODEV, Errno.ENOMEDIUM ->
                        detail.cure("see that the device is still plugged in");
                    default -> detail;
                });
    }

    /** A request that moves no bytes failed. */
    static DisklessException toDo(Path path, String what, Errno errno) {
        FaultDetail detail = FaultDetail.of(FaultCode.IO, what).at(path).found(errno.text());
        boolean rights = errno.number() == Errno.EACCES || errno.number() == Errno.EPERM;
        return new DisklessException(rights ? detail.cure("run as root") : detail);
    }
}
