package dev.diskless.ext4.internal.nio;

import dev.diskless.medium.NameBytes;
import java.nio.file.InvalidPathException;

/** Names as bytes and as strings, in the way of {@link NameBytes}, with the refusals of a file system. */
final class NameCodec {

    private NameCodec() {}

    static String decode(byte[] bytes) {
        return NameBytes.decode(bytes);
    }

    static byte[] encode(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, "Nul character not allowed");
        }
        return NameBytes.encode(text)
                .orElseThrow(
                        () -> new InvalidPathException(text, "a surrogate that is neither paired nor an escaped byte"));
    }
}
