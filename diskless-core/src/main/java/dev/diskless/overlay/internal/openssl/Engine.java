package dev.diskless.overlay.internal.openssl;

import java.io.IOException;

/** A cipher at work in one direction. It neither adds nor takes away padding. For one thread. */
interface Engine {

    /** The most bytes that come out when so many go in. */
    int outputBytes(int count);

    /** Takes bytes and gives those that are ready, in their order; how many is the result. */
    int update(byte[] in, int from, int count, byte[] out) throws IOException;

    /** Gives the last bytes; for padded modes all bytes together must have been whole blocks. */
    int finish(byte[] out) throws IOException;
}
