package dev.diskless.storage;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a web server, read only. An address that ends in a slash is a folder: its objects are those that its file
 * {@code SHA256SUMS} names, or else those that the page of the folder links to, as nginx, Apache, lighttpd and BusyBox list
 * folders. Any other address is one object.
 *
 * <p>A file {@code NAME.sha256} beside an object, or else its line in {@code SHA256SUMS} there, is held against the content;
 * the stream fails with code {@link FaultCode#UNTRUSTED} where its end should be if they differ. Size, tag and
 * time that the server gives make the version. What breaks is tried again, and a broken body is resumed if the server
 * proves that the object is still the same. Nothing that the server says is believed beyond the {@link HttpLimits}.
 *
 * <p>A user name and password come from the address or from {@link StorageOptions#credentials()} when the server asks, and
 * go to no other server than that of the address. Redirections are followed five times, never from https to http.
 *
 * <p>Thread-safe.
 */
public final class HttpStorage implements Storage {

    private static final String SUMS = "SHA256SUMS";
    private static final String SUM = ".sha256";

    private final HttpAddress address;
    private final HttpExchange exchange;
    private volatile boolean closed;

    private HttpStorage(HttpAddress address, HttpExchange exchange) {
        this.address = address;
        this.exchange = exchange;
    }

    /**
     * Opens an address; asks the server whether there is anything.
     *
     * @param location an address of a file or, with a slash at its end, of a folder
     * @param options who knows user names and passwords
     * @param limits how long is waited and how much is believed
     * @return the storage
     * @throws IOException if the address is malformed (code {@link FaultCode#INVALID_REQUEST}), there is nothing (code
     *     {@link FaultCode#NOT_FOUND}), or the server is not reached or refuses
     */
    public static HttpStorage open(String location, StorageOptions options, HttpLimits limits) throws IOException {
        HttpAddress address = HttpAddress.parse(location);
        HttpStorage storage = new HttpStorage(address, new HttpExchange(address, options.credentials(), limits));
        storage.lookAt();
        return storage;
    }

    private void lookAt() throws IOException {
        if (!address.isFolder() && address.fileName().isEmpty()) {
            throw StorageFaults.outOfTurn(identity(), "the address does not end in the name of an object");
        }
        // A folder without a page may still have a list, or objects whose names the caller knows.
        try (HttpExchange.Answer answer = exchange.ask("HEAD", address.uri(), Map.of())) {
            boolean there = !answer.isMissing()
                    || (address.isFolder() && text(address.sibling(SUMS)).isPresent());
            if (!there || (!address.isFolder() && !answer.isFound() && answer.status() != 405)) {
                throw HttpExchange.refusal(address.uri(), answer);
            }
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw StorageFaults.closed(identity());
        }
    }

    @Override
    public String identity() {
        return HttpAddress.shown(address.uri());
    }

    private URI uri(String name) {
        return address.isFolder() ? address.sibling(name) : address.uri();
    }

    @Override
    public List<StoredObject> list() throws IOException {
        checkOpen();
        Set<String> names =
                address.isFolder() ? names() : Set.of(address.fileName().orElseThrow());
        if (names.size() > exchange.limits().objects()) {
            throw new LimitExceededException(
                    LimitExceededException.detail("the server lists more than what is accepted")
                            .at(identity())
                            .expected("at most " + exchange.limits().objects() + " objects")
                            .found(names.size()));
        }
        List<StoredObject> objects = new ArrayList<>();
        for (String name : names) {
            look(name).ifPresent(objects::add);
        }
        objects.sort(ObjectName.ORDER);
        return List.copyOf(objects);
    }

    private Set<String> names() throws IOException {
        Optional<String> sums = text(address.sibling(SUMS));
        if (sums.isPresent()) {
            return Sha256Sums.parse(sums.get()).digests().keySet();
        }
        String page = text(address.uri())
                .orElseThrow(() -> new DisklessException(
                        FaultDetail.of(FaultCode.UNSUPPORTED, "the server does not say what the folder holds")
                                .at(identity())
                                .cure("put a file " + SUMS + " there, or open an object by its name")));
        return AutoIndex.names(page, address.uri());
    }

    private Optional<StoredObject> look(String name) throws IOException {
        URI uri = uri(name);
        try (HttpExchange.Answer answer = exchange.ask("HEAD", uri, Map.of())) {
            HttpFacts facts = HttpFacts.of(answer);
            if (answer.isFound() && facts.size() >= 0) {
                return Optional.of(facts.object(name, facts.size()));
            }
            if (answer.isMissing()) {
                return Optional.empty();
            }
            if (!answer.isFound() && answer.status() != 405) {
                throw HttpExchange.refusal(uri, answer);
            }
        }
        return measured(name, uri);
    }

    // A server that does not say how large an object is has to send it.
    private Optional<StoredObject> measured(String name, URI uri) throws IOException {
        HttpExchange.Answer answer = exchange.ask("GET", uri, Map.of());
        try (answer) {
            if (answer.isMissing()) {
                return Optional.empty();
            }
            if (!answer.isFound()) {
                throw HttpExchange.refusal(uri, answer);
            }
            try (InputStream in = new HttpObjectInput(exchange, uri, answer, null)) {
                return Optional.of(HttpFacts.of(answer).object(name, in.transferTo(OutputStream.nullOutputStream())));
            }
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        checkOpen();
        ObjectName.checked(name);
        if (!address.isFolder() && !address.fileName().equals(Optional.of(name))) {
            throw StorageFaults.notFound(HttpAddress.shown(address.sibling(name)));
        }
        URI uri = uri(name);
        String digest = digest(name);
        HttpExchange.Answer answer = exchange.ask("GET", uri, Map.of());
        if (!answer.isFound()) {
            try (answer) {
                throw HttpExchange.refusal(uri, answer);
            }
        }
        return new HttpObjectInput(exchange, uri, answer, digest);
    }

    private @Nullable String digest(String name) throws IOException {
        Optional<String> own = text(address.sibling(name + SUM)).flatMap(Sha256Sums::only);
        if (own.isPresent()) {
            return own.get();
        }
        return text(address.sibling(SUMS))
                .map(text -> Sha256Sums.parse(text).digests().get(name))
                .orElse(null);
    }

    /** A small file or page; empty if there is none, or nobody may read it. */
    private Optional<String> text(URI uri) throws IOException {
        int limit = exchange.limits().listing();
        try (HttpExchange.Answer answer = exchange.ask("GET", uri, Map.of())) {
            if (answer.isMissing() || answer.status() == 403) {
                return Optional.empty();
            }
            if (!answer.isFound()) {
                throw HttpExchange.refusal(uri, answer);
            }
            byte[] bytes = new HttpObjectInput(exchange, uri, answer, null).readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new LimitExceededException(
                        LimitExceededException.detail("the list is longer than what is accepted")
                                .at(HttpAddress.shown(uri))
                                .expected("at most " + limit + " bytes"));
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public OptionalLong usableBytes() throws IOException {
        checkOpen();
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return identity();
    }
}
