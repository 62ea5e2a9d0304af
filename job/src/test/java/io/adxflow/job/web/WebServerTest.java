package io.adxflow.job.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.connections.ConnectionLedger.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class WebServerTest {
    private static final WebLimits SMALL = new WebLimits(
            4,
            4,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            2048,
            100,
            1,
            2);

    private final AtomicLong nanos = new AtomicLong();
    private final WebServer web = WebServer.startWithoutSweeping(nanos::get);
    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        web.close();
    }

    @Test
    void aHalfSentHeadIsClosedInTime() throws IOException {
        WebListener listener = listen(SMALL);
        RawClient slow = client(listener).send("GET / HTTP/1.1\r\nHost: ");
        RawClient good = client(listener);
        assertThat(good.get("/").status()).isEqualTo(200);

        pass(Duration.ofSeconds(5));

        assertThat(slow.isAtEnd()).isTrue();
        assertThat(good.get("/").status()).isEqualTo(200);
    }

    @Test
    void aSlowBodyIsClosedInTime() throws IOException {
        WebListener listener = listen(SMALL);
        RawClient slow =
                client(listener).send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\nbegun");
        RawClient good = client(listener);
        assertThat(good.get("/").status()).isEqualTo(200);

        pass(Duration.ofSeconds(10));

        assertThat(slow.isAtEnd()).isTrue();
        assertThat(good.get("/").status()).isEqualTo(200);
    }

    @Test
    void anIdleConnectionIsClosedInTime() throws IOException {
        WebListener listener = listen(SMALL);
        RawClient idle = client(listener);
        idle.get("/");
        await(() -> listener.connectionCount(State.IDLE) == 1);
        pass(Duration.ofSeconds(59));
        assertThat(idle.get("/").status()).isEqualTo(200);
        await(() -> listener.connectionCount(State.IDLE) == 1);

        pass(Duration.ofSeconds(60));

        assertThat(idle.isAtEnd()).isTrue();
    }

    @Test
    void anEventStreamLastsAsLongAsBothSidesLike() throws IOException {
        WebListener listener = listen(SMALL);
        RawClient watching = client(listener);
        assertThat(watching.get("/events").status()).isEqualTo(200);
        for (int i = 0; i < 8; i++) {
            client(listener).get("/");
            await(() -> listener.connectionCount(State.IDLE) == 1);
            pass(Duration.ofMinutes(10));
        }

        watching.close();
        await(() -> listener.connectionCount(State.LASTING) == 0);
    }

    @Test
    void theLongestIdleMakesRoomForOthers() throws IOException {
        WebListener listener = listen(SMALL);
        RawClient first = client(listener);
        first.get("/");
        for (int i = 0; i < 50; i++) {
            int open = Math.min(i + 1, SMALL.connections());
            await(() -> listener.connectionCount(State.IDLE) == open);
            assertThat(client(listener).get("/").status()).isEqualTo(200);
            assertThat(listener.connectionCount()).isLessThanOrEqualTo(SMALL.connections());
        }
        assertThat(first.isAtEnd()).isTrue();
    }

    @Test
    void twoThousandSilentConnectionsShutNobodyOut() throws IOException {
        WebListener listener = listen(SMALL);
        for (int i = 0; i < 2000; i++) {
            client(listener).send("GET / HT");
        }

        assertThat(client(listener).get("/").status()).isEqualTo(200);
        assertThat(listener.connectionCount()).isLessThanOrEqualTo(SMALL.connections());
    }

    @Test
    void requestsBeyondTheWorkersAreToldToComeAgainAndTheLoopGoesOn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        WebListener listener = web.listen(new HostPort("127.0.0.1", 0), SMALL, (router, workers) -> {
            router.get("/").handler(context -> WebAnswer.text(200, "here\n").send(context));
            router.get("/blocks").handler(workers.answering(context -> {
                waitFor(release);
                return WebAnswer.text(200, "late\n");
            }));
        });
        RawClient first = client(listener).send("GET /blocks HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        RawClient second = client(listener).send("GET /blocks HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        RawClient third = client(listener);
        // Of the three, the two that were there first wait; nothing says which those are.
        third.send("GET /blocks HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        assertThat(client(listener).get("/").body()).isEqualTo("here\n");

        release.countDown();

        assertThat(List.of(
                        first.read().status(),
                        second.read().status(),
                        third.read().status()))
                .containsExactlyInAnyOrder(200, 200, 503);
    }

    @Test
    void answersThatNobodyTakesMakeRoom() throws IOException {
        String large = "x".repeat(20 << 20);
        WebListener listener = web.listen(
                new HostPort("127.0.0.1", 0),
                new WebLimits(
                        100,
                        100,
                        SMALL.headTimeout(),
                        SMALL.bodyTimeout(),
                        SMALL.idleTimeout(),
                        SMALL.answerTimeout(),
                        2048,
                        100,
                        1,
                        2),
                (router, workers) ->
                        router.get("/large").handler(workers.answering(context -> WebAnswer.text(200, large))));
        for (int i = 0; i < 5; i++) {
            // The first byte tells that the answer was made.
            assertThat(client(listener)
                            .send("GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                            .readByte())
                    .isEqualTo('H');
        }

        assertThat(client(listener).get("/large").body()).hasSize(large.length());
    }

    @Test
    void boundsHeadsAndBodies() throws IOException {
        WebListener listener = listen(SMALL);
        assertThat(client(listener).get("/", "X-Long: " + "x".repeat(3000)).status())
                .isEqualTo(431);
        assertThat(client(listener).get("/" + "x".repeat(2000)).status()).isEqualTo(414);
        assertThat(post(listener, "x".repeat(101)).status()).isEqualTo(413);
        assertThat(client(listener)
                        .send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + "66\r\n"
                                + "x".repeat(0x66) + "\r\n")
                        .read()
                        .status())
                .isEqualTo(413);
        assertThat(post(listener, "x".repeat(100)).body()).hasSize(100);
    }

    @Test
    void foreignPagesAreRefused() throws IOException {
        WebListener listener = listen(WebLimits.FEW);
        assertThat(client(listener).get("/", "Origin: http://evil.example").status())
                .isEqualTo(403);
        assertThat(client(listener).get("/", "Origin: null").status()).isEqualTo(403);
        assertThat(client(listener).get("/", "Origin: http://127.0.0.1").status())
                .isEqualTo(200);
        assertThat(client(listener)
                        .send("GET / HTTP/1.1\r\nHost: rebound.example:80\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(403);
        assertThat(client(listener)
                        .send("GET / HTTP/1.1\r\nHost: localhost:80\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void servesAddressesApart() throws IOException {
        WebListener one = listen(SMALL);
        WebListener two = web.listen(new HostPort("127.0.0.1", 0), SMALL, (router, workers) -> router.get("/two")
                .handler(context -> WebAnswer.text(200, "two\n").send(context)));

        assertThat(client(one).get("/two").status()).isEqualTo(404);
        assertThat(client(two).get("/two").status()).isEqualTo(200);
        assertThat(client(two).get("/%zz").status()).isEqualTo(400);
        assertThatThrownBy(() -> web.listen(new HostPort("127.0.0.1", one.port()), SMALL, (router, workers) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + one.port());
    }

    @Test
    void whatAHandlerThrowsIsAnsweredWithoutItsTrace() throws IOException {
        WebListener listener = web.listen(new HostPort("127.0.0.1", 0), SMALL, (router, workers) -> {
            router.get("/loop").handler(context -> {
                throw new IllegalStateException("secret");
            });
            router.get("/worker").handler(workers.answering(context -> {
                throw new IllegalStateException("secret");
            }));
        });
        for (String path : List.of("/loop", "/worker")) {
            RawClient.Response response = client(listener).get(path);
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).isEqualTo("internal server error\n");
        }
    }

    private WebListener listen(WebLimits limits) throws IOException {
        return web.listen(new HostPort("127.0.0.1", 0), limits, (router, workers) -> {
            router.get("/").handler(context -> WebAnswer.text(200, "here\n").send(context));
            router.post("/echo").handler(context -> WebAnswer.text(
                            200, RequestBody.of(context).toString())
                    .send(context));
            router.get("/events").handler(context -> {
                WebListener.keepOpen(context);
                context.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
                context.response().write(": here\n\n");
            });
        });
    }

    private RawClient client(WebListener listener) throws IOException {
        RawClient client = new RawClient(listener.port());
        clients.add(client);
        return client;
    }

    private RawClient.Response post(WebListener listener, String body) throws IOException {
        return client(listener)
                .send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .read();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        web.sweep();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
