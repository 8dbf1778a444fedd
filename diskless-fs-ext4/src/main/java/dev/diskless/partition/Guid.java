package dev.diskless.partition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A GUID as GPT stores it (UEFI specification, appendix A): 16 bytes, of which the first three fields, 4, 2 and 2 bytes
 * long, are little endian, and the last 8 bytes stand in the order in which they are printed.
 */
final class Guid {

    static final int SIZE = 16;
    static final UUID ZERO = new UUID(0, 0);

    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Guid() {}

    static UUID read(ByteBuffer source, int position) {
        ByteBuffer bytes = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long high = Integer.toUnsignedLong(bytes.getInt(position)) << 32
                | Short.toUnsignedLong(bytes.getShort(position + 4)) << 16
                | Short.toUnsignedLong(bytes.getShort(position + 6));
        return new UUID(high, bytes.order(ByteOrder.BIG_ENDIAN).getLong(position + 8));
    }

    static void write(ByteBuffer target, int position, UUID guid) {
        ByteBuffer bytes = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long high = guid.getMostSignificantBits();
        bytes.putInt(position, (int) (high >>> 32));
        bytes.putShort(position + 4, (short) (high >>> 16));
        bytes.putShort(position + 6, (short) high);
        bytes.order(ByteOrder.BIG_ENDIAN).putLong(position + 8, guid.getLeastSignificantBits());
    }

    /** The GUID of a text in the usual form, in upper or lower case. */
    static Optional<UUID> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /** The identity of a partition that was given none: a UUID of version 8 from the disk's and its number. */
    static UUID derived(UUID disk, int number) {
        return derived("diskless gpt partition\n" + disk + "\n" + number + "\n");
    }

    /** A UUID of version 8 (RFC 9562, section 5.8) from the SHA-256 of a text. */
    static UUID derived(String source) {
        ByteBuffer digest = ByteBuffer.wrap(sha256(source.getBytes(StandardCharsets.UTF_8)));
        long high = digest.getLong(0) & ~0xF000L | 0x8000L;
        long low = digest.getLong(8) & ~(3L << 62) | 2L << 62;
        return new UUID(high, low);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
