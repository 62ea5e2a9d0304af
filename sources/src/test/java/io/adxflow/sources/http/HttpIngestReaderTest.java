package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.control.TestDocuments;
import io.adxflow.sources.control.TestEvents;
import io.adxflow.sources.http.Requests.Recorder;
import io.adxflow.sources.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reader's part of the promise, driven by hand as the task would. */
class HttpIngestReaderTest {
    private final ManualClock clock = new ManualClock();
    private final IngestHub hub = new IngestHub(clock);
    private final IngestSettings settings = ServerFixture.settings("ingest.linger", "0 s");
    private final MetricListener metrics = new MetricListener();
    private final TestReaderContext context = new TestReaderContext(metrics.getMetricGroup());
    private RulesChange rules;
    private HttpIngestReader reader;
    private IngestServer server;
    private Consumer<IngestRequest> operator = request -> request.complete(Requests.TAKEN);

    @BeforeEach
    void start() throws Exception {
        reader = new HttpIngestReader(
                context,
                settings,
                TestDocuments.settings("first"),
                document -> new TestTargets(),
                hub,
                clock,
                ReaderCompanion.NONE);
        reader.start();
        assertThat(pollOnce()).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(hub.status(settings))
                .as("nothing listens before there are rules")
                .isNull();
        CompletableFuture<Void> available = reader.isAvailable();
        reader.handleSourceEvents(TestEvents.change(1, "first"));
        assertThat(available).isDone();
        poll();
        assertThat(rules.document().text()).isEqualTo("first");
        // Attaching another for a moment gives the server, and proves that readers share it.
        AttachedReader other = new AttachedReader("", 9, new ReaderQueue(), new TestTargets(), (reason, count) -> {});
        server = hub.attach(settings, other);
        hub.detach(settings, other);
    }

    @AfterEach
    void close() {
        reader.close();
        assertThat(hub.status(settings)).isNull();
    }

    @Test
    void answersAtTheCheckpointThatHoldsTheRows() {
        Recorder first = send(1);
        poll();
        assertThat(reader.snapshotState(7)).isEmpty();
        Recorder second = send(1);
        poll();
        reader.snapshotState(8);
        assertThat(first.answers).isEmpty();

        reader.notifyCheckpointComplete(7);
        assertThat(first.answers).containsExactly(new Answer(204, null, 3, 2, 1, 0));
        assertThat(second.answers).isEmpty();

        reader.notifyCheckpointComplete(8);
        assertThat(second.statuses()).containsExactly(204);
        assertThat(first.answers).hasSize(1);
    }

    @Test
    void takesRowsOfTheJobItselfAsASendersAndTellsTheirOutcomeAtTheirCheckpoint() {
        List<String> outcomes = new ArrayList<>();
        byte[] rows = "AdxflowMetrics\nName:string\n\"up\"\n".getBytes(StandardCharsets.UTF_8);
        assertThat(hub.offerRows("ops", rows, "self", outcomes::add)).isNull();
        assertThat(server.budget().usedBytes()).isEqualTo(rows.length);
        poll();
        assertThat(server.budget().usedBytes()).isZero();
        reader.snapshotState(7);
        assertThat(outcomes).isEmpty();
        reader.notifyCheckpointComplete(7);
        assertThat(outcomes).containsExactly("");

        assertThat(hub.offerRows("unknown", rows.clone(), "self", outcomes::add))
                .contains("unknown");
        operator = request -> request.complete(WriteOutcome.refused(400, "no such table"));
        assertThat(hub.offerRows("ops", rows.clone(), "self", outcomes::add)).isNull();
        poll();
        assertThat(outcomes).last().asString().contains("400: no such table");
        reader.close();
        assertThat(hub.offerRows("ops", rows.clone(), "self", outcomes::add)).contains("restarting");
    }

    @Test
    void answersAtALaterCheckpointWhenOneIsAborted() throws Exception {
        Recorder sender = send(1);
        poll();
        reader.snapshotState(7);
        reader.notifyCheckpointAborted(7);
        reader.snapshotState(8);
        assertThat(sender.answers).isEmpty();

        reader.notifyCheckpointComplete(8);
        assertThat(sender.statuses()).containsExactly(204);
    }

