package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.adxflow.sources.http.IngestHub;
import io.adxflow.sources.http.IngestSettings;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.adxflow.sources.wire.testing.OtlpFixtures;
import io.adxflow.sources.wire.testing.OtlpFixtures.Fixture;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded OTLP bodies by every way in, through the whole pipeline. */
class OtlpReceiversITCase {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void writesTheSameRowsWhetherTheyCameByHttpOrByGrpcAndEachBodyOnce() throws Exception {
        List<Fixture> fixtures = Stream.of(Signal.LOGS, Signal.TRACES)
                .flatMap(signal -> OtlpFixtures.of(signal).stream())
                .toList();
        assertThat(fixtures).isNotEmpty();
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            cluster.start(1, null);
            IngestHub.Status status = Objects.requireNonNull(
                    IngestHub.jvm().status(IngestSettings.from(cluster.config().options())));
            // Twice each, as a sender does that missed the answer.
            List<CompletableFuture<HttpResponse<byte[]>>> responses = Stream.of(fixtures, fixtures)
                    .flatMap(List::stream)
                    .map(fixture -> byHttp(status.port(), fixture))
                    .toList();
            for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
                assertThat(response.get().statusCode()).isEqualTo(200);
                assertThat(response.get().body()).isEmpty();
            }
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", status.otlpGrpcPort())
                    .usePlaintext()
                    .build();
            List<Future<? extends Message>> replies = new ArrayList<>();
            for (Fixture fixture : fixtures) {
                replies.add(byGrpc(channel, fixture));
                replies.add(byGrpc(channel, fixture));
            }
            for (Future<? extends Message> reply : replies) {
                assertThat(reply.get().getSerializedSize()).isZero();
            }
            channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
            cluster.drain();
        }

        Map<String, List<String>> byHttp = CommittedFiles.sortedLines(folder.resolve("tables/Http"));
        Map<String, List<String>> byGrpc = CommittedFiles.sortedLines(folder.resolve("tables/Grpc"));
        assertThat(byHttp).containsOnlyKeys("OTelTraces");
        assertThat(byHttp.get("OTelTraces")).hasSize(records(fixtures, Signal.TRACES));
        assertThat(byGrpc).isEqualTo(byHttp);
        // The recorded logs name a database themselves, the same for both.
        assertThat(CommittedFiles.sortedLines(folder.resolve("tables/Logs")).values().stream()
                        .mapToInt(List::size)
                        .sum())
                .isEqualTo(2 * records(fixtures, Signal.LOGS));
    }

    private CompletableFuture<HttpResponse<byte[]>> byHttp(int port, Fixture fixture) {
        String path = fixture.format().signal() == Signal.LOGS ? "/v1/logs/Http" : "/v1/traces/Http";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(fixture.body()));
        if (fixture.format().compression() == Compression.GZIP) {
            request.header("Content-Encoding", "gzip");
        }
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    private static Future<? extends Message> byGrpc(ManagedChannel channel, Fixture fixture) throws Exception {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-adxflow-database", Metadata.ASCII_STRING_MARSHALLER), "Grpc");
        var database = MetadataUtils.newAttachHeadersInterceptor(metadata);
        return fixture.format().signal() == Signal.LOGS
                ? LogsServiceGrpc.newFutureStub(channel)
                        .withInterceptors(database)
                        .withCompression("gzip")
                        .export(ExportLogsServiceRequest.parseFrom(fixture.message()))
                : TraceServiceGrpc.newFutureStub(channel)
                        .withInterceptors(database)
                        .export(ExportTraceServiceRequest.parseFrom(fixture.message()));
    }

    private static int records(List<Fixture> fixtures, Signal signal) throws Exception {
        int records = 0;
        for (Fixture fixture : fixtures) {
            if (fixture.format().signal() == signal) {
                records += signal == Signal.LOGS ? logRecords(fixture) : spans(fixture);
            }
        }
        return records;
    }

    private static int logRecords(Fixture fixture) throws Exception {
        return ExportLogsServiceRequest.parseFrom(fixture.message()).getResourceLogsList().stream()
                .flatMap(resource -> resource.getScopeLogsList().stream())
                .mapToInt(scope -> scope.getLogRecordsCount())
                .sum();
    }

    private static int spans(Fixture fixture) throws Exception {
        return ExportTraceServiceRequest.parseFrom(fixture.message()).getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .mapToInt(scope -> scope.getSpansCount())
                .sum();
    }
}
