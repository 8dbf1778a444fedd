package dev.diskless.overlay;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** Where the content of an entry comes from. */
interface Content {

    Content NONE = new Bytes(new byte[0]);

    long size();

    InputStream open() throws IOException;

    /** Fails if what was read may not be what was announced. */
    void checkUnchanged() throws IOException;

    /** Content in memory. */
    record Bytes(byte[] bytes) implements Content {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void checkUnchanged() {}
    }

    /** Content of a file that is read when the overlay is written. */
    record Source(Path file, long size, FileTime modified) implements Content {

        @Override
        public InputStream open() throws IOException {
            checkUnchanged();
            try {
                return new SourceInput(file);
            } catch (IOException e) {
                throw SourceInput.unreadable(file, e);
            }
        }

        @Override
        public void checkUnchanged() throws IOException {
            BasicFileAttributes now;
            try {
                now = Files.readAttributes(file, BasicFileAttributes.class);
            } catch (IOException e) {
                throw SourceInput.unreadable(file, e);
            }
            if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
                throw new DisklessException(
                        FaultDetail.of(FaultCode.CONFLICT, "the file changed after it was put into the overlay")
                                .at(file)
                                .expected(size + " bytes of " + modified)
                                .found(now.size() + " bytes of " + now.lastModifiedTime())
                                .cure("try again when nothing writes to it"));
            }
        }
    }
}
