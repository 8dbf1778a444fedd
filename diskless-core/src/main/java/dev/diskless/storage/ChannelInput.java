package dev.diskless.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Reads a file from its start without using the position of its channel. Closing leaves the channel open. */
final class ChannelInput extends InputStream {

    private static final int PIECE = 64 * 1024;

    private final FileChannel channel;
    private long position;

    ChannelInput(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count = channel.read(ByteBuffer.wrap(target, offset, Math.min(length, PIECE)), position);
        position += Math.max(0, count);
        return count;
    }
}
