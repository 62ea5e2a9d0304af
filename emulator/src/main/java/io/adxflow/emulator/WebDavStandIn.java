package io.adxflow.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A WebDAV server in memory, which takes what the documented extension asks for, wherever it is. Thread-safe. */
public final class WebDavStandIn implements AutoCloseable {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    public WebDavStandIn() throws IOException {
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "dav");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    /** Without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status(exchange, body), -1);
        exchange.close();
    }

    private synchronized int status(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        return switch (exchange.getRequestMethod()) {
            case "HEAD" -> files.containsKey(path) ? 200 : 404;
            case "PUT" -> {
                files.put(path, body);
                yield 201;
            }
            case "MOVE" -> {
                String to = URI.create(exchange.getRequestHeaders().getFirst("Destination"))
                        .getRawPath();
                byte[] moved = files.remove(path);
                yield moved == null ? 404 : files.putIfAbsent(to, moved) == null ? 201 : 412;
            }
            case "DELETE" -> files.remove(path) == null ? 404 : 204;
            default -> 201;
        };
    }

    /** The rows of all files of a table. */
    public synchronized List<String> lines(String database, String table) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().startsWith("/" + database + "/" + table + "/")) {
                text.append(new String(
                        new GZIPInputStream(new ByteArrayInputStream(file.getValue())).readAllBytes(), UTF_8));
            }
        }
        return text.toString().lines().toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
