package dev.diskless.overlay.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;

/** What the bytes of an overlay depend on beside its content: the level, the rules here, and the zlib of the JDK. */
final class PackOrigin {

    private static final int VERSION = 1;
    private static final int PROBE_BYTES = 1 << 16;

    private PackOrigin() {}

    /** A digest that differs wherever the same content may be compressed otherwise. */
    static byte[] digest(int level) {
        MessageDigest digest = Sha256.create();
        digest.update(ByteBuffer.allocate(5 * Integer.BYTES)
                .putInt(VERSION)
                .putInt(level)
                .putInt(CutRule.SHORTEST)
                .putInt(CutRule.MORE)
                .putInt(PackedUnit.MOST_PLAIN)
                .flip());
        digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
        UnitPacker packer = new UnitPacker(level);
        try {
            ByteBuffer probe = packer.buffer(PROBE_BYTES);
            // Something that can be compressed, but not by much.
            Random random = new Random(VERSION);
            while (probe.position() < PROBE_BYTES) {
                probe.put((byte) (random.nextGaussian() * 8));
            }
            digest.update(packer.pack(false));
        } finally {
            packer.close();
        }
        return digest.digest();
    }
}
