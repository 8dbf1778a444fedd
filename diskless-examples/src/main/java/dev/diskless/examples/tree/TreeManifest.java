package dev.diskless.examples.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a tree is, without the bytes of its files: a digest over all else, and the newest time in it. */
public final class TreeManifest implements TreeSink {

    private final MessageDigest digest = sha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(7 * Long.BYTES);
    private Instant newest = Instant.EPOCH;

    /** A SHA-256 digest, which every JDK has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    @Override
    public void add(TreeEntry entry, Content content) {
        Instant time = entry.modified().toInstant();
        newest = time.isAfter(newest) ? time : newest;
        text(entry.path());
        text(String.valueOf(entry.linkTarget()));
        text(String.valueOf(entry.sameAs()));
        digest.update(numbers.clear()
                .putLong(entry.mode())
                .putLong(entry.uid())
                .putLong(entry.gid())
                .putLong(entry.rdev())
                .putLong(entry.size())
                .putLong(time.getEpochSecond())
                .putLong(time.getNano())
                .flip());
        entry.attributes().forEach((name, value) -> {
            text(name);
            text(new String(value, StandardCharsets.ISO_8859_1));
        });
    }

    @Override
    public void leave(TreeEntry directory) {
        // Everything was said when it was entered.
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16BE);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    /** The digest of what was added so far; ends it. */
    public byte[] digest() {
        return digest.digest();
    }

    /** The newest time, in whole seconds; the start of 1970 if there is nothing newer. */
    public Instant newest() {
        return newest.truncatedTo(ChronoUnit.SECONDS);
    }
}
