package dev.diskless.loader;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Something that is read from a path. */
interface Reading<T> {

    T from(Path path) throws IOException;

    /** Reads, and turns failures of the host into faults that name the file. */
    static <T> T of(Path path, Reading<T> reading) throws IOException {
        try {
            return reading.from(path);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** A failure to read what has just been there, as a fault that names the file. */
    static IOException failure(Path path, IOException e) {
        if (e instanceof Fault) {
            return e;
        }
        if (e instanceof NoSuchFileException) {
            return new DisklessException(
                    FaultDetail.of(FaultCode.CONFLICT, "a boot file vanished while it was read")
                            .at(path)
                            .cure("read from a source that nobody writes to"),
                    e);
        }
        return new DisklessException(
                FaultDetail.of(FaultCode.IO, "a boot file cannot be read")
                        .at(path)
                        .found(e.getClass().getSimpleName())
                        .cure("make it readable, or run with the rights to read it"),
                e);
    }
}
