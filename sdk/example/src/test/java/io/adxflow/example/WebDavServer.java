package io.adxflow.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A WebDAV server in memory, as far as the destination speaks it. Collections' names end in a slash. */
final class WebDavServer implements AutoCloseable {
    private final TreeMap<String, byte[]> files = new TreeMap<>();
    private final Set<String> collections = new TreeSet<>(Set.of("/"));
    private final Set<String> refused = new TreeSet<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile boolean away;

    WebDavServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Breaks every connection instead of answering. */
    void away(boolean isAway) {
        away = isAway;
    }

    synchronized void refuse(String path) {
        refused.add(path);
    }

    synchronized void allow(String path) {
        refused.remove(path);
    }

    synchronized void loseStaged() {
        files.keySet().removeIf(path -> path.startsWith("/.staging/"));
    }

    /** What stands directly below a collection. */
    synchronized List<byte[]> below(String collection) {
        return files.entrySet().stream()
                .filter(file -> parent(file.getKey()).equals(collection))
                .map(file -> file.getValue())
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (away) {
            // Without an answer: the client sees its connection end.
            throw new IOException("away");
        }
        int status = status(exchange, body);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private synchronized int status(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        String to = exchange.getRequestHeaders().getFirst("Destination");
        String target = to == null ? path : URI.create(to).getRawPath();
        if (refused.stream().anyMatch(target::startsWith)) {
            return 403;
        }
        return switch (exchange.getRequestMethod()) {
            case "HEAD" -> files.containsKey(path) ? 200 : 404;
            case "PUT" -> {
                if (!collections.contains(parent(path))) {
                    yield 409;
                }
                files.put(path, body);
                yield 201;
            }
            case "MKCOL" -> !collections.contains(parent(path)) ? 409 : collections.add(path) ? 201 : 405;
            case "DELETE" -> {
                boolean any = files.keySet()
                        .removeIf(name -> name.equals(path) || path.endsWith("/") && name.startsWith(path));
                yield collections.remove(path) || any ? 204 : 404;
            }
            case "MOVE" -> move(path, target);
            default -> 501;
        };
    }

    private int move(String from, String to) {
        if (!files.containsKey(from)) {
            return 404;
        }
        if (!collections.contains(parent(to))) {
            return 409;
        }
        if (files.containsKey(to)) {
            return 412;
        }
        files.put(to, files.remove(from));
        return 201;
    }

    private static String parent(String path) {
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
