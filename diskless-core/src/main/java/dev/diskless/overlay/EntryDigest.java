package dev.diskless.overlay;

import dev.diskless.medium.NameBytes;
import dev.diskless.medium.OverlayEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Feeds entries to a digest so that different entries cannot give the same bytes: every text after its length. */
final class EntryDigest {

    private final MessageDigest digest;
    private final byte[] buffer = new byte[1 << 14];

    EntryDigest(MessageDigest digest) {
        this.digest = digest;
    }

    void add(OverlayEntry entry, InputStream content) throws IOException {
        text(NameBytes.encode(entry.name()).orElseThrow());
        text(entry.type().name().getBytes(StandardCharsets.US_ASCII));
        text(NameBytes.encode(entry.linkTarget()).orElseThrow());
        digest.update(ByteBuffer.allocate(28)
                .putInt(entry.mode())
                .putInt(entry.uid())
                .putInt(entry.gid())
                .putInt(entry.deviceMajor())
                .putInt(entry.deviceMinor())
                .putLong(entry.size())
                .flip());
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            digest.update(buffer, 0, count);
        }
    }

    private void text(byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
