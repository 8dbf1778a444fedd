package dev.diskless.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.Fault;
import dev.diskless.fault.FaultCode;
import dev.diskless.spi.Storage;
import dev.diskless.spi.StorageOptions;
import dev.diskless.spi.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders behind real web servers. */
class HttpRealServerTest {

    private static final String NAME = "edge 1.apkovl.tar.gz";
    private static final StorageOptions OPTIONS = StorageOptions.of(Clock.systemUTC(), new Random(1));

    @TempDir
    Path folder;

    private Process server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    private byte[] fill() throws IOException {
        byte[] content = new byte[200_000];
        new Random(4).nextBytes(content);
        Files.write(folder.resolve(NAME), content);
        Files.write(folder.resolve("other"), new byte[0]);
        Files.createDirectory(folder.resolve("below"));
        return content;
    }

    /** Starts a server at a free port of this machine; what is given comes around the port. */
    private String start(String tool, List<String> before, List<String> after) throws Exception {
        RealTool.named(tool);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of(tool));
        command.addAll(before);
        command.add(before.contains("-p") ? "127.0.0.1:" + port : String.valueOf(port));
        command.addAll(after);
        server = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return "http://127.0.0.1:" + socket.getPort() + "/";
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError(tool + " does not listen");
    }

    private static byte[] read(Storage storage, String name) throws IOException {
        try (InputStream in = storage.open(name)) {
            return in.readAllBytes();
        }
    }

    private static List<String> names(Storage storage) throws IOException {
        return storage.list().stream().map(StoredObject::name).toList();
    }

    @Test
    void busyboxServesWhatSha256sumLists() throws Exception {
        byte[] content = fill();
        String sums = RealTool.named("sha256sum")
                .run(Map.of(), folder, NAME, "other")
                .succeeded()
                .out();
        Files.writeString(folder.resolve("SHA256SUMS"), sums);
        String address = start("busybox", List.of("httpd", "-f", "-p"), List.of("-h", folder.toString()));
        try (Storage storage = Storages.open(address, OPTIONS)) {
            assertEquals(List.of(NAME, "other"), names(storage));
            assertEquals(content.length, storage.list().get(0).size());
            assertArrayEquals(content, read(storage, NAME));
            Files.write(folder.resolve(NAME), new byte[9]);
            try {
                read(storage, NAME);
            } catch (IOException e) {
                assertEquals(FaultCode.UNTRUSTED, ((Fault) e).code());
                return;
            }
            throw new AssertionError("a changed object was taken");
        }
    }

    @Test
    void pythonListsAFolder() throws Exception {
        byte[] content = fill();
        String address = start("python3", List.of("-m", "http.server", "--bind", "127.0.0.1"), List.of());
        try (Storage storage = Storages.open(address, OPTIONS)) {
            assertEquals(List.of(NAME, "other"), names(storage));
            assertArrayEquals(content, read(storage, NAME));
            StoredObject object = storage.list().get(0);
            assertTrue(object.modified().getEpochSecond() > 0);
        }
        try (Storage one = Storages.open(address + "edge%201.apkovl.tar.gz", OPTIONS)) {
            assertArrayEquals(content, read(one, NAME));
        }
    }
}
