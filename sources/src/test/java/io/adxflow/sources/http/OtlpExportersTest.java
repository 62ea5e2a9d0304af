package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sources.http.OtlpSdk.Transport;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenTelemetry's exporters against the server; the test plays the operator behind it. */
class OtlpExportersTest {
    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ServerFixture(
                "ingest.otlp-http", "127.0.0.1:0",
                "ingest.otlp-grpc", "127.0.0.1:0",
                "ingest.max-body-size", "1500 bytes");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    static Stream<Arguments> senders() {
        return Stream.of(Signal.LOGS, Signal.TRACES, Signal.METRICS)
                .flatMap(signal -> Stream.of(Transport.values()).flatMap(transport -> Stream.of("none", "gzip")
                        .map(compression -> Arguments.of(signal, transport, compression))));
    }

    @ParameterizedTest
    @MethodSource("senders")
    void areToldOfSuccess(Signal signal, Transport transport, String compression) throws Exception {
        CompletableResultCode result = export(signal, transport, compression);
        QueuedRequest queued = take(signal);

        assertThat(records(queued.request())).isEqualTo(OtlpSdk.RECORDS);
        assertThat(result.isDone()).isFalse();
        queued.responder().answer(new Answer(200, null, 0, 0, 0, 0));
        assertSuccess(result, true);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("senders")
    void takePartialSuccessForSuccess(Signal signal, Transport transport, String compression) throws Exception {
        CompletableResultCode result = export(signal, transport, compression);
        take(signal).responder().answer(new Answer(200, "one is too old", 0, 0, 0, 1));

        assertSuccess(result, true);
    }

    @ParameterizedTest
    @MethodSource("senders")
    void sendTheSameBytesAgainAfterARestart(Signal signal, Transport transport, String compression) throws Exception {
        CompletableResultCode result = export(signal, transport, compression);
        QueuedRequest first = take(signal);
        first.responder().answer(Answer.refusal(503, "the job is restarting; send again"));

        QueuedRequest second = take(signal);
        assertThat(second.request().bodyHashHigh()).isEqualTo(first.request().bodyHashHigh());
        assertThat(second.request().bodyHashLow()).isEqualTo(first.request().bodyHashLow());
        second.responder().answer(new Answer(200, null, 0, 0, 0, 0));
        assertSuccess(result, true);
    }

    @ParameterizedTest
    @MethodSource("senders")
    void comeAgainWhenThereWasNoRoom(Signal signal, Transport transport, String compression) throws Exception {
        fixture.targets.overload = "storage.max-bytes: full";
        CompletableResultCode result = export(signal, transport, compression);
        Await.until("it is refused", () -> !fixture.refusals.isEmpty());
        fixture.targets.overload = null;

        take(signal).responder().answer(new Answer(200, null, 0, 0, 0, 0));
        assertSuccess(result, true);
        assertThat(fixture.refusals).containsOnly(Refusal.TARGET_OVERLOAD);
    }

    @ParameterizedTest
    @MethodSource("senders")
    void doNotRepeatWhatIsMalformed(Signal signal, Transport transport, String compression) throws Exception {
        CompletableResultCode result = export(signal, transport, compression);
        take(signal).responder().answer(Answer.refusal(400, "body: truncated"));

        assertSuccess(result, false);
        assertThat(fixture.queue.size()).isZero();
    }

    private CompletableResultCode export(Signal signal, Transport transport, String compression) {
        ListeningSockets sockets = fixture.server.sockets();
        int port = transport == Transport.GRPC ? sockets.otlpGrpcPort() : sockets.otlpHttpPort();
        return OtlpSdk.export(signal, transport, port, compression);
    }

    private QueuedRequest take(Signal signal) throws Exception {
        QueuedRequest queued = fixture.take();
        fixture.server.budget().release(queued.bodyBytes());
        assertThat(queued.request().format().signal()).isEqualTo(signal);
        return queued;
    }

    private static int records(IngestRequest request) throws IOException {
        InputStream raw = new ByteArrayInputStream(request.body());
        InputStream body = request.format().compression() == Compression.GZIP ? new GZIPInputStream(raw) : raw;
        return switch (request.format().signal()) {
            case LOGS ->
                ExportLogsServiceRequest.parseFrom(body)
                        .getResourceLogs(0)
                        .getScopeLogs(0)
                        .getLogRecordsCount();
            case TRACES ->
                ExportTraceServiceRequest.parseFrom(body)
                        .getResourceSpans(0)
                        .getScopeSpans(0)
                        .getSpansCount();
            case METRICS ->
                ExportMetricsServiceRequest.parseFrom(body)
                        .getResourceMetrics(0)
                        .getScopeMetrics(0)
                        .getMetricsCount();
            case REMOTE_WRITE, ROWS -> throw new AssertionError(request.format());
        };
    }

    private static void assertSuccess(CompletableResultCode result, boolean expected) {
        assertThat(result.join(60, TimeUnit.SECONDS).isDone()).isTrue();
        assertThat(result.isSuccess()).as("%s", result.getFailureThrowable()).isEqualTo(expected);
    }
}
