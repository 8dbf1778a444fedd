package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** The bytes of a file of the caller's; a failure of the host names the file, which the host itself does not. */
final class SourceInput extends FilterInputStream {

    private final Path file;

    SourceInput(Path file, OpenOption... options) throws IOException {
        super(Files.newInputStream(file, options));
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        try {
            return super.read(b, off, len);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static IOException unreadable(Path file, IOException e) {
        return e instanceof Fault
                ? e
                : new DisklessException(
                        FaultDetail.of(FaultCode.IO, "a file for the overlay cannot be read")
                                .at(file)
                                .found(e.getClass().getSimpleName())
                                .cure("make it readable, or leave it out"),
                        e);
    }
}
