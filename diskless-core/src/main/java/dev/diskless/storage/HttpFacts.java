package dev.diskless.storage;

import dev.diskless.spi.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the headers of an answer say of an object.
 *
 * @param size bytes; -1 if they do not say
 * @param tag the entity tag; empty for none
 * @param modified the time of the last change as the server wrote it; empty for none
 */
record HttpFacts(long size, String tag, String modified) {

    private static final int LONGEST_SIZE = 18;

    static HttpFacts of(HttpExchange.Answer answer) {
        String length = answer.header("Content-Length").orElse("");
        boolean number = length.length() <= LONGEST_SIZE
                && !length.isEmpty()
                && length.chars().allMatch(c -> c >= '0' && c <= '9');
        return new HttpFacts(
                number ? Long.parseLong(length) : -1,
                answer.header("ETag").orElse(""),
                answer.header("Last-Modified").orElse(""));
    }

    /** What proves to the server that a rest belongs to what was read before (RFC 9110, 13.1.5). */
    Optional<String> validator() {
        if (tag.startsWith("\"")) {
            return Optional.of(tag);
        }
        return tag.isEmpty() && !modified.isEmpty() ? Optional.of(modified) : Optional.empty();
    }

    private Instant time() {
        try {
            return ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    StoredObject object(String name, long length) {
        // The headers may be of any length; a digest of them is not.
        byte[] text = (tag + "\n" + modified + "\n" + length).getBytes(StandardCharsets.UTF_8);
        return new StoredObject(
                name,
                length,
                time(),
                HexFormat.of().formatHex(sha256().digest(text)).substring(0, 32));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
