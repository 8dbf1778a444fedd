package dev.diskless.overlay;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.io.InputStream;

/** A content that ends with a fault when the caller cancels. */
final class CancellableInput extends InputStream {

    private final InputStream in;
    private final Progress progress;

    CancellableInput(InputStream in, Progress progress) {
        this.in = in;
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        return in.read();
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        progress.check();
        return in.read(b, off, len);
    }
}
