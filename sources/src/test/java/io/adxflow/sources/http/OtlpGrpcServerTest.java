package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.rpc.RetryInfo;
import io.adxflow.sources.wire.WireFormat;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc.LogsServiceFutureStub;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.SnappyFramedOutputStream;

/** OTLP/gRPC, as gRPC's own client sees it. */
class OtlpGrpcServerTest {
    private static final Answer TAKEN = new Answer(200, null, 0, 0, 0, 0);

    private final List<ManagedChannel> channels = new ArrayList<>();
    private ServerFixture fixture;
    private LogsServiceFutureStub logs;

    private void start(String... keysAndValues) throws IOException {
        fixture = new ServerFixture(ServerFixture.and(keysAndValues, "ingest.otlp-grpc", "127.0.0.1:0"));
        logs = LogsServiceGrpc.newFutureStub(channel(CompressorRegistry.getDefaultInstance()));
    }

    private ManagedChannel channel(CompressorRegistry compressors) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", fixture.server.sockets().otlpGrpcPort())
                .usePlaintext()
                .userAgent("test/1")
                .compressorRegistry(compressors)
                .build();
        channels.add(channel);
        return channel;
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
        }
        fixture.close();
    }

    @Test
    void handsOverMessagesAsTheyAre() throws Exception {
        start();
        ManagedChannel channel = channel(CompressorRegistry.getDefaultInstance());
        Future<?> traces =
                TraceServiceGrpc.newFutureStub(channel).export(ExportTraceServiceRequest.getDefaultInstance());
        QueuedRequest queued = fixture.take();
        assertThat(queued.request().format()).isEqualTo(WireFormat.OTLP_TRACES);
        assertThat(queued.request().body()).isEmpty();
        queued.responder().answer(TAKEN);
        traces.get();

        Future<?> metrics =
                MetricsServiceGrpc.newFutureStub(channel).export(ExportMetricsServiceRequest.getDefaultInstance());
        queued = fixture.take();
        assertThat(queued.request().format()).isEqualTo(WireFormat.OTLP_METRICS);
        queued.responder().answer(TAKEN);
        metrics.get();

        ExportLogsServiceRequest request = request(3);
        Future<ExportLogsServiceResponse> response = logs.export(request);
        queued = fixture.take();
        IngestRequest received = queued.request();
        assertThat(received.format()).isEqualTo(WireFormat.OTLP_LOGS);
        assertThat(received.target()).isEqualTo(Requests.TARGET);
        assertThat(received.body()).isEqualTo(request.toByteArray());
        assertThat(received.sender()).startsWith("/127.0.0.1:").contains(" test/1");
        assertThat(received.receivedAtMillis()).isEqualTo(fixture.clock.epochMillis());
        assertThat(new BodyHash(received.bodyHashHigh(), received.bodyHashLow()))
                .isEqualTo(BodyHash.of(
                        WireFormat.OTLP_LOGS.code(), received.target(), received.body(), received.bodyLength()));
        assertThat(fixture.server.budget().usedBytes()).isEqualTo(received.body().length);
        assertThat(response).isNotDone();
        queued.responder().answer(TAKEN);
        assertThat(response.get()).isEqualTo(ExportLogsServiceResponse.getDefaultInstance());
        // The operator, not the call, releases what was handed over.
        assertThat(fixture.server.budget().usedBytes()).isEqualTo(received.body().length);
    }

    @Test
    void takesNamespaceAndDatabaseFromMetadata() throws Exception {
        start();
        Future<ExportLogsServiceResponse> response = with("team", "Other").export(request(1));
        assertThat(fixture.serve(200).request().target()).isEqualTo(new Target("team", "Other"));
        response.get();

        assertThat(failure(with("unknown", null).export(request(1))).getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(fixture.refusals).containsExactly(Refusal.UNKNOWN_TARGET);
    }

    private LogsServiceFutureStub with(String namespace, String database) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-adxflow-namespace", Metadata.ASCII_STRING_MARSHALLER), namespace);
        if (database != null) {
            metadata.put(Metadata.Key.of("x-adxflow-database", Metadata.ASCII_STRING_MARSHALLER), database);
        }
        return logs.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Test
    void tellsPartialSuccess() throws Exception {
        start();
        Future<ExportLogsServiceResponse> response = logs.export(request(1));
        fixture.take().responder().answer(new Answer(200, "2 without é time", 0, 0, 0, 2));

        assertThat(response.get().getPartialSuccess().getRejectedLogRecords()).isEqualTo(2);
        assertThat(response.get().getPartialSuccess().getErrorMessage()).isEqualTo("2 without é time");
    }

    static Stream<Compressor> compressors() {
        return Stream.of(new Codec.Gzip(), new Zstd(), new FramedSnappy());
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void decompressesMessages(Compressor compressor) throws Exception {
        start();
        ExportLogsServiceRequest request = request(40);
        Future<?> response = compressing(compressor).export(request);

        QueuedRequest queued = fixture.serve(200);
        assertThat(queued.request().format()).isEqualTo(WireFormat.OTLP_LOGS);
        assertThat(queued.request().body()).isEqualTo(request.toByteArray());
        response.get();
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void boundsWhatMessagesDecompressTo(Compressor compressor) throws Exception {
        start("ingest.inflight-bytes", "5000 bytes", "ingest.max-body-size", "2000 bytes");
        Future<?> response = compressing(compressor).export(request(2001));

        Status status = failure(response);
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription()).contains("2000 bytes", "ingest.max-body-size");
        assertThat(fixture.refusals).containsExactly(Refusal.TOO_LARGE);
        Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void refusesMessagesThatDoNotDecompress(Compressor compressor) throws Exception {
        start();
        Compressor lying = new Compressor() {
            @Override
            public String getMessageEncoding() {
                return compressor.getMessageEncoding();
            }

            @Override
            public OutputStream compress(OutputStream os) {
                return new FilterOutputStream(os);
            }
        };
        Status status = failure(compressing(lying).export(request(10)));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).startsWith("message: does not decompress");
        Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
    }

    private LogsServiceFutureStub compressing(Compressor compressor) {
        CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
        registry.register(compressor);
        return LogsServiceGrpc.newFutureStub(channel(registry)).withCompression(compressor.getMessageEncoding());
    }

    private static final class FramedSnappy implements Compressor {
        @Override
        public String getMessageEncoding() {
            return "snappy";
        }

        @Override
        public OutputStream compress(OutputStream os) throws IOException {
            return new SnappyFramedOutputStream(os);
        }
    }

    private static final class Zstd implements Compressor {
        @Override
        public String getMessageEncoding() {
            return "zstd";
        }

        @Override
        public OutputStream compress(OutputStream os) throws IOException {
            return new ZstdOutputStream(os);
        }
    }

    @Test
    void refusesMessagesOverTheLimitForGood() throws Exception {
        start();
        Future<?> response = logs.export(request(1001));

        Throwable failure = failed(response);
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(StatusProto.fromThrowable(failure).getDetailsList()).isEmpty();
        assertThat(failure).hasMessageContaining("ingest.max-body-size");
        assertThat(fixture.refusals).containsExactly(Refusal.TOO_LARGE);
        Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
    }

    @Test
    void refusesForNowWhatDoesNotFitIntoTheByteBudget() throws Exception {
        start();
        Future<?> first = logs.export(request(900));
        QueuedRequest taken = fixture.take();
        Future<?> second = logs.export(request(900));
        QueuedRequest other = fixture.take();

        Throwable failure = failed(logs.export(request(900)));
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("ingest.inflight-bytes");
        assertThat(retryDelaySeconds(failure)).isEqualTo(1);
        assertThat(fixture.refusals).containsExactly(Refusal.INFLIGHT_BYTES);

        fixture.server.budget().release(taken.bodyBytes() + other.bodyBytes());
        taken.responder().answer(TAKEN);
        other.responder().answer(TAKEN);
        first.get();
        second.get();
        Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
        Future<?> again = logs.export(request(900));
        fixture.serve(200);
        again.get();
    }

    @Test
    void asksForRetriesWhenANamespaceIsOverItsLimit() throws Exception {
        start();
        fixture.limit(1);
        Future<?> first = logs.export(request(1));
        int bytes = fixture.serve(200).request().bodyLength();
        first.get();
        Throwable failure = failed(logs.export(request(1)));
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Status.fromThrowable(failure).getDescription()).contains("limits.default.bytes-per-second = 1");
        assertThat(retryDelaySeconds(failure)).isGreaterThanOrEqualTo(Math.min(60, bytes - 1));
        assertThat(fixture.refusals).containsExactly(Refusal.LIMIT);
    }

    @Test
    void asksForRetriesWhenOverloadIsTold429() throws Exception {
        start("ingest.overload-status", "429");
        fixture.targets.overload = "storage.max-bytes: full";
        Throwable failure = failed(logs.export(request(1)));

        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(retryDelaySeconds(failure)).isEqualTo(1);
    }

    @Test
    void asksForRetriesWhileTheJobRestarts() throws Exception {
        start();
        fixture.server.readers().remove(fixture.reader);
        Throwable failure = failed(logs.export(request(1)));
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(retryDelaySeconds(failure)).isPositive();

        fixture.server.readers().add(fixture.reader);
        Future<?> response = logs.export(request(1));
        fixture.serve(200);
        response.get();
        assertThat(fixture.refusals).containsExactly(Refusal.RESTART);
    }

    @Test
    void tellsWhatTheOperatorRefused() throws Exception {
        start();
        Future<?> malformed = logs.export(request(1));
        fixture.take().responder().answer(Answer.refusal(400, "body: truncated"));
        assertThat(failure(malformed).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(failure(malformed).getDescription()).isEqualTo("body: truncated");

        Future<?> untried = logs.export(request(1));
        fixture.take().responder().answer(Answer.refusal(503, "the job is restarting"));
        assertThat(retryDelaySeconds(failed(untried))).isPositive();
    }

    @Test
    void forgetsCallsWhoseDeadlineHasPassed() throws Exception {
        start();
        Future<?> response = logs.withDeadlineAfter(300, TimeUnit.MILLISECONDS).export(request(1));

        assertThat(failure(response).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        if (fixture.queue.size() > 0) {
            QueuedRequest request = fixture.take();
            Await.until("the caller is gone", request.responder()::senderGone);
            fixture.server.budget().release(request.bodyBytes());
            request.responder().answer(TAKEN);
        }
        Await.until("the call is forgotten", () -> fixture.server.callCount() == 0);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @Test
    void noticesCallersThatGiveUp() throws Exception {
        start();
        Future<?> response = logs.export(request(1));
        QueuedRequest request = fixture.take();
        assertThat(request.responder().senderGone()).isFalse();
        response.cancel(true);

        Await.until("the caller is gone", request.responder()::senderGone);
        request.responder().answer(TAKEN);
        Await.until("the call is forgotten", () -> fixture.server.callCount() == 0);
    }

    @Test
    void endsCallsThatBringNoMessageInTime() throws Exception {
        start("ingest.body-timeout", "5 s");
        ClientCall<ExportLogsServiceRequest, ExportLogsServiceResponse> call = streamingCall();
        CompletableFuture<Status> end = new CompletableFuture<>();
        call.start(new StatusListener(end), new Metadata());
        Await.until("the call has begun", () -> fixture.server.callCount() == 1);
        fixture.clock.advance(Duration.ofMillis(4999));
        fixture.server.sweep();
        assertThat(fixture.refusals).isEmpty();
        fixture.clock.advance(Duration.ofMillis(1));
        fixture.server.sweep();

        assertThat(end.get().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(end.get().getDescription()).contains("5000 ms", "ingest.body-timeout");
        assertThat(fixture.refusals).containsExactly(Refusal.BODY_TIMEOUT);
        Await.until("the call is forgotten", () -> fixture.server.callCount() == 0);
    }

    @Test
    void wantsOneMessagePerCall() throws Exception {
        start();
        for (int messages : new int[] {0, 2}) {
            ClientCall<ExportLogsServiceRequest, ExportLogsServiceResponse> call = streamingCall();
            CompletableFuture<Status> end = new CompletableFuture<>();
            call.start(new StatusListener(end), new Metadata());
            for (int i = 0; i < messages; i++) {
                call.sendMessage(request(1));
            }
            call.halfClose();
            assertThat(end.get().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        Await.until("all is released", () -> fixture.server.budget().usedBytes() == 0);
        assertThat(fixture.queue.size()).isZero();
    }

    /** A call of which the client sends each part when it is told to. */
    private ClientCall<ExportLogsServiceRequest, ExportLogsServiceResponse> streamingCall() {
        return logs.getChannel()
                .newCall(
                        LogsServiceGrpc.getExportMethod().toBuilder()
                                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                                .build(),
                        CallOptions.DEFAULT);
    }

    @Test
    void boundsTheCallsOfAConnection() throws Exception {
        start("ingest.inflight-bytes", "100 kb");
        List<Future<ExportLogsServiceResponse>> responses = IntStream.range(0, 300)
                .mapToObj(i -> (Future<ExportLogsServiceResponse>) logs.export(request(1)))
                .toList();
        Await.until("as many as may be are there", () -> fixture.queue.size() == 256);
        assertThat(fixture.server.callCount()).isEqualTo(256);

        for (int i = 0; i < 300; i++) {
            fixture.serve(200);
        }
        for (Future<ExportLogsServiceResponse> response : responses) {
            response.get();
        }
    }

    @Test
    void boundsTheCallsOfAllConnections() throws Exception {
        start("ingest.max-connections", "2");
        Future<?> first = logs.export(request(1));
        QueuedRequest one = fixture.take();
        Future<?> second = logs.export(request(1));
        QueuedRequest two = fixture.take();

        Throwable failure = failed(logs.export(request(1)));
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("ingest.max-connections");
        assertThat(retryDelaySeconds(failure)).isPositive();
        assertThat(fixture.refusals).containsExactly(Refusal.CONNECTIONS);
        one.responder().answer(TAKEN);
        two.responder().answer(TAKEN);
        first.get();
        second.get();
    }

    @Test
    void turnsAwayConnectionsOverTheLimit() throws Exception {
        start("ingest.max-connections", "1");
        Future<?> first = logs.export(request(1));
        QueuedRequest request = fixture.take();
        assertThat(fixture.server.connectionCount()).isEqualTo(1);

        ManagedChannel other = channel(CompressorRegistry.getDefaultInstance());
        Future<?> refused = LogsServiceGrpc.newFutureStub(other).export(request(1));
        assertThat(failure(refused).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(fixture.refusals).contains(Refusal.CONNECTIONS);
        assertThat(fixture.server.connectionCount()).isEqualTo(1);
        request.responder().answer(TAKEN);
        first.get();
        other.shutdownNow();
        channels.get(0).shutdownNow();
        Await.until("no connection is left", () -> fixture.server.connectionCount() == 0);
    }

    @Test
    void finishesWhatIsInFlightWhileDraining() throws Exception {
        start();
        Future<?> inFlight = logs.export(request(1));
        QueuedRequest request = fixture.take();
        fixture.server.setDraining(true);

        assertThat(failure(logs.export(request(1))).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        request.responder().answer(TAKEN);
        inFlight.get();
        Await.until("the connection has gone", () -> fixture.server.connectionCount() == 0);

        int port = fixture.server.sockets().otlpGrpcPort();
        fixture.server.setDraining(false);
        assertThat(fixture.server.sockets().otlpGrpcPort()).isEqualTo(port);
        Future<?> after = logs.withWaitForReady().export(request(1));
        fixture.serve(200);
        after.get();
    }

    @Test
    void knowsNoOtherServices() throws Exception {
        start();
        MethodDescriptor<ExportLogsServiceRequest, ExportLogsServiceResponse> other =
                LogsServiceGrpc.getExportMethod().toBuilder()
                        .setFullMethodName("some.other.Service/Export")
                        .build();

        assertThatThrownBy(
                        () -> ClientCalls.blockingUnaryCall(logs.getChannel(), other, CallOptions.DEFAULT, request(1)))
                .hasMessageContaining("UNIMPLEMENTED");
    }

    /** A request of so many bytes, or a little more. */
    private static ExportLogsServiceRequest request(int bytes) {
        return ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder().setSchemaUrl("x".repeat(bytes)))
                .build();
    }

    private static Status failure(Future<?> response) {
        return Status.fromThrowable(failed(response));
    }

    private static Throwable failed(Future<?> response) {
        Throwable thrown = catchThrowable(() -> response.get(5, TimeUnit.MINUTES));
        assertThat(thrown).isInstanceOf(ExecutionException.class);
        return thrown.getCause();
    }

    private static long retryDelaySeconds(Throwable failure) throws IOException {
        return StatusProto.fromThrowable(failure)
                .getDetails(0)
                .unpack(RetryInfo.class)
                .getRetryDelay()
                .getSeconds();
    }

    private static final class StatusListener extends ClientCall.Listener<ExportLogsServiceResponse> {
        private final CompletableFuture<Status> end;

        StatusListener(CompletableFuture<Status> end) {
            this.end = end;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status);
        }
    }
}
