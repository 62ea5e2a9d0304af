package io.adxflow.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.adxflow.example.WebDavKind;
import io.adxflow.sdk.contract.ExtensionJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The documented extension in a folder that the processes of a cluster share, and one of them killed. */
@Tag("cluster")
class ClusterExtensionITCase {
    /** By their paths, as WebDAV's PUT and MOVE leave them. */
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void deliversOnAClusterThoughATaskManagerIsKilled() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        example(plugins.resolve("example.jar"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        List<String> settings = List.of(
                "plugins.dir=" + plugins,
                "batch.max-age=1s",
                "batch.small-max-age=1s",
                "monikers.dav.kind=webdav",
                "monikers.dav.url=http://127.0.0.1:" + server.getAddress().getPort(),
                "namespaces.default.monikers=dav");
        try (ClusterJob job = new ClusterJob(folder, settings);
                OfferedLoad load = new OfferedLoad(job.endpoints(), "default", 10, 4)) {
            job.awaitReady();
            Waiting.until("rows by the extension", () -> rows() > 0);
            job.kill();
            job.awaitReady();
            long before = load.acknowledgedBodies();
            Waiting.until("bodies after the kill", () -> load.acknowledgedBodies() > before + 20);
            long samples = load.end();
            Waiting.until("each row once", () -> rows() == samples);
        } finally {
            server.stop(0);
        }
    }

    private static void example(Path jar) throws Exception {
        Path built = Path.of(WebDavKind.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(built)) {
            Path unused = new ExtensionJar().folder(built).writeTo(jar);
        } else {
            Files.copy(built, jar);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status(exchange, body), -1);
        exchange.close();
    }

    private synchronized int status(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        switch (exchange.getRequestMethod()) {
            case "HEAD":
                return files.containsKey(path) ? 200 : 404;
            case "PUT":
                files.put(path, body);
                return 201;
            case "DELETE":
                return files.remove(path) == null ? 404 : 204;
            case "MOVE":
                byte[] moved = files.remove(path);
                String to = URI.create(exchange.getRequestHeaders().getFirst("Destination"))
                        .getRawPath();
                return moved == null ? 404 : files.putIfAbsent(to, moved) == null ? 201 : 412;
            default:
                return 201;
        }
    }

    private synchronized long rows() throws IOException {
        long rows = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().contains("OfDefault") && file.getKey().endsWith(".csv.gz")) {
                try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file.getValue()))) {
                    rows += new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .count();
                }
            }
        }
        return rows;
    }
}
