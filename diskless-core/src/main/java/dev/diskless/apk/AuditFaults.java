package dev.diskless.apk;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The faults of an audit. */
final class AuditFaults {

    private AuditFaults() {}

    static DisklessException unreadable(Path place, IOException cause) {
        if (cause instanceof DisklessException fault) {
            return fault;
        }
        boolean denied = cause instanceof AccessDeniedException;
        String reason = cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
        FaultDetail detail = FaultDetail.of(FaultCode.IO, "the root cannot be read, so what to save is not known")
                .at(place)
                .cure(
                        denied
                                ? "run with the right to read it, or exclude it"
                                : "check the file system that holds it, or exclude it");
        return new DisklessException(
                denied ? detail.found("no permission") : reason == null ? detail : detail.found(reason), cause);
    }
}
