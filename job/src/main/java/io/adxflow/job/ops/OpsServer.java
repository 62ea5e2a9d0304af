package io.adxflow.job.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Health, readiness and metrics over HTTP, apart from the ingest port and without authentication, so that probes and scrapers
 * work when senders are refused. Its threads are daemons of its own: a job that hangs cannot silence it.
 */
public final class OpsServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String INDEX =
            """
            adxflow ops endpoint
              /-/healthy  /healthz   200 while the process is worth keeping
              /-/ready    /readyz    200 while it takes requests, else 503 and why
              /metrics               Prometheus text format
            """;

    private final HttpServer server;
    private final ExecutorService threads;
    private final MetricStore metrics;
    private final Health health;

    private OpsServer(HttpServer server, ExecutorService threads, MetricStore metrics, Health health) {
        this.server = server;
        this.threads = threads;
        this.metrics = metrics;
        this.health = health;
    }

    /**
     * Binds and begins to answer.
     *
     * @throws IOException when the address cannot be bound
     */
    public static OpsServer start(HostPort address, MetricStore metrics, Health health) throws IOException {
        HttpServer server = HttpServer.create(address.socketAddress(), 0);
        ThreadFactory daemons = task -> {
            Thread thread = new Thread(task, "adxflow-ops");
            thread.setDaemon(true);
            return thread;
        };
        ExecutorService threads = Executors.newFixedThreadPool(2, daemons);
        OpsServer ops = new OpsServer(server, threads, metrics, health);
        server.setExecutor(threads);
        server.createContext("/", ops::answer);
        server.start();
        return ops;
    }

    /** The port it listens on, which matters when 0 was asked for. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, TEXT, "use GET\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/-/healthy", "/healthz" -> verdict(exchange, health.whyUnhealthy());
                case "/-/ready", "/readyz" -> verdict(exchange, health.whyNotReady());
                case "/metrics" ->
                    send(exchange, 200, PrometheusText.CONTENT_TYPE, PrometheusText.render(metrics.entries()));
                case "/" -> send(exchange, 200, TEXT, INDEX);
                default -> send(exchange, 404, TEXT, "not found\n\n" + INDEX);
            }
        }
    }

    private static void verdict(HttpExchange exchange, List<String> reasons) throws IOException {
        if (reasons.isEmpty()) {
            send(exchange, 200, TEXT, "ok\n");
        } else {
            send(exchange, 503, TEXT, String.join("\n", reasons) + "\n");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