    @Test
    void answersNobodyForWhatOnlyTheSavepointOfAStopHolds() {
        Recorder checkpointed = send(1);
        poll();
        reader.snapshotState(7);
        Recorder late = send(1);
        poll();
        rules.stop().takenAt(8);
        reader.snapshotState(8);

        reader.notifyCheckpointComplete(7);
        reader.notifyCheckpointComplete(8);
        assertThat(checkpointed.statuses()).containsExactly(204);
        assertThat(late.answers).isEmpty();
        reader.close();
        assertThat(late.statuses()).containsExactly(503);
    }

    @Test
    void answersAtTheNextCheckpointWhenAStopWasGivenUp() throws Exception {
        Recorder sender = send(1);
        poll();
        rules.stop().takenAt(7);
        reader.snapshotState(7);
        reader.notifyCheckpointAborted(7);
        reader.snapshotState(8);
        reader.notifyCheckpointComplete(8);

        assertThat(sender.statuses()).containsExactly(204);
    }

    @Test
    void doesNotAnswerAtACheckpointThatBeganBefore() {
        reader.snapshotState(7);
        Recorder sender = send(1);
        poll();
        reader.notifyCheckpointComplete(7);

        assertThat(sender.answers).isEmpty();
    }

    @Test
    void answersAtOnceWhenNothingWasTaken() {
        operator = request -> request.complete(WriteOutcome.refused(400, "body: not snappy"));
        Recorder sender = send(1);
        poll();

        assertThat(sender.answers).containsExactly(new Answer(400, "body: not snappy", 0, 0, 0, 0));
        assertThat(counter("reason", "content", "rejected_requests_total")).isEqualTo(1);
    }

    @Test
    void releasesTheBodyOnceItIsProcessed() {
        send(100);
        send(200);
        operator = request -> {
            assertThat(server.budget().usedBytes()).isGreaterThanOrEqualTo(request.body().length);
            request.complete(Requests.TAKEN);
        };
        poll();
        assertThat(server.budget().usedBytes()).isEqualTo(200);
        poll();
        assertThat(server.budget().usedBytes()).isZero();
    }

    @Test
    void givesTheArrayBackOnceTheBodyIsProcessed() {
        server.budget().setLimitBytes(1 << 20);
        send(8 * 1024);
        operator = request -> {
            assertThat(server.bodies().idleBytes()).isZero();
            request.complete(Requests.TAKEN);
        };
        poll();
        assertThat(server.bodies().idleBytes()).isEqualTo(8 * 1024);
    }

    @Test
    void skipsRequestsWhoseSenderIsGone() {
        Recorder sender = send(100);
        sender.gone = true;
        operator = request -> {
            throw new AssertionError("must not be processed");
        };
        poll();

        assertThat(server.budget().usedBytes()).isZero();
    }

    @Test
    void answers503ToEverythingUnansweredWhenItCloses() {
        Recorder sealed = send(1);
        poll();
        reader.snapshotState(7);
        Recorder open = send(1);
        poll();
        Recorder queued = send(1);
        reader.close();

        for (Recorder sender : List.of(sealed, open, queued)) {
            assertThat(sender.statuses()).containsExactly(503);
        }
        assertThat(server.budget().usedBytes()).isZero();
        assertThat(counter("reason", "restart", "rejected_requests_total")).isEqualTo(3);
    }

    @Test
    void answers503WhenTheOperatorFails() {
        operator = request -> {
            throw new IllegalStateException("broken");
        };
        Recorder sender = send(100);

        assertThatThrownBy(this::poll).hasMessage("broken");
        assertThat(sender.statuses()).containsExactly(503);
        assertThat(server.budget().usedBytes()).isZero();
    }

    @Test
    void demandsAnOutcome() {
        operator = request -> {};
        Recorder sender = send(1);

        assertThatThrownBy(this::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be chained");
        assertThat(sender.statuses()).containsExactly(503);
    }

    @Test
    void isAvailableOnlyWhenThereIsARequest() {
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone();
        assertThat(pollOnce()).isEqualTo(InputStatus.NOTHING_AVAILABLE);

        send(1);
        assertThat(available).isDone();
        assertThat(pollOnce()).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(pollOnce()).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.isAvailable()).isNotDone();
    }

