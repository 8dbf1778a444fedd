package dev.diskless.storage;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A web server that says byte for byte what a test wants, bad things too. */
final class WebServer implements Closeable {

    /** What was asked. */
    record Request(String method, String path, Map<String, String> headers, int number) {}

    /** Writes an answer; what it leaves open is closed. */
    interface Page {
        void answer(Request request, OutputStream out) throws Exception;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<Request> requests = new ArrayList<>();

    WebServer() throws IOException {
        Thread thread = new Thread(this::serve, "web server");
        thread.setDaemon(true);
        thread.start();
    }

    String address(String path) {
        return "http://127.0.0.1:" + socket.getLocalPort() + path;
    }

    WebServer page(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    /** A file with a tag. */
    WebServer file(String path, byte[] content) {
        return page(path, (request, out) -> {
            out.write(head(
                    "200 OK",
                    content.length,
                    "ETag: \"" + content.length + "\"",
                    "Last-Modified: Sat, 11 Jul 2026 09:30:00 GMT"));
            if (request.method().equals("GET")) {
                out.write(content);
            }
        });
    }

    static byte[] head(String status, long length, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return ("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\nConnection: close\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    private synchronized Request note(String method, String path, Map<String, String> headers) {
        int number = (int) requests.stream().filter(r -> r.path().equals(path)).count();
        Request request = new Request(method, path, headers, number);
        requests.add(request);
        return request;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread thread = new Thread(() -> talk(connection), "web connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket connection) {
        try (connection;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
                OutputStream out = connection.getOutputStream()) {
            String[] first = String.valueOf(in.readLine()).split(" ");
            if (first.length < 2) {
                return;
            }
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            Request request = note(first[0], first[1], headers);
            Page page = pages.get(first[1]);
            if (page == null) {
                out.write(head("404 Not Found", 0));
            } else {
                page.answer(request, out);
            }
            out.flush();
        } catch (Exception e) {
            // The client hung up, or the page wanted to break off.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
