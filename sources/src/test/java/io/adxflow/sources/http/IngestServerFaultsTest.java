package io.adxflow.sources.http;

import static io.adxflow.sources.http.RawSender.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.connections.ConnectionLedger.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when senders misbehave, go away, or come in too large numbers. */
class IngestServerFaultsTest {
    private static final String HEAD = "POST /receive HTTP/1.1\r\nHost: x\r\n";
    private ServerFixture fixture;

    private void start(String... keysAndValues) throws IOException {
        fixture = new ServerFixture(keysAndValues);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "POST /receive HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                "POST /receive HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /receive HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /receive HTTP/1.1\r\nbad header\u0000: x\r\n\r\n",
            })
    void answersMalformedHttpWith400AndCloses(String text) throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            RawSender.Response response = sender.send(text).read();

            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).startsWith("HTTP: malformed");
            assertThat(response.headers()).containsEntry("connection", "close");
            assertThat(sender.isAtEnd()).isTrue();
            assertThat(fixture.refusals).containsExactly(Refusal.MALFORMED);
            assertThat(fixture.server.budget().usedBytes()).isZero();
        }
    }

    @Test
    void boundsRequestLineAndHeaders() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send("POST /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(414);
            assertThat(sender.isAtEnd()).isTrue();
        }
        try (RawSender sender = fixture.sender()) {
            sender.send("POST /receive HTTP/1.1\r\na: " + "x".repeat(17000) + "\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(431);
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void refusesALengthOverTheLimitBeforeTheBodyComes() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            RawSender.Response response =
                    sender.send(HEAD + "Content-Length: 1001\r\n\r\n").read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).contains("1000 bytes", "ingest.max-body-size");
            assertThat(response.headers()).containsEntry("connection", "close");
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void refusesChunksAsSoonAsTheyPassTheLimit() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n1f4\r\n" + "x".repeat(500) + "\r\n");
            sender.send("1f5\r\n" + "x".repeat(501) + "\r\n");

            assertThat(sender.read().status()).isEqualTo(413);
            assertThat(sender.isAtEnd()).isTrue();
            assertThat(fixture.server.budget().usedBytes()).isZero();
            // What the sender still sends is read, so that no reset takes the answer away.
            sender.send("1f4\r\n" + "x".repeat(500) + "\r\n");
        }
    }

    @Test
    void closesWhenTheSenderOfARefusedBodyNeverStops() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send(HEAD + "Content-Length: 1001\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(413);
            assertThat(fixture.server.connectionCount()).isEqualTo(1);
            Await.until("the connection is closed", () -> {
                fixture.clock.advance(Duration.ofSeconds(2));
                fixture.server.sweep();
                return fixture.server.connectionCount() == 0;
            });
        }
    }

    @Test
    void asksForTheBodyOnlyWhenItWouldBeTaken() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send(HEAD + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(100);
            sender.send("body");
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);

            sender.send(HEAD + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(413);
            assertThat(sender.isAtEnd()).isTrue();
        }
        try (RawSender sender = fixture.sender()) {
            sender.send(HEAD + "Expect: tea\r\nContent-Length: 4\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(417);
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void givesUpOnBodiesThatComeTooSlowly() throws Exception {
        start("ingest.body-timeout", "5 s");
        try (RawSender sender = fixture.sender()) {
            sender.send(HEAD + "Content-Length: 10\r\n\r\nhalf");
            Await.until("the head is read", () -> fixture.server.budget().usedBytes() == 10);
            fixture.clock.advance(Duration.ofMillis(4999));
            fixture.server.sweep();
            sender.send("!");
            fixture.clock.advance(Duration.ofMillis(1));
            fixture.server.sweep();

            RawSender.Response response = sender.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).contains("5000 ms", "ingest.body-timeout");
            assertThat(sender.isAtEnd()).isTrue();
            assertThat(fixture.server.budget().usedBytes()).isZero();
            assertThat(fixture.refusals).containsExactly(Refusal.BODY_TIMEOUT);
        }
    }

    @Test
    void closesIdleConnectionsButNoneThatWaitForAnAnswer() throws Exception {
        start("ingest.idle-timeout", "60 s");
        try (RawSender idle = fixture.sender();
                RawSender waiting = fixture.sender()) {
            waiting.send(post("/receive", "x"));
            QueuedRequest request = fixture.take();
            Await.until("both are open", () -> fixture.server.connectionCount() == 2);
            fixture.clock.advance(Duration.ofSeconds(60));
            fixture.server.sweep();

            assertThat(idle.isAtEnd()).isTrue();
            request.responder().answer(new Answer(204, null, 0, 0, 0, 0));
            assertThat(waiting.read().status()).isEqualTo(204);
            Await.until("it is idle", () -> {
                fixture.clock.advance(Duration.ofSeconds(60));
                fixture.server.sweep();
                return fixture.server.connectionCount() == 0;
            });
            assertThat(waiting.isAtEnd()).isTrue();
        }
    }

    @Test
    void refusesWhatDoesNotFitIntoTheByteBudget() throws Exception {
        start();
        try (RawSender first = fixture.sender();
                RawSender second = fixture.sender();
                RawSender third = fixture.sender()) {
            first.send(HEAD + "Content-Length: 1000\r\n\r\n");
            second.send(HEAD + "Content-Length: 1000\r\n\r\n");
            Await.until("both are read", () -> fixture.server.budget().usedBytes() == 2000);

            RawSender.Response response =
                    third.send(post("/receive", "x".repeat(600))).read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).containsEntry("retry-after", "1");
            assertThat(response.body()).contains("2000 of 2500 bytes", "ingest.inflight-bytes");
            assertThat(third.send(post("/receive", "x".repeat(600))).read().headers())
                    .containsEntry("retry-after", "2");
            assertThat(fixture.refusals).containsExactly(Refusal.INFLIGHT_BYTES, Refusal.INFLIGHT_BYTES);

            first.send("x".repeat(1000));
            fixture.serve(204);
            assertThat(first.read().status()).isEqualTo(204);
            third.send(post("/receive", "x".repeat(600)));
            fixture.serve(204);
            assertThat(third.read().status()).isEqualTo(204);
        }
    }

    @Test
    void refusesChunksThatDoNotFitIntoTheByteBudget() throws Exception {
        start();
        try (RawSender first = fixture.sender();
                RawSender second = fixture.sender();
                RawSender third = fixture.sender()) {
            first.send(HEAD + "Content-Length: 1000\r\n\r\n");
            second.send(HEAD + "Content-Length: 1000\r\n\r\n");
            Await.until("both are read", () -> fixture.server.budget().usedBytes() == 2000);
            third.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            assertThat(third.read().status()).isEqualTo(503);
            assertThat(third.isAtEnd()).isTrue();
        }
        Await.until(
                "the bodies of senders that went away are forgotten",
                () -> fixture.server.budget().usedBytes() == 0);
    }

    @Test
    void tellsWhoIsOverItsLimitByHowMuchAndWhenToComeAgain() throws Exception {
        start();
        fixture.limit(1);
        try (RawSender sender = fixture.sender()) {
            sender.send(post("/receive", "12345"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
            // Five of one a second: nothing is left for four.
            RawSender.Response response = sender.send(post("/receive", "x")).read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("namespace default", "limits.default.bytes-per-second = 1");
            assertThat(Integer.parseInt(response.headers().get("retry-after"))).isBetween(4, 8);
            assertThat(fixture.refusals).containsExactly(Refusal.LIMIT);
            sender.send(post("/n/team/receive", "x"));
            fixture.serve(204);
            assertThat(sender.read().status()).as("of another namespace").isEqualTo(204);
        }
    }

    @Test
    void answersOverloadWith429WhenToldTo() throws Exception {
        start("ingest.overload-status", "429");
        fixture.targets.overload = "rows.max: full";
        try (RawSender sender = fixture.sender()) {
            RawSender.Response response = sender.send(post("/receive", "x")).read();
            assertThat(response.status()).isEqualTo(429);
            assertThat(response.body()).isEqualTo("rows.max: full");
            assertThat(response.headers()).containsKey("retry-after");
            assertThat(fixture.refusals).containsExactly(Refusal.TARGET_OVERLOAD);

            fixture.targets.overload = null;
            sender.send(post("/receive", "x"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
        }
    }

    @Test
    void turnsAwayConnectionsOverTheLimitWhenAllWaitForAnswers() throws Exception {
        start("ingest.max-connections", "1");
        try (RawSender first = fixture.sender()) {
            first.send(post("/receive", "x"));
            QueuedRequest request = fixture.take();
            try (RawSender second = fixture.sender()) {
                RawSender.Response response = second.read();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.headers()).containsKey("retry-after");
                assertThat(second.isAtEnd()).isTrue();
                assertThat(fixture.refusals).containsExactly(Refusal.CONNECTIONS);
            }
            request.responder().answer(new Answer(204, null, 0, 0, 0, 0));
            assertThat(first.read().status()).isEqualTo(204);
        }
    }

    @Test
    void senderAfterSenderIsServedHoweverManyHeadsAreHalfSent() throws Exception {
        start("ingest.max-connections", "50");
        List<RawSender> hostile = new ArrayList<>();
        try (RawSender waiting = fixture.sender()) {
            waiting.send(post("/receive", "x"));
            QueuedRequest request = fixture.take();
            for (int i = 0; i < 500; i++) {
                hostile.add(fixture.sender().send(i % 2 == 0 ? "POST /receive HTTP/1.1\r\nHo" : ""));
                if (i % 50 == 0) {
                    try (RawSender good = fixture.sender()) {
                        good.send(post("/receive", "y"));
                        fixture.serve(204);
                        assertThat(good.read().status()).isEqualTo(204);
                    }
                }
            }

            request.responder().answer(new Answer(204, null, 0, 0, 0, 0));
            assertThat(waiting.read().status()).isEqualTo(204);
            assertThat(fixture.refusals).isEmpty();
            assertThat(fixture.server.ledger().size()).isLessThanOrEqualTo(50);
            assertThat(fixture.server.ledger().closedForOthers()).isGreaterThan(400);
        } finally {
            for (RawSender sender : hostile) {
                sender.close();
            }
        }
    }

    @Test
    void anAddressThatIsFullLeavesTheOthersTheirPlaces() throws Exception {
        start("ingest.max-connections-per-address", "2");
        try (RawSender first = fixture.sender();
                RawSender second = fixture.sender()) {
            first.send(post("/receive", "x"));
            QueuedRequest one = fixture.take();
            second.send(post("/receive", "x"));
            QueuedRequest two = fixture.take();

            assertThat(fixture.sender().read().status()).isEqualTo(503);

            one.responder().answer(new Answer(204, null, 0, 0, 0, 0));
            two.responder().answer(new Answer(204, null, 0, 0, 0, 0));
            assertThat(first.read().status()).isEqualTo(204);
            Await.until("one is idle", () -> fixture.server.ledger().size(State.IDLE) == 2);
            try (RawSender third = fixture.sender()) {
                third.send(post("/receive", "x"));
                fixture.serve(204);
                assertThat(third.read().status()).isEqualTo(204);
            }
        }
    }

    @Test
    void givesUpOnHeadsThatComeTooSlowly() throws Exception {
        start("ingest.header-timeout", "5 s");
        try (RawSender silent = fixture.sender();
                RawSender half = fixture.sender();
                RawSender later = fixture.sender()) {
            half.send("POST /receive HTTP/1.1\r\n");
            later.send(post("/receive", "x"));
            fixture.serve(204);
            assertThat(later.read().status()).isEqualTo(204);
            Await.until("it is idle", () -> fixture.server.ledger().size(State.IDLE) == 1);
            Await.until("all are open", () -> fixture.server.connectionCount() == 3);
            fixture.clock.advance(Duration.ofSeconds(5));
            half.send("Host");
            fixture.server.sweep();

            RawSender.Response response = half.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).contains("5000 ms", "ingest.header-timeout");
            assertThat(half.isAtEnd()).isTrue();
            assertThat(silent.isAtEnd()).as("there is nothing to answer").isTrue();
            later.send("POST");
            assertThat(fixture.refusals).containsExactly(Refusal.HEADER_TIMEOUT);
            Await.until("the half head of an idle connection is too slow as well", () -> {
                fixture.clock.advance(Duration.ofSeconds(5));
                fixture.server.sweep();
                return fixture.refusals.size() == 2;
            });
            assertThat(later.read().status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /receive HTTP/9.9,Host: x,505,HTTP_VERSION,HTTP version: HTTP/9.9 (expected: HTTP/1.1)",
        "POST /receive HTTP/1.2,Host: x,505,HTTP_VERSION,HTTP version: HTTP/1.2 (expected: HTTP/1.1)",
        "POST /receive HTTP/1.1,Accept: x,400,MALFORMED,Host: 0 of them (expected: one)",
        "POST /receive HTTP/1.1,Host: x\\r\\nHost: y,400,MALFORMED,Host: 2 of them (expected: one)",
    })
    void refusesWhatIsNotWholeHttp(String line, String header, int status, Refusal reason, String text)
            throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send(line + "\r\n" + header.replace("\\r\\n", "\r\n") + "\r\nContent-Length: 0\r\n\r\n");
            RawSender.Response response = sender.read();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isEqualTo(text);
            assertThat(fixture.refusals).containsExactly(reason);
        }
    }

    @Test
    void tellsHttp2InItsOwnWordsThatItIsNotSpoken() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            byte[] said = sender.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0")
                    .readToEnd();

            ByteBuf frames = Unpooled.wrappedBuffer(said);
            assertThat(frames.readUnsignedMedium()).as("length of the settings").isZero();
            assertThat(frames.readByte()).as("SETTINGS").isEqualTo((byte) 4);
            frames.skipBytes(5);
            int length = frames.readUnsignedMedium();
            assertThat(frames.readByte()).as("GOAWAY").isEqualTo((byte) 7);
            frames.skipBytes(5);
            assertThat(frames.readInt()).as("last stream").isZero();
            assertThat(frames.readInt()).as("HTTP_1_1_REQUIRED").isEqualTo(13);
            assertThat(length).isEqualTo(8 + frames.readableBytes());
            assertThat(frames.toString(StandardCharsets.US_ASCII)).contains("expected: HTTP/1.1", "ingest.otlp-grpc");
            assertThat(fixture.refusals).containsExactly(Refusal.HTTP_VERSION);
        }
    }

    @Test
    void echoesNothingThatCannotBePrinted() throws Exception {
        start();
        for (String path : List.of("/\u001b[31mred", "/receive/a%0d%0aSet-Cookie%3A%20x", "/n/\u0085/receive")) {
            try (RawSender sender = fixture.sender()) {
                RawSender.Response response = sender.send(
                                "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                        .read();
                assertThat(response.status()).isBetween(400, 404);
                assertThat(response.body()).doesNotContainPattern("\\p{Cntrl}|[\u0080-\u009f]");
            }
        }
    }

    @Test
    void noticesASenderThatGoesWhileItsRequestWaits() throws Exception {
        start();
        QueuedRequest request;
        try (RawSender sender = fixture.sender()) {
            sender.send(post("/receive", "x"));
            request = fixture.take();
            assertThat(request.responder().senderGone()).isFalse();
        }
        Await.until("the sender is gone", request.responder()::senderGone);
        request.responder().answer(new Answer(204, null, 0, 0, 0, 0));
        Await.until("the connection is forgotten", () -> fixture.server.connectionCount() == 0);
    }

    @Test
    void takesASenderThatClosesItsSideForGone() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send(post("/receive", "x"));
            QueuedRequest request = fixture.take();
            sender.socket.shutdownOutput();
            Await.until("the sender is gone", request.responder()::senderGone);
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void cutsSendersThatNeverReadTheirAnswers() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            Await.until("it is open", () -> fixture.server.connectionCount() == 1);
            String many = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
            for (int i = 0; i < 100 && fixture.server.connectionCount() > 0; i++) {
                sender.send(many);
            }
            Await.until("it is cut", () -> fixture.server.connectionCount() == 0);
        } catch (SocketException e) {
            Await.until("it is cut", () -> fixture.server.connectionCount() == 0);
        }
    }

    @Test
    void finishesWhatIsInFlightWhileDraining() throws Exception {
        start();
        try (RawSender inFlight = fixture.sender();
                RawSender late = fixture.sender()) {
            inFlight.send(post("/receive", "x"));
            QueuedRequest request = fixture.take();
            fixture.server.setDraining(true);

            RawSender.Response refused = late.send(post("/receive", "x")).read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers()).containsKey("retry-after").containsEntry("connection", "close");
            assertThat(late.isAtEnd()).isTrue();
            request.responder().answer(new Answer(204, null, 0, 0, 0, 0));
            RawSender.Response answered = inFlight.read();
            assertThat(answered.status()).isEqualTo(204);
            assertThat(answered.headers()).containsEntry("connection", "close");
            assertThat(inFlight.isAtEnd()).isTrue();
            assertThat(fixture.refusals).containsExactly(Refusal.DRAINING);
        }
    }

    @Test
    void answers503AndClosesWithoutReadersAndCountsItOnTheNextOne() throws Exception {
        start();
        fixture.server.readers().remove(fixture.reader);
        try (RawSender sender = fixture.sender()) {
            RawSender.Response response = sender.send(post("/receive", "x")).read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).containsKey("retry-after").containsEntry("connection", "close");
            assertThat(sender.isAtEnd()).as("led elsewhere").isTrue();
        }
        fixture.server.readers().add(fixture.reader);
        assertThat(fixture.refusals).containsExactly(Refusal.RESTART);
        try (RawSender sender = fixture.sender()) {
            sender.send(post("/receive", "x"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
        }
    }

    @Test
    void answers503WhenTheReaderEndedWhileTheBodyCame() throws Exception {
        start();
        try (RawSender sender = fixture.sender()) {
            sender.send(HEAD + "Content-Length: 4\r\n\r\n");
            Await.until("the head is read", () -> fixture.server.budget().usedBytes() == 4);
            fixture.queue.close();
            RawSender.Response response = sender.send("body").read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).containsKey("retry-after").doesNotContainKey("connection");
            assertThat(fixture.server.budget().usedBytes()).isZero();
        }
    }
}
