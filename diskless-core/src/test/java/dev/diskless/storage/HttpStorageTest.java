package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.storage.StorageContract;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.Credential;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class HttpStorageTest extends StorageContract {

    private static final HttpLimits LIMITS =
            new HttpLimits(Duration.ofSeconds(5), Duration.ofMillis(1500), 3, 1 << 20, 4000, 20);
    private static final StorageOptions OPTIONS = StorageOptions.of(Clock.systemUTC(), new Random(1));

    private WebServer server;

    @BeforeEach
    void start() throws IOException {
        server = new WebServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Override
    protected Storage storage(Map<String, byte[]> objects) throws IOException {
        StringBuilder page = new StringBuilder("<html><body><a href=\"../\">../</a>");
        objects.forEach((name, content) -> {
            server.file("/d/" + name, content);
            page.append("<a href=\"").append(name).append("\">").append(name).append("</a>  1-Jan 5\n");
        });
        server.file("/d/", page.toString().getBytes(StandardCharsets.UTF_8));
        return open("/d/");
    }

    private Storage open(String path) throws IOException {
        return HttpStorage.open(server.address(path), OPTIONS, LIMITS);
    }

    private static byte[] read(Storage storage, String name) throws IOException {
        try (InputStream in = storage.open(name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static void fails(FaultCode code, Executable call) {
        IOException thrown = assertThrows(IOException.class, call);
        assertTrue(thrown instanceof Fault, thrown::toString);
        assertEquals(code, ((Fault) thrown).code(), thrown::toString);
        assertFalse(thrown.toString().contains("secret"), thrown::toString);
    }

    private static String sum(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void addressOfOneFileIsThatObject() throws IOException {
        byte[] content = random(5000);
        server.file("/x/edge%201.apkovl.tar.gz?token=secret", content);
        Storage storage = open("/x/edge%201.apkovl.tar.gz?token=secret");
        assertFalse(storage.identity().contains("secret"));
        StoredObject object = storage.list().get(0);
        assertEquals("edge 1.apkovl.tar.gz", object.name());
        assertEquals(5000, object.size());
        assertEquals(Instant.parse("2026-07-11T09:30:00Z"), object.modified());
        assertArrayEquals(content, read(storage, object.name()));
        fails(FaultCode.NOT_FOUND, () -> storage.open("other"));
    }

    @Test
    void nothingThereIsNotFound() {
        fails(FaultCode.NOT_FOUND, () -> open("/nothing"));
        fails(FaultCode.NOT_FOUND, () -> open("/nothing/"));
    }

    @Test
    void versionFollowsTagTimeAndSize() throws IOException {
        server.file("/a", random(10));
        Storage storage = open("/a");
        String version = storage.list().get(0).version();
        assertEquals(version, storage.list().get(0).version());
        server.file("/a", random(11));
        assertNotEquals(version, storage.list().get(0).version());
    }

    @Test
    void sumsNameTheObjectsAndAreHeldAgainstThem() throws Exception {
        byte[] good = random(70_000);
        server.file("/d/good", good).file("/d/bad", random(100)).file("/d/alone", random(9));
        String sums = sum(good) + "  good\n" + sum(good) + " *./bad\n" + sum(good) + "  ../evil\nnonsense\n" + sum(good)
                + "  gone\n";
        server.file("/d/SHA256SUMS", sums.getBytes(StandardCharsets.UTF_8));
        Storage storage = open("/d/");
        assertEquals(
                List.of("bad", "good"),
                storage.list().stream().map(StoredObject::name).toList());
        assertArrayEquals(good, read(storage, "good"));
        fails(FaultCode.UNTRUSTED, () -> read(storage, "bad"));
        assertEquals(9, read(storage, "alone").length);
        server.file("/d/alone.sha256", (sum(good) + "\n").getBytes(StandardCharsets.UTF_8));
        fails(FaultCode.UNTRUSTED, () -> read(storage, "alone"));
    }

    @Test
    void checksumThatCannotBeReadIsNotPassedOver() throws IOException {
        server.file("/d/", new byte[0]).file("/d/a", random(9));
        server.page("/d/a.sha256", (request, out) -> out.write(WebServer.head("500 Oops", 0)));
        Storage storage = open("/d/");
        fails(FaultCode.IO, () -> storage.open("a"));
    }

    @Test
    void brokenBodyIsResumed() throws IOException {
        byte[] content = random(50_000);
        server.page("/a", (request, out) -> {
            int from = request.headers().containsKey("Range") ? 20_000 : 0;
            if (request.method().equals("HEAD") || from == 0) {
                out.write(WebServer.head("200 OK", content.length, "ETag: \"1\""));
            } else {
                assertEquals("\"1\"", request.headers().get("If-Range"));
                assertEquals("bytes=20000-", request.headers().get("Range"));
                out.write(
                        WebServer.head("206 Partial", 30_000, "ETag: \"1\"", "Content-Range: bytes 20000-49999/50000"));
            }
            if (request.method().equals("GET")) {
                out.write(content, from, from == 0 ? 20_000 : 30_000);
            }
        });
        assertArrayEquals(content, read(open("/a"), "a"));
    }

    @Test
    void bodyThatBreaksWithoutProofOfSamenessFails() throws IOException {
        server.page("/a", (request, out) -> {
            out.write(WebServer.head("200 OK", 1000, "ETag: W/\"1\""));
            out.write(new byte[500]);
        });
        fails(FaultCode.IO, () -> read(open("/a"), "a"));
    }

    @Test
    void objectThatChangesBetweenTwoPiecesIsAConflict() throws IOException {
        server.page("/a", (request, out) -> {
            boolean rest = request.headers().containsKey("Range");
            out.write(WebServer.head("200 OK", 1000, rest ? "ETag: \"2\"" : "ETag: \"1\""));
            out.write(new byte[rest ? 1000 : 500]);
        });
        fails(FaultCode.CONFLICT, () -> read(open("/a"), "a"));
    }

    @Test
    void bodyThatStandsStillFails() throws IOException {
        server.page("/a", (request, out) -> {
            out.write(WebServer.head("200 OK", 1000));
            out.write(new byte[500]);
            out.flush();
            if (request.method().equals("GET")) {
                Thread.sleep(20_000);
            }
        });
        fails(FaultCode.IO, () -> read(open("/a"), "a"));
    }

    @Test
    void passingTroubleIsTriedAgain() throws IOException {
        server.page("/a", (request, out) -> {
            if (request.number() % 2 == 0) {
                out.write(WebServer.head("503 Later", 0));
            } else {
                out.write(WebServer.head("200 OK", request.method().equals("GET") ? 3 : 3));
                if (request.method().equals("GET")) {
                    out.write(new byte[3]);
                }
            }
        });
        assertEquals(3, read(open("/a"), "a").length);
        server.page("/a", (request, out) -> out.write(WebServer.head("503 Never", 0)));
        fails(FaultCode.IO, () -> open("/a"));
    }

    @Test
    void redirectionsAreFollowedSoFarAndNoFurther() throws IOException {
        server.file("/b", random(3));
        server.page("/a", (request, out) -> out.write(WebServer.head("302 Found", 0, "Location: /b")));
        assertEquals(3, read(open("/a"), "a").length);
        server.page("/c", (request, out) -> out.write(WebServer.head("302 Found", 0, "Location: /c")));
        fails(FaultCode.LIMIT_EXCEEDED, () -> open("/c"));
        for (String bad : List.of("file:///etc/passwd", "ftp://x/y", "http://[", "")) {
            server.page("/d", (request, out) -> out.write(WebServer.head("302 Found", 0, "Location: " + bad)));
            assertThrows(IOException.class, () -> open("/d"), bad);
        }
    }

    @Test
    void objectsAndListsAreBounded() throws IOException {
        server.page("/a", (request, out) -> out.write(WebServer.head("200 OK", (1 << 20) + 1)));
        fails(FaultCode.LIMIT_EXCEEDED, () -> read(open("/a"), "a"));
        server.page("/endless", (request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (request.method().equals("GET")) {
                out.write(new byte[65536]);
            }
        });
        Storage endless = open("/endless");
        fails(FaultCode.LIMIT_EXCEEDED, () -> read(endless, "endless"));
        fails(FaultCode.LIMIT_EXCEEDED, endless::list);
        server.file("/long/", new byte[4001]);
        fails(FaultCode.LIMIT_EXCEEDED, () -> open("/long/").list());
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            many.append("<a href='f").append(i).append("'>");
        }
        server.file("/many/", many.toString().getBytes(StandardCharsets.UTF_8));
        fails(FaultCode.LIMIT_EXCEEDED, () -> open("/many/").list());
    }

    @Test
    void nonsenseOfAServerIsAFault() throws IOException {
        for (String answer : List.of(
                "",
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
            server.page("/a", (request, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
            IOException thrown = assertThrows(IOException.class, () -> read(open("/a"), "a"), answer);
            assertTrue(thrown instanceof Fault, answer + ": " + thrown);
        }
    }

    @Test
    void credentialsGoToTheServerOfTheAddressOnly() throws IOException {
        try (WebServer other = new WebServer()) {
            other.file("/b", random(4));
            server.page("/a", (request, out) -> {
                boolean known = "Basic bWU6c2VjcmV0".equals(request.headers().get("Authorization"));
                out.write(
                        known
                                ? WebServer.head("302 Found", 0, "Location: " + other.address("/b"))
                                : WebServer.head("401 Who", 0, "WWW-Authenticate: Basic realm=x"));
            });
            fails(FaultCode.IO, () -> open("/a"));
            StorageOptions options =
                    OPTIONS.withCredentials(place -> Optional.of(Credential.of("me", "secret".toCharArray())));
            Storage asked = HttpStorage.open(server.address("/a"), options, LIMITS);
            assertEquals(4, read(asked, "a").length);
            String location = server.address("/a").replace("//", "//me:secret@");
            Storage told = HttpStorage.open(location, OPTIONS, LIMITS);
            assertEquals(4, read(told, "a").length);
            assertFalse(told.identity().contains("me") || told.toString().contains("secret"));
            assertTrue(other.requests().stream().noneMatch(r -> r.headers().containsKey("Authorization")));
        }
    }

    @Test
    void malformedAddressesAreRefusedWithoutShowingThem() {
        for (String location : List.of(
                "http://",
                "http:///x",
                "https://a b/",
                "http://me:secret@/x",
                "http://me:se cret@h/",
                "http://h/x#y")) {
            fails(FaultCode.INVALID_REQUEST, () -> HttpStorage.open(location, OPTIONS, LIMITS));
        }
    }

    @Test
    void namesWithSpecialCharactersArriveWhole() throws IOException {
        try (OutputStream none = OutputStream.nullOutputStream()) {
            String name = "a+b %&ü.tar.gz";
            server.file("/d/", new byte[0]).file("/d/a%2Bb%20%25%26%C3%BC.tar.gz", random(6));
            try (InputStream in = open("/d/").open(name)) {
                assertEquals(6, in.transferTo(none));
            }
        }
    }
}
