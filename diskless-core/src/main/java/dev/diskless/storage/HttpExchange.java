package dev.diskless.storage;

import dev.diskless.fault.CancelledException;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.FaultDetail;
import dev.diskless.fault.UntrustedException;
import dev.diskless.spi.Credential;
import dev.diskless.spi.CredentialSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server: follows redirections, but never from https to http, tries again what broke or met a passing trouble, and
 * names itself to the place it was told to, and to no other. Thread-safe.
 */
final class HttpExchange {

    private static final int REDIRECTIONS = 5;
    private static final int UNAUTHORIZED = 401;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final long FIRST_PAUSE_MILLIS = 100;

    /** An answer whose body is still to be read or closed. */
    record Answer(int status, HttpHeaders headers, TimedBody body) implements AutoCloseable {

        boolean isFound() {
            return status == 200;
        }

        boolean isMissing() {
            return status == 404 || status == 410;
        }

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        @Override
        public void close() {
            body.close();
        }
    }

    private final HttpClient client;
    private final HttpLimits limits;
    private final HttpAddress address;
    private final CredentialSource source;
    private volatile @Nullable Credential credential;
    private volatile boolean asked;

    HttpExchange(HttpAddress address, CredentialSource source, HttpLimits limits) {
        this.address = address;
        this.source = source;
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    HttpLimits limits() {
        return limits;
    }

    /** Asks once more and again until there is an answer that does not pass. */
    Answer ask(String method, URI uri, Map<String, String> headers) throws IOException {
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt >= limits.attempts();
            try {
                Answer answer = redirected(method, uri, headers);
                if (last || !PASSING.contains(answer.status())) {
                    return answer;
                }
                answer.close();
            } catch (DisklessException e) {
                throw e;
            } catch (SSLException e) {
                throw new UntrustedException(
                        UntrustedException.detail(
                                        "the server is not who it should be, or speaks no TLS that is trusted")
                                .at(HttpAddress.shown(uri)),
                        e);
            } catch (IOException e) {
                if (last) {
                    throw failed(uri, e);
                }
            }
            pause(attempt, uri);
        }
    }

    /** A failure of the network as a fault. */
    static IOException failed(URI uri, IOException e) {
        return StorageFaults.reading(e, HttpAddress.shown(uri));
    }

    /** Waits before another attempt. */
    void pause(int attempt, URI uri) throws IOException {
        try {
            Thread.sleep(FIRST_PAUSE_MILLIS << Math.min(attempt, 6));
        } catch (InterruptedException e) {
            throw interrupted(uri, e);
        }
    }

    private static CancelledException interrupted(URI uri, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CancelledException(
                CancelledException.detail("the thread was interrupted").at(HttpAddress.shown(uri)), e);
    }

    private Answer redirected(String method, URI first, Map<String, String> headers) throws IOException {
        URI uri = first;
        for (int count = 0; count <= REDIRECTIONS; count++) {
            Answer answer = authorized(method, uri, headers);
            if (!MOVED.contains(answer.status())) {
                return answer;
            }
            answer.close();
            uri = target(uri, answer.header("Location").orElse(""));
        }
        throw refused(FaultCode.LIMIT_EXCEEDED, first, "the server redirects too often");
    }

    private static URI target(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refused(FaultCode.CORRUPT, from, "the server redirects to what is no address");
        }
        if (!HttpAddress.isForm(to.toString()) || to.getHost() == null || location.isEmpty()) {
            throw refused(FaultCode.UNSUPPORTED, from, "the server redirects to another kind of address");
        }
        if (from.getScheme().equalsIgnoreCase("https") && !to.getScheme().equalsIgnoreCase("https")) {
            throw refused(FaultCode.UNTRUSTED, from, "the server redirects from https to http");
        }
        return to;
    }

    private static DisklessException refused(FaultCode code, URI uri, String what) {
        return new DisklessException(FaultDetail.of(code, what).at(HttpAddress.shown(uri)));
    }

    private Answer authorized(String method, URI uri, Map<String, String> headers) throws IOException {
        boolean own = HttpAddress.origin(uri).equals(HttpAddress.origin(address.uri()));
        Answer answer = send(method, uri, headers, own ? credential : null);
        if (answer.status() != UNAUTHORIZED || !own || !learnCredential()) {
            return answer;
        }
        answer.close();
        return send(method, uri, headers, credential);
    }

    private synchronized boolean learnCredential() throws IOException {
        if (!asked) {
            Credential given = address.credential();
            credential = given != null
                    ? given
                    : source.of(HttpAddress.origin(address.uri())).orElse(null);
            asked = true;
        }
        return credential != null;
    }

    private Answer send(String method, URI uri, Map<String, String> headers, @Nullable Credential as)
            throws IOException {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(limits.answer())
                    .header("Accept-Encoding", "identity")
                    .method(method, HttpRequest.BodyPublishers.noBody());
            headers.forEach(request::header);
            if (as != null) {
                request.header("Authorization", basic(as));
            }
            HttpResponse<TimedBody> response = client.send(request.build(), info -> new TimedBody(limits.answer()));
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            throw interrupted(uri, e);
        } catch (RuntimeException e) {
            // The client of the JDK lets some malformed headers through as unchecked exceptions.
            throw new DisklessException(
                    FaultDetail.of(FaultCode.CORRUPT, "the answer of the server is malformed")
                            .at(HttpAddress.shown(uri)),
                    e);
        }
    }

    private static String basic(Credential credential) {
        char[] password = credential.password();
        ByteBuffer bytes =
                StandardCharsets.UTF_8.encode(CharBuffer.wrap(credential.user() + ":" + String.valueOf(password)));
        Arrays.fill(password, '\0');
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        return "Basic " + Base64.getEncoder().encodeToString(text);
    }

    /** A refusal of the server as a fault. */
    static DisklessException refusal(URI uri, Answer answer) {
        boolean forbidden = answer.status() == UNAUTHORIZED || answer.status() == 403;
        FaultDetail detail = FaultDetail.of(
                        answer.isMissing() ? FaultCode.NOT_FOUND : FaultCode.IO,
                        answer.isMissing() ? "there is no such object" : "the server refuses")
                .at(HttpAddress.shown(uri))
                .found("status " + answer.status());
        return new DisklessException(
                forbidden ? detail.cure("give a user name and password that may read it") : detail);
    }
}
