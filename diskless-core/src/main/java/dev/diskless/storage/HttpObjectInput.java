package dev.diskless.storage;

import dev.diskless.fault.CancelledException;
import dev.diskless.fault.CorruptInputException;
import dev.diskless.fault.Fault;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.fault.UntrustedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of an object of a server. A body that breaks is resumed where the server says that the object is still the
 * same; at the end its size and digest are checked.
 */
final class HttpObjectInput extends InputStream {

    private static final int PARTIAL = 206;

    private final HttpExchange exchange;
    private final URI uri;
    private final HttpFacts facts;
    private final @Nullable String expected;
    private final MessageDigest digest = HttpFacts.sha256();
    private InputStream body;
    private long position;
    private int broken;
    private boolean ended;

    /**
     * Starts with an answer.
     *
     * @param expected the SHA-256 in lower-case hexadecimal digits, or null if nobody vouches for the content
     */
    HttpObjectInput(HttpExchange exchange, URI uri, HttpExchange.Answer answer, @Nullable String expected)
            throws IOException {
        this.exchange = exchange;
        this.uri = uri;
        this.facts = HttpFacts.of(answer);
        this.expected = expected;
        this.body = answer.body();
        checkSize(facts.size());
    }

    private void checkSize(long size) throws IOException {
        if (size > exchange.limits().objectSize()) {
            close();
            throw new LimitExceededException(LimitExceededException.detail("the object is larger than what is accepted")
                    .at(place())
                    .expected("at most " + exchange.limits().objectSize() + " bytes")
                    .found(size));
        }
    }

    private String place() {
        return HttpAddress.shown(uri);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0 || ended) {
            return ended ? -1 : 0;
        }
        while (true) {
            try {
                int count = body.read(target, offset, length);
                if (count >= 0) {
                    digest.update(target, offset, count);
                    position += count;
                    checkSize(position);
                    return count;
                }
                if (position >= facts.size()) {
                    finish();
                    return -1;
                }
                resume(null);
            } catch (IOException e) {
                if (e instanceof Fault) {
                    throw e;
                }
                resume(e);
            }
        }
    }

    private void finish() throws IOException {
        ended = true;
        close();
        if (facts.size() >= 0 && position != facts.size()) {
            throw new CorruptInputException(
                    CorruptInputException.detail("the object has another size than the server said")
                            .at(place())
                            .expected(facts.size())
                            .found(position));
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (expected != null && !expected.equals(found)) {
            throw new UntrustedException(
                    UntrustedException.detail("the object does not have the digest that its server lists")
                            .at(place())
                            .expected("SHA-256 " + expected)
                            .found(found)
                            .cure("store object and list anew, in this order"));
        }
    }

    private void resume(@Nullable IOException cause) throws IOException {
        body.close();
        IOException failure = HttpExchange.failed(
                uri, cause != null ? cause : new IOException("the body ends after " + position + " bytes"));
        Optional<String> validator = facts.validator();
        if (++broken >= exchange.limits().attempts() || validator.isEmpty() || failure instanceof CancelledException) {
            throw failure;
        }
        exchange.pause(broken, uri);
        HttpExchange.Answer answer =
                exchange.ask("GET", uri, Map.of("Range", "bytes=" + position + "-", "If-Range", validator.get()));
        String range = answer.header("Content-Range").orElse("");
        boolean rest = answer.status() == PARTIAL
                && range.startsWith("bytes " + position + "-")
                && (facts.size() < 0 || range.endsWith("/" + facts.size()));
        if (rest) {
            body = answer.body();
            return;
        }
        answer.close();
        if (answer.isFound() && !HttpFacts.of(answer).equals(facts)) {
            throw StorageFaults.conflict(place(), "the object was replaced while it was read");
        }
        throw failure;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
