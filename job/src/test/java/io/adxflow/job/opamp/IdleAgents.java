package io.adxflow.job.opamp;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Agents that connect by WebSocket, apply what they are offered and say nothing else; a process of its own, so that the server's heap is
 * the server's alone. Prints {@code connected N} and, each time that all were offered something, {@code offered N at MILLIS}.
 */
public final class IdleAgents {
    private static final int AT_ONCE = 100;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client;
    private final int port;
    private final String token;
    private final int count;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger offered = new AtomicInteger();

    private IdleAgents(int port, String token, int count) {
        this.port = port;
        this.token = token;
        this.count = count;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(count + 1));
    }

    /** Arguments: port, token, how many. */
    public static void main(String[] arguments) {
        IdleAgents agents =
                new IdleAgents(Integer.parseInt(arguments[0]), arguments[1], Integer.parseInt(arguments[2]));
        for (int i = 0; i < AT_ONCE; i++) {
            agents.next();
        }
    }

    private void next() {
        if (begun.getAndIncrement() >= count) {
            return;
        }
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/v1/opamp")
                .setMethod(HttpMethod.GET)
                .putHeader("Authorization", "Bearer " + token);
        client.connect(options).onSuccess(this::begin).onFailure(failure -> {
            // Told to come again, as the rate is bounded.
            begun.decrementAndGet();
            vertx.setTimer(200, later -> next());
        });
    }

    private void begin(WebSocket socket) {
        TestAgent agent = new TestAgent(UUID.randomUUID());
        socket.binaryMessageHandler(message -> {
            try {
                TestAgent.Told told = TestAgent.told(message.getBytes(), 1);
                if (told.hash() != null) {
                    var unused = socket.writeBinaryMessage(framed(agent.applied(told.hash())));
                    int now = offered.incrementAndGet();
                    if (now % count == 0) {
                        System.out.println("offered " + now + " at " + System.currentTimeMillis());
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        socket.writeBinaryMessage(framed(agent.fullState(Map.of(
                        "service.name", "otelcol", "service.version", "0.149.0", "host.name", "host-" + agent.uid))))
                .onComplete(sent -> {
                    int now = connected.incrementAndGet();
                    if (now == count) {
                        System.out.println("connected " + now);
                    }
                    next();
                });
    }

    private static Buffer framed(byte[] message) {
        return Buffer.buffer(new byte[] {0}).appendBytes(message);
    }
}
