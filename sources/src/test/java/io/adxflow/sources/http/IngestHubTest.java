package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestHubTest {
    private final ManualClock clock = new ManualClock();
    private final IngestHub hub = new IngestHub(clock);
    private final IngestSettings settings = ServerFixture.settings("ingest.linger", "30 s");

    @AfterEach
    void stopLingering() {
        clock.advance(Duration.ofSeconds(31));
        hub.sweep();
        assertThat(hub.status(settings)).isNull();
    }

    @Test
    void keepsTheListenerOpenBetweenTwoAttempts() throws Exception {
        AttachedReader first = reader();
        int port = hub.attach(settings, first).sockets().port();
        hub.detach(settings, first);
        clock.advance(Duration.ofSeconds(29));
        hub.sweep();
        try (RawSender sender = new RawSender(port)) {
            RawSender.Response response =
                    sender.send(RawSender.post("/receive", "x")).read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).containsKey("retry-after");
        }

        AttachedReader second = reader();
        assertThat(hub.attach(settings, second).sockets().port()).isEqualTo(port);
        clock.advance(Duration.ofMinutes(5));
        hub.sweep();
        assertThat(hub.status(settings).isReady()).isTrue();
        hub.detach(settings, second);
    }

    @Test
    void servesConnectionsFromBeforeTheFirstReader() throws Exception {
        try (IngestHub.Hold hold = hub.hold(settings);
                RawSender waiting = new RawSender(hold.port());
                RawSender eager = new RawSender(hold.port())) {
            RawSender.Response early =
                    eager.send(RawSender.post("/receive", "x")).read();
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.headers()).containsEntry("retry-after", "1");

            ReaderQueue queue = new ReaderQueue();
            AttachedReader reader = new AttachedReader("job", 0, queue, new TestTargets(), (reason, count) -> {});
            hub.attach(settings, reader);
            waiting.send(RawSender.post("/receive", "x"));
            queue.availability().get(5, TimeUnit.MINUTES);
            QueuedRequest taken = queue.poll();
            taken.responder().answer(new Answer(204, null, 1, 0, 0, 0));

            assertThat(waiting.read().status()).isEqualTo(204);
            hub.detach(settings, reader);
        }
    }

    @Test
    void closesTheListenerWhenNoReaderComesBack() throws Exception {
        AttachedReader reader = reader();
        int port = hub.attach(settings, reader).sockets().port();
        hub.detach(settings, reader);
        clock.advance(Duration.ofSeconds(30));
        hub.sweep();

        assertThat(hub.status(settings)).isNull();
        assertThatThrownBy(() -> new RawSender(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void staysOpenWhileItIsHeldAndClosesWithTheLastHold() throws Exception {
        IngestHub.Hold hold = hub.hold(settings);
        int port = hold.port();
        clock.advance(Duration.ofHours(1));
        hub.sweep();
        assertThat(hub.status(settings))
                .isEqualTo(new IngestHub.Status(port, -1, -1, 0, false, 0, ServerFixture.BUDGET, 0));
        assertThat(hub.status(settings).isReady()).isFalse();

        AttachedReader reader = reader();
        hub.attach(settings, reader);
        assertThat(hub.status(settings).isReady()).isTrue();
        hold.drain();
        assertThat(hub.status(settings).isReady()).isFalse();
        hub.detach(settings, reader);
        hold.close();
        hold.close();

        assertThat(hub.status(settings)).isNull();
        assertThatThrownBy(() -> new RawSender(port)).isInstanceOf(ConnectException.class);
    }

    @Test
    void leavesThePortsFreeEveryTimeItReturns() throws Exception {
        for (int round = 0; round < 200; round++) {
            IngestSettings all = ServerFixture.settings(
                    "ingest.linger", "30 s", "ingest.otlp-http", "127.0.0.1:0", "ingest.otlp-grpc", "127.0.0.1:0");
            IngestHub.Hold hold = hub.hold(all);
            int[] ports = {hold.port(), hold.otlpHttpPort(), hold.otlpGrpcPort()};
            hold.close();

            for (int port : ports) {
                assertThatThrownBy(() -> new RawSender(port)).isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void takesOverTheLimitsOfTheNextAttempt() throws Exception {
        AttachedReader first = reader();
        hub.attach(settings, first);
        hub.detach(settings, first);
        IngestSettings larger = ServerFixture.settings("ingest.inflight-bytes", "9000 bytes");
        AttachedReader second = reader();
        hub.attach(larger, second);

        assertThat(hub.status(larger).inflightLimitBytes()).isEqualTo(9000);
        hub.detach(larger, second);
    }

    @Test
    void namesTheAddressThatIsTaken() throws Exception {
        try (IngestHub.Hold hold = hub.hold(settings)) {
            IngestSettings taken = ServerFixture.settings("ingest.http", "127.0.0.1:" + hold.port());
            assertThatThrownBy(() -> hub.hold(taken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + hold.port() + " (ingest.http)");
        }
    }

    private static AttachedReader reader() {
        return new AttachedReader("job", 0, new ReaderQueue(), new TestTargets(), (reason, count) -> {});
    }
}
