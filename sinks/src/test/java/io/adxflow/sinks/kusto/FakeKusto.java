package io.adxflow.sinks.kusto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Engine and data management service of a cluster, as far as a test says what they answer. Storage is real, this is not:
 * it ingests nothing.
 */
final class FakeKusto implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final String TOKEN = "identity-token-of-the-test";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Every command, as it came. */
    final List<String> commands = new CopyOnWriteArrayList<>();

    /** Rows of {@code .show ingestion resources}: type and signed URL. */
    volatile List<List<String>> resources = List.of();

    /** Requests to refuse with 429, and the seconds to name with each. */
    final AtomicInteger throttled = new AtomicInteger();

    volatile int retryAfterSeconds = 7;
    volatile String operationState = "Completed";
    volatile String operationStatus = "";
    volatile boolean shouldRetry;
    volatile int refuseWith;

    FakeKusto() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/rest/mgmt", this::command);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    long count(String beginning) {
        return commands.stream()
                .filter(command -> command.startsWith(beginning))
                .count();
    }

    private void command(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String command = request.get("csl").asText();
        if (throttled.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getResponseHeaders().add("Retry-After", String.valueOf(retryAfterSeconds));
            answer(exchange, 429, "{}");
            return;
        }
        commands.add(command);
        if (refuseWith != 0) {
            answer(
                    exchange,
                    refuseWith,
                    "{\"error\":{\"code\":\"Forbidden\",\"message\":\"Principal is not authorized\",\"@message\":"
                            + "\"Principal 'x' is not authorized\",\"@type\":\"t\",\"@permanent\":true}}");
            return;
        }
        answer(exchange, 200, table(command));
    }

    private String table(String command) {
        if (command.startsWith(".show ingestion resources")) {
            return table(List.of("ResourceTypeName", "StorageRoot"), resources);
        }
        if (command.startsWith(".get kusto identity token")) {
            return table(List.of("AuthorizationContext"), List.of(List.of(TOKEN)));
        }
        if (command.startsWith(".ingest async")) {
            return table(
                    List.of("OperationId"),
                    List.of(List.of("0d2a66ac-0000-0000-0000-" + String.format("%012d", count(".ingest async")))));
        }
        if (command.startsWith(".show operations")) {
            return table(
                    List.of("OperationId", "State", "Status", "ShouldRetry"),
                    List.of(List.of("id", operationState, operationStatus, String.valueOf(shouldRetry))));
        }
        return table(List.of("Result"), List.of());
    }

    private static String table(List<String> columns, List<List<String>> rows) {
        ObjectNode reply = JSON.createObjectNode();
        ObjectNode table = reply.putArray("Tables").addObject().put("TableName", "Table_0");
        ArrayNode described = table.putArray("Columns");
        for (String column : columns) {
            described
                    .addObject()
                    .put("ColumnName", column)
                    .put("DataType", "String")
                    .put("ColumnType", "string");
        }
        ArrayNode all = table.putArray("Rows");
        for (List<String> row : new ArrayList<>(rows)) {
            ArrayNode cells = all.addArray();
            row.forEach(cells::add);
        }
        return reply.toString();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
