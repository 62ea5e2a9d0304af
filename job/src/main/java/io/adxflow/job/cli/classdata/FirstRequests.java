package io.adxflow.job.cli.classdata;

import io.adxflow.job.cli.demo.ProtobufWriter;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xerial.snappy.Snappy;

/** What senders and onlookers first ask of a job: each way in once, and the pages of the ops endpoint. */
final class FirstRequests {
    private static final Logger LOG = LoggerFactory.getLogger(FirstRequests.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 100;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final Resource RESOURCE =
            Resource.newBuilder().addAttributes(pair("service.name", "first")).build();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int httpPort;
    private final int otlpHttpPort;
    private final int otlpGrpcPort;
    private final int opsPort;

    FirstRequests(int httpPort, int otlpHttpPort, int otlpGrpcPort, int opsPort) {
        this.httpPort = httpPort;
        this.otlpHttpPort = otlpHttpPort;
        this.otlpGrpcPort = otlpGrpcPort;
        this.opsPort = opsPort;
    }

    /** Sends all of them, each until it is taken; false when one never is. */
    boolean areAnswered() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            boolean answered = isTaken(deadline, post(httpPort, "/api/v1/write", PROTOBUF, "snappy", samples()));
            for (String encoding : List.of("", "gzip")) {
                answered &= isTaken(deadline, otlp("/v1/logs", encoding, logs().toByteArray()));
                answered &= isTaken(deadline, otlp("/v1/traces", encoding, spans().toByteArray()));
                answered &= isTaken(
                        deadline, otlp("/v1/metrics", encoding, metrics().toByteArray()));
            }
            byte[] json =
                    "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"first\"}}]}]}]}"
                            .getBytes(StandardCharsets.UTF_8);
            answered &= isTaken(deadline, post(otlpHttpPort, "/v1/logs", "application/json", "", json));
            answered &= isTakenByGrpc(deadline);
            for (String path : List.of("/readyz", "/metrics", "/api/v1/status", "/")) {
                answered &= isTaken(
                        deadline,
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                                .header("Accept", "text/html,*/*"));
            }
            return answered;
        } catch (InterruptedException | IOException e) {
            LOG.warn("The first requests have ended", e);
            return false;
        }
    }

    private HttpRequest.Builder otlp(String path, String encoding, byte[] message) throws IOException {
        return post(otlpHttpPort, path, PROTOBUF, encoding, encoding.isEmpty() ? message : gzip(message));
    }

    private static HttpRequest.Builder post(int port, String path, String type, String encoding, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
        return encoding.isEmpty() ? request : request.header("Content-Encoding", encoding);
    }

    /** Sends it until the answer is 2xx, or time is up. */
    private boolean isTaken(long deadline, HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.timeout(Duration.ofSeconds(30)).build();
        String last = "";
        while (System.nanoTime() < deadline) {
            try {
                int status = client.send(request, BodyHandlers.discarding()).statusCode();
                if (status / 100 == 2) {
                    return true;
                }
                last = "status " + status;
            } catch (IOException notYetListening) {
                last = notYetListening.toString();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        LOG.warn("{} was not taken within {}: {}", request.uri(), PATIENCE, last);
        return false;
    }

    private boolean isTakenByGrpc(long deadline) throws InterruptedException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", otlpGrpcPort)
                .usePlaintext()
                .build();
        try {
            while (System.nanoTime() < deadline) {
                try {
                    var unused = LogsServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(30, TimeUnit.SECONDS)
                            .withCompression("gzip")
                            .export(logs());
                    return true;
                } catch (StatusRuntimeException refused) {
                    LOG.debug("gRPC: {}", refused.getStatus());
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
            return false;
        } finally {
            var unused = channel.shutdownNow();
        }
    }

    private static byte[] samples() throws IOException {
        ProtobufWriter request = new ProtobufWriter();
        ProtobufWriter series = new ProtobufWriter();
        ProtobufWriter label = new ProtobufWriter();
        label.text(1, "__name__");
        label.text(2, "first_samples_total");
        series.message(1, label);
        ProtobufWriter sample = new ProtobufWriter();
        sample.fixedDouble(1, 1);
        sample.varint(2, System.currentTimeMillis());
        series.message(2, sample);
        request.message(1, series);
        return Snappy.compress(request.toByteArray());
    }

    private static ExportLogsServiceRequest logs() {
        ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
        request.addResourceLogsBuilder()
                .setResource(RESOURCE)
                .addScopeLogsBuilder()
                .addLogRecordsBuilder()
                .setTimeUnixNano(nanos())
                .setBody(AnyValue.newBuilder().setStringValue("first"))
                .addAttributes(pair("step", "1"));
        return request.build();
    }

    private static ExportTraceServiceRequest spans() {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        request.addResourceSpansBuilder()
                .setResource(RESOURCE)
                .addScopeSpansBuilder()
                .addSpansBuilder()
                .setName("first")
                .setStartTimeUnixNano(nanos())
                .setEndTimeUnixNano(nanos());
        return request.build();
    }

    private static ExportMetricsServiceRequest metrics() {
        ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
        request.addResourceMetricsBuilder()
                .setResource(RESOURCE)
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .setName("first.points")
                .getGaugeBuilder()
                .addDataPointsBuilder()
                .setTimeUnixNano(nanos())
                .setAsDouble(1);
        return request.build();
    }

    private static long nanos() {
        return System.currentTimeMillis() * 1_000_000;
    }

    private static KeyValue pair(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
