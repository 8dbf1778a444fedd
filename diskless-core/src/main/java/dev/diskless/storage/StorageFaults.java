package dev.diskless.storage;

import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.ImageFullException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The faults of storages. */
final class StorageFaults {

    private StorageFaults() {}

    static DisklessException conflict(Object place, String what) {
        return new DisklessException(
                FaultDetail.of(FaultCode.CONFLICT, what).at(place).cure("look at what is stored now, and try again"));
    }

    static DisklessException notFound(Object place) {
        return new DisklessException(
                FaultDetail.of(FaultCode.NOT_FOUND, "there is no such object").at(place));
    }

    static DisklessException exists(Object place) {
        return new DisklessException(
                FaultDetail.of(FaultCode.EXISTS, "the name is taken by something that is no object")
                        .at(place)
                        .cure("remove or rename the directory, link or special file of that name"));
    }

    static ImageFullException full(Object place, @Nullable Throwable cause) {
        return new ImageFullException(
                ImageFullException.detail("there is no room left")
                        .at(place)
                        .cure("delete old backups, or use a larger medium"),
                cause);
    }

    static DisklessException readOnly(Object place, Throwable cause) {
        return new DisklessException(
                FaultDetail.of(FaultCode.READ_ONLY, "the place takes no changes")
                        .at(place)
                        .cure("mount it for writing, or give this program the right to write there"),
                cause);
    }

    static InvalidRequestException closed(Object place) {
        return new InvalidRequestException(
                InvalidRequestException.detail("the storage is closed").at(place));
    }

    static InvalidRequestException outOfTurn(Object place, String what) {
        return new InvalidRequestException(InvalidRequestException.detail(what).at(place));
    }

    /** What failed while something was read, as a fault. */
    static IOException reading(IOException e, Object place) {
        return typed(e, place, "the host failed to read", false);
    }

    /** What failed while something was changed, as a fault. */
    static IOException changing(IOException e, Object place) {
        return typed(e, place, "the host failed to write", true);
    }

    private static IOException typed(IOException e, Object place, String what, boolean change) {
        if (e instanceof Fault fault) {
            boolean bare = fault.code() == FaultCode.FULL && !(e instanceof ImageFullException);
            return bare ? full(place, e) : e;
        }
        if (e instanceof ClosedByInterruptException) {
            return new CancelledException(
                    CancelledException.detail("the thread was interrupted").at(place), e);
        }
        String reason = reason(e);
        String known = reason.toLowerCase(Locale.ROOT);
        if (known.contains("no space left") || known.contains("quota exceeded") || known.contains("not enough space")) {
            return full(place, e);
        }
        if (change && (e instanceof AccessDeniedException || known.contains("read-only file system"))) {
            return readOnly(place, e);
        }
        if (known.contains("name too long")) {
            return tooLong(place, e);
        }
        FaultCode code = e instanceof NoSuchFileException ? FaultCode.NOT_FOUND : FaultCode.IO;
        return new DisklessException(FaultDetail.of(code, what).at(place).found(reason), e);
    }

    static InvalidRequestException tooLong(Object place, @Nullable Throwable cause) {
        return new InvalidRequestException(
                InvalidRequestException.detail("the name is too long for the place")
                        .at(place),
                cause);
    }

    /** What a file system throws unchecked because of its state, as a fault; a mistake of ours goes on. */
    static IOException state(RuntimeException e, Object place) {
        if (e instanceof ReadOnlyFileSystemException) {
            return readOnly(place, e);
        }
        if (e instanceof ClosedFileSystemException) {
            return new InvalidRequestException(
                    InvalidRequestException.detail("the file system is closed").at(place), e);
        }
        if (e instanceof UnsupportedOperationException) {
            return new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("the file system cannot do this")
                            .at(place)
                            .found(String.valueOf(e.getMessage())),
                    e);
        }
        throw e;
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException host ? host.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
