package dev.diskless.overlay.internal;

import java.io.Closeable;
import java.io.IOException;

/** Takes the bytes of a tar file, and is told where its entries begin. */
interface TarSink extends Closeable {

    /** An entry begins, with all of its headers. */
    void begin(byte[] name, long bytes) throws IOException;

    /** Bytes of the entry that has begun. */
    void write(byte[] b, int off, int len) throws IOException;

    /** The content of the entry that has begun, which the sink fetches itself. */
    void refer(FileReference content) throws IOException;

    /** Adds the end of the archive; the target stays open. */
    void finish() throws IOException;
}
