package dev.diskless.ext4.internal.nio;

import dev.diskless.ext4.fault.CorruptFileSystemException;
import dev.diskless.ext4.fault.Ext4FileSystemException;
import dev.diskless.ext4.fault.FileSystemFullException;
import dev.diskless.ext4.fault.UnsupportedFileSystemFeatureException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The exceptions of this layer. */
final class Faults {

    private Faults() {}

    /** What the volume threw, as an exception of the file that the caller named. */
    static IOException at(Path file, IOException thrown) {
        if (thrown instanceof DisklessException fault) {
            return fault(file, fault.detail(), fault);
        }
        if (thrown instanceof FileAlreadyExistsException) {
            return new FileAlreadyExistsException(file.toString());
        }
        if (thrown instanceof DirectoryNotEmptyException) {
            return new DirectoryNotEmptyException(file.toString());
        }
        return thrown;
    }

    static Ext4FileSystemException corrupt(Path file, String what) {
        return fault(file, FaultDetail.of(FaultCode.CORRUPT, what), null);
    }

    static Ext4FileSystemException invalid(Path file, String what) {
        return fault(file, FaultDetail.of(FaultCode.INVALID_REQUEST, what), null);
    }

    static Ext4FileSystemException unsupported(Path file, String what) {
        return fault(file, FaultDetail.of(FaultCode.UNSUPPORTED, what), null);
    }

    static Ext4FileSystemException fault(Path file, FaultDetail detail, @Nullable Throwable cause) {
        String name = file.toString();
        return switch (detail.code()) {
            case CORRUPT -> new CorruptFileSystemException(name, detail, cause);
            case FULL -> new FileSystemFullException(name, detail, cause);
            case UNSUPPORTED -> new UnsupportedFileSystemFeatureException(name, detail, cause);
            default -> new Ext4FileSystemException(name, detail, cause);
        };
    }
}