    @Test
    void countsWhatItHandles() {
        send(100);
        send(20);
        assertThat(gauge("pendingRecords")).isEqualTo(2);
        assertThat(gauge("adxflow", "inflight_body_bytes")).isEqualTo(120);
        poll();
        poll();
        reader.snapshotState(1);
        assertThat(gauge("adxflow", "acks_waiting")).isEqualTo(2);
        clock.advance(Duration.ofMillis(250));
        reader.notifyCheckpointComplete(1);

        assertThat(gauge("pendingRecords")).isZero();
        assertThat(gauge("adxflow", "acks_waiting")).isZero();
        assertThat(gauge("adxflow", "inflight_body_bytes")).isZero();
        assertThat(gauge("adxflow", "connections")).isZero();
        assertThat(gauge("adxflow", "grpc_calls")).isZero();
        assertThat(gauge("adxflow", "listener", "http", "listen_port"))
                .isEqualTo(server.sockets().port());
        assertThat(gauge("adxflow", "listener", "otlp_grpc", "listen_port")).isEqualTo(-1);
        assertThat(counter("format", "remote_write_1", "received_requests_total"))
                .isEqualTo(2);
        assertThat(metrics.getCounter("adxflow", "received_bytes_total")
                        .orElseThrow()
                        .getCount())
                .isEqualTo(120);
        assertThat(metrics.getHistogram("adxflow", "ack_latency_ms")
                        .orElseThrow()
                        .getStatistics()
                        .getMax())
                .isEqualTo(250);
        assertThat(context.recordsIn.getCount()).isEqualTo(2);
        assertThat(context.bytesIn.getCount()).isEqualTo(120);
    }

    @Test
    void handsNewRulesOnBetweenTwoRequestsAndLetsRequestsWaitForTheirDocument() throws Exception {
        List<String> seen = new ArrayList<>();
        operator = request -> {
            seen.add(rules.document().text() + " " + request.body().length);
            request.complete(Requests.TAKEN);
        };
        send(1);
        poll();
        send(2);
        reader.handleSourceEvents(TestEvents.change(2, "that nobody writes"));
        assertThatThrownBy(() -> {
                    // Nobody has written it: the reader must not go on without it.
                    reader.isAvailable().get(5, TimeUnit.MINUTES);
                    pollOnce();
                })
                .hasStackTraceContaining("cannot be read");
        assertThat(seen).containsExactly("first 1");

        new TestDocuments("", false).write(TestDocuments.document("third"));
        reader.handleSourceEvents(TestEvents.change(3, "third"));
        reader.isAvailable().get(5, TimeUnit.MINUTES);
        poll();
        poll();
        assertThat(seen).containsExactly("first 1", "third 2");
        assertThat(rules.version().number()).isEqualTo(3);
    }

    @Test
    void registersEveryMetricThatIsDeclared() {
        List<String> labelled = List.of(
                "received_requests_total",
                "rejected_requests_total",
                "listen_port",
                "denied_requests_total",
                "tls_certificate_expires_seconds",
                "tls_files_refused",
                "namespace_received_bytes",
                "namespace_turned_away_requests",
                "namespace_bound_bytes_per_second",
                "namespace_live_series",
                "namespace_held_tables",
                "namespace_held_bytes",
                "held_bytes");
        for (IngestMetric metric : IngestMetric.values()) {
            String name = metric.metricName();
            boolean there =
                    switch (metric.kind()) {
                        case COUNTER ->
                            labelled.contains(name)
                                    || metrics.getCounter("adxflow", name).isPresent();
                        case GAUGE ->
                            labelled.contains(name)
                                    || metrics.getGauge("adxflow", name).isPresent();
                        case HISTOGRAM -> metrics.getHistogram("adxflow", name).isPresent();
                    };
            assertThat(there).as(name).isTrue();
        }
    }

    private Recorder send(int bytes) {
        Recorder sender = new Recorder();
        assertThat(server.budget().tryReserve(bytes)).isTrue();
        ReaderQueue.Offer offer = server.dispatch(
                new RequestGate.Admitted(WireFormat.REMOTE_WRITE_1, Requests.TARGET, ""),
                new byte[bytes],
                bytes,
                "test",
                sender);
        assertThat(offer).isEqualTo(ReaderQueue.Offer.TAKEN);
        return sender;
    }

    private void poll() {
        assertThat(pollOnce()).isEqualTo(InputStatus.MORE_AVAILABLE);
    }

    private InputStatus pollOnce() {
        return reader.pollNext(new TestReaderOutput(element -> {
            if (element instanceof RulesChange change) {
                rules = change;
            } else {
                operator.accept((IngestRequest) element);
            }
        }));
    }

    private long gauge(String... path) {
        Gauge<Long> gauge = metrics.<Long>getGauge(path).orElseThrow();
        return gauge.getValue();
    }

    private long counter(String label, String value, String name) {
        return metrics.getCounter("adxflow", label, value, name).orElseThrow().getCount();
    }
}
