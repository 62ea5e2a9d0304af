package io.adxflow.emulator.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.faults.Faults.RequestFault;
import io.adxflow.emulator.ingestion.StandInStats;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests on one port, lets the faults have their way, and answers with JSON. It can stop listening and listen again on
 * the same port.
 */
public final class KustoHttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KustoHttpServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // The JDK's server waits 40 ms for the client's acknowledgement otherwise.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final KustoRequests requests;
    private final Faults faults;
    private final StandInStats stats;
    private final ExecutorService threads;
    private final int port;
    private @Nullable HttpServer server;

    /** @param port 0 takes a free one */
    public KustoHttpServer(int port, KustoRequests requests, Faults faults, StandInStats stats) throws IOException {
        this.requests = requests;
        this.faults = faults;
        this.stats = stats;
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "kusto-http");
            thread.setDaemon(true);
            return thread;
        });
        this.port = listen(port);
    }

    private int listen(int wanted) throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1024);
        listening.setExecutor(threads);
        listening.createContext("/", this::handle);
        listening.start();
        server = listening;
        return listening.getAddress().getPort();
    }

    public int port() {
        return port;
    }

    /** Closes the port and all connections: clients are refused. */
    public synchronized void down() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Listens again. */
    public synchronized void up() throws IOException {
        if (server == null) {
            listen(port);
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = body(exchange);
            String command = requests.command(exchange.getRequestURI(), body);
            RequestFault fault = faults.ofRequest(exchange.getRequestURI().getPath() + " " + command);
            String database = requests.database(exchange.getRequestURI(), body);
            if (faults.isForbidden(database)) {
                stats.count(Count.FAULTS);
                send(
                        exchange,
                        403,
                        Replies.error(
                                "Forbidden",
                                "Principal is not authorized to access database '" + database + "'.",
                                true));
                return;
            }
            if (fault != null && fault.kind() == Faults.Kind.HANG) {
                stats.count(Count.FAULTS);
                faults.awaitRelease();
                return;
            }
            if (fault != null && fault.kind() == Faults.Kind.STATUS) {
                stats.count(Count.FAULTS);
                refuse(exchange, fault.status(), fault.retryAfter());
                return;
            }
            Object answer;
            int status = 200;
            try {
                answer = requests.answer(exchange.getRequestURI(), exchange.getRequestHeaders(), body);
            } catch (KustoException refused) {
                status = 400;
                answer = Replies.error(refused);
            } catch (SQLException | RuntimeException failed) {
                LOG.warn("the stand-in failed on {}", command, failed);
                status = 500;
                answer = Replies.error("General_InternalServerError", String.valueOf(failed.getMessage()), false);
            }
            if (fault != null) {
                stats.count(Count.FAULTS);
                if (fault.kind() == Faults.Kind.HELD_ANSWER) {
                    faults.awaitRelease();
                }
            }
            if (fault == null || fault.kind() == Faults.Kind.HELD_ANSWER) {
                send(exchange, answer == null ? 404 : status, answer == null ? "" : answer);
            }
        } catch (IOException gone) {
            LOG.debug("a client is gone", gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                && !exchange.getRequestURI().getPath().startsWith("/v1/rest/ingest/");
        try (InputStream in = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            return in.readAllBytes();
        }
    }

    private static void refuse(HttpExchange exchange, int status, @Nullable Duration retryAfter) throws IOException {
        if (retryAfter != null) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(retryAfter.toSeconds()));
        }
        String code = status == 429 ? "TooManyRequests" : "ServiceUnavailable";
        send(exchange, status, Replies.error(code, "A fault of the stand-in", false));
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] bytes =
                answer instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        down();
        threads.shutdownNow();
    }
}
