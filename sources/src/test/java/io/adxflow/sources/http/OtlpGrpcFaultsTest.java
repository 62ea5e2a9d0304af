package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.adxflow.sources.connections.ConnectionLedger.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when gRPC's callers misbehave. */
class OtlpGrpcFaultsTest {
    private ServerFixture fixture;

    private void start(String... keysAndValues) throws IOException {
        fixture = new ServerFixture(ServerFixture.and(keysAndValues, "ingest.otlp-grpc", "127.0.0.1:0"));
    }

    private RawCaller caller() throws Exception {
        return new RawCaller(fixture.server.sockets().otlpGrpcPort());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void admitsMessagesWhileTheyCome() throws Exception {
        start();
        try (RawCaller caller = caller()) {
            RawCaller.Call first = caller.call().announce(1000).send(900);
            RawCaller.Call second = caller.call().announce(1000).send(900);
            Await.until("both are held", () -> fixture.server.budget().usedBytes() == 1800);
            RawCaller.Call third = caller.call().announce(1000).send(600);
            Await.until("the third is held", () -> fixture.server.budget().usedBytes() == 2400);
            third.send(101);

            assertThat(end(third)).isEqualTo(code(Code.UNAVAILABLE));
            Await.until("the third is released", () -> fixture.server.budget().usedBytes() == 1800);
            assertThat(fixture.refusals).containsExactly(Refusal.INFLIGHT_BYTES);
            first.send(100).stream.writeAndFlush(endOfStream());
            assertThat(fixture.serve(200).request().body()).hasSize(1000);
            assertThat(end(first)).isEqualTo("0");
            second.stream.close();
            Await.until("the second is released", () -> fixture.server.budget().usedBytes() == 0);
        }
    }

    @Test
    void endsMessagesThatNeverEnd() throws Exception {
        start();
        try (RawCaller caller = caller()) {
            RawCaller.Call call = caller.call().announce(Integer.MAX_VALUE);
            for (int i = 0; i < 100; i++) {
                call.send(300);
            }
            assertThat(end(call)).isEqualTo(code(Code.RESOURCE_EXHAUSTED));
            Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
            assertThat(fixture.refusals).containsExactly(Refusal.TOO_LARGE);
            Await.until("the call is forgotten", () -> fixture.server.callCount() == 0);
            assertThat(caller.connection.isOpen()).isTrue();
        }
    }

    @Test
    void refusesLengthsThatNoArrayHas() throws Exception {
        start();
        try (RawCaller caller = caller()) {
            assertThat(end(caller.call().announce(0xFFFF_FFFFL).send(10))).isEqualTo(code(Code.RESOURCE_EXHAUSTED));
            Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
        }
    }

    @Test
    void endsMessagesThatComeTooSlowly() throws Exception {
        start("ingest.body-timeout", "5 s");
        try (RawCaller caller = caller()) {
            RawCaller.Call call = caller.call().announce(1000).send(1);
            Await.until("the byte is held", () -> fixture.server.budget().usedBytes() == 1);
            fixture.clock.advance(Duration.ofSeconds(5));
            fixture.server.sweep();

            assertThat(end(call)).isEqualTo(code(Code.DEADLINE_EXCEEDED));
            Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
            assertThat(fixture.refusals).containsExactly(Refusal.BODY_TIMEOUT);
        }
    }

    @Test
    void forgetsHalfMessagesOfCallersThatGo() throws Exception {
        start();
        try (RawCaller caller = caller()) {
            caller.call().announce(1000).send(700);
            caller.call().announce(1000).send(700);
            Await.until("both are held", () -> fixture.server.budget().usedBytes() == 1400);
        }
        Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
        Await.until("the calls are forgotten", () -> fixture.server.callCount() == 0);
        Await.until("the connection is forgotten", () -> fixture.server.connectionCount() == 0);
    }

    @Test
    void holdsNoMoreCallsThanItMay() throws Exception {
        start("ingest.max-connections", "100");
        List<RawCaller.Call> calls = new ArrayList<>();
        try (RawCaller caller = caller()) {
            for (int i = 0; i < 200; i++) {
                calls.add(caller.call());
            }
            for (RawCaller.Call call : calls.subList(100, 200)) {
                assertThat(end(call)).isEqualTo(code(Code.UNAVAILABLE));
            }
            Await.until("the others are left", () -> fixture.server.callCount() == 100);
            assertThat(calls.subList(0, 100)).noneMatch(call -> call.end.isDone());
        }
        Await.until("the calls are forgotten", () -> fixture.server.callCount() == 0);
    }

    @Test
    void closesConnectionsThatOnlyResetCalls() throws Exception {
        start();
        try (RawCaller caller = caller()) {
            for (int i = 0; i < 2000 && caller.connection.isOpen(); i++) {
                try {
                    caller.call().stream.close().await(5, TimeUnit.MINUTES);
                } catch (Exception refused) {
                    // No further stream is let in.
                    break;
                }
            }
            Await.until("it is closed", () -> fixture.server.connectionCount() == 0);
        }
        Await.until("the calls are forgotten", () -> fixture.server.callCount() == 0);
    }

    @Test
    void closesConnectionsThatDoNotSpeakHttp2() throws Exception {
        start();
        try (RawSender sender = new RawSender(fixture.server.sockets().otlpGrpcPort())) {
            sender.send(RawSender.post("/v1/logs", "x"));
            Await.until("it is closed", () -> fixture.server.connectionCount() == 0);
        }
    }

    @Test
    void callAfterCallIsServedHoweverManyConnectionsAreHalfOpen() throws Exception {
        start("ingest.max-connections", "20");
        List<RawSender> hostile = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                RawSender sender = new RawSender(fixture.server.sockets().otlpGrpcPort());
                hostile.add(sender.send(i % 2 == 0 ? "PRI * HTTP/2.0\r\n\r\nSM" : ""));
                if (i % 50 == 0) {
                    try (RawCaller good = caller()) {
                        RawCaller.Call call = good.call().announce(0);
                        call.stream.writeAndFlush(endOfStream());
                        fixture.serve(200);
                        assertThat(end(call)).isEqualTo("0");
                    }
                }
            }
            assertThat(fixture.refusals).isEmpty();
            assertThat(fixture.server.ledger().size()).isLessThanOrEqualTo(20);
        } finally {
            for (RawSender sender : hostile) {
                sender.close();
            }
        }
    }

    @Test
    void closesConnectionsThatDoNotBeginWithHttp2InTime() throws Exception {
        start("ingest.header-timeout", "5 s");
        try (RawSender half = new RawSender(fixture.server.sockets().otlpGrpcPort());
                RawCaller idle = caller()) {
            half.send("PRI * HTTP/2.0\r\n\r\nSM");
            Await.until("one speaks HTTP/2", () -> fixture.server.ledger().size(State.IDLE) == 1);
            Await.until("both are open", () -> fixture.server.connectionCount() == 2);
            fixture.clock.advance(Duration.ofSeconds(5));
            fixture.server.sweep();

            half.readToEnd();
            assertThat(fixture.refusals).containsExactly(Refusal.HEADER_TIMEOUT);
            assertThat(idle.connection.isOpen()).isTrue();
        }
    }

    @Test
    void aConnectionIsBusyWhileACallWaitsAndReceivingWhileOneComes() throws Exception {
        start();
        try (RawCaller caller = caller()) {
            RawCaller.Call first = caller.call().announce(0);
            Await.until("it receives", () -> fixture.server.ledger().size(State.RECEIVING) == 1);
            first.stream.writeAndFlush(endOfStream());
            QueuedRequest request = fixture.take();
            assertThat(fixture.server.ledger().size(State.BUSY)).isEqualTo(1);
            RawCaller.Call second = caller.call().announce(5);
            Await.until("both are there", () -> fixture.server.callCount() == 2);
            assertThat(fixture.server.ledger().size(State.BUSY)).isEqualTo(1);
            request.responder().answer(new Answer(200, null, 0, 0, 0, 0));
            assertThat(end(first)).isEqualTo("0");
            Await.until("it receives again", () -> fixture.server.ledger().size(State.RECEIVING) == 1);
            second.stream.close();
            Await.until("it is idle", () -> fixture.server.ledger().size(State.IDLE) == 1);
        }
    }

    private static Object endOfStream() {
        return new io.netty.handler.codec.http2.DefaultHttp2DataFrame(true);
    }

    private static String end(RawCaller.Call call) throws Exception {
        return call.end.get(5, TimeUnit.MINUTES);
    }

    private static String code(Code code) {
        return Integer.toString(code.getNumber());
    }
}
