package dev.diskless.initramfs;

import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZIOException;

/** The content of one .xz stream, with the library's exceptions as faults. For one thread. */
final class XzStream extends InputStream {

    /** Enough for {@code xz -9}, whose dictionary has 64 MiB. */
    static final int MEMORY_LIMIT_KIB = 68 << 10;

    private final ByteWindow input;
    private final String place;
    private @Nullable SingleXZInputStream stream;

    XzStream(ByteWindow input, String place) {
        this.input = input;
        this.place = place;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            if (stream == null) {
                stream = new SingleXZInputStream(input, MEMORY_LIMIT_KIB);
            }
            return stream.read(target, offset, length);
        } catch (MemoryLimitException e) {
            throw new LimitExceededException(
                    LimitExceededException.detail("xz data needs more memory than is given to it")
                            .at(place, input.position())
                            .expected("at most " + MEMORY_LIMIT_KIB + " KiB")
                            .found(e.getMemoryNeeded() + " KiB")
                            .cure("compress it with a smaller dictionary"),
                    e);
        } catch (UnsupportedOptionsException e) {
            throw new UnsupportedFeatureException(
                    UnsupportedFeatureException.detail("xz data with options that cannot be read")
                            .at(place, input.position()),
                    e);
        } catch (XZIOException e) {
            throw new CorruptInputException(
                    CorruptInputException.detail("damaged xz data").at(place, input.position()), e);
        } catch (EOFException e) {
            throw new CorruptInputException(
                    CorruptInputException.detail("xz data ends too early").at(place, input.position()), e);
        }
    }
}
