package io.adxflow.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.adxflow.emulator.faults.Faults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Switches faults of a stand-in in another process: {@code POST /_control} with {@code {"do": NAME, …}}, on a port of its own,
 * since the stand-in's may be down. {@code GET /_control} tells what the stand-in saw.
 *
 * <p>Names are those of {@link Faults}' methods, with {@code pattern}, {@code times} (none: always) and the others' arguments
 * ({@code status, retryAfterMillis, code, details, permanent, millis, database}), and {@code down, up, createDatabase, sasLifetime,
 * rotateResources, rotateToken}.
 */
final class ControlServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KustoStandIn standIn;
    private final HttpServer server;

    ControlServer(int port, KustoStandIn standIn) throws IOException {
        this.standIn = standIn;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.createContext("/_control", this::handle);
        server.start();
    }

    String endpoint() {
        return "http://localhost:" + server.getAddress().getPort() + "/_control";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            ObjectNode answer = JSON.createObjectNode();
            if (exchange.getRequestMethod().equals("POST")) {
                try {
                    act(JSON.readTree(exchange.getRequestBody()));
                } catch (IllegalArgumentException | SQLException refused) {
                    status = 400;
                    answer.put("error", String.valueOf(refused.getMessage()));
                }
            }
            answer.put("inFlight", standIn.inFlight());
            ObjectNode stats = answer.putObject("stats");
            standIn.stats().all().forEach((count, value) -> stats.put(count.name(), value));
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void act(JsonNode order) throws IOException, SQLException {
        Faults faults = standIn.faults();
        String pattern = order.path("pattern").asText("");
        int times = order.path("times").asInt(Faults.ALWAYS);
        Duration duration = Duration.ofMillis(order.path("millis").asLong());
        switch (order.path("do").asText()) {
            case "answer" ->
                faults.answer(pattern, order.path("status").asInt(503), millis(order.get("retryAfterMillis")), times);
            case "hang" -> faults.hang(pattern, times);
            case "loseAnswer" -> faults.loseAnswer(pattern, times);
            case "holdAnswer" -> faults.holdAnswer(pattern, times);
            case "reject" ->
                faults.reject(
                        pattern,
                        order.path("code").asText("General_BadRequest"),
                        order.path("details").asText("A fault of the stand-in"),
                        order.path("permanent").asBoolean(true),
                        times);
            case "stall" -> faults.stall(pattern, times);
            case "deliverTwice" -> faults.deliverTwice(pattern, duration, times);
            case "deliverLate" -> faults.deliverLate(pattern, duration, times);
            case "forbid" -> faults.forbid(order.path("database").asText());
            case "permit" -> faults.permit(order.path("database").asText());
            case "createDatabase" ->
                standIn.createDatabase(order.path("database").asText());
            case "latency" -> faults.latency(duration);
            case "pauseIngestion" -> faults.pauseIngestion();
            case "resumeIngestion" -> faults.resumeIngestion();
            case "release" -> faults.release();
            case "clear" -> faults.clear();
            case "down" -> standIn.down();
            case "up" -> standIn.up();
            case "sasLifetime" -> standIn.resources().sasLifetime(duration);
            case "rotateResources" -> standIn.resources().rotate();
            case "rotateToken" ->
                standIn.resources().rotateToken(order.path("revokeOld").asBoolean());
            default -> throw new IllegalArgumentException("there is nothing to do for: " + order);
        }
    }

    private static @Nullable Duration millis(@Nullable JsonNode value) {
        return value == null ? null : Duration.ofMillis(value.asLong());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
