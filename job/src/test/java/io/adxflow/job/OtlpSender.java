package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.WireFormat.Compression;
import io.adxflow.sources.wire.WireFormat.Encoding;
import io.adxflow.sources.wire.WireFormat.Signal;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends OTLP bodies as they are, by HTTP and by gRPC, and judges the form of the answers. */
final class OtlpSender implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final ManagedChannel channel;

    /**
     * What a sender is told, by whatever transport.
     *
     * @param status as HTTP has it
     * @param rejected by the partial success
     * @param message of the partial success or the refusal, empty when there is none
     */
    record Answer(int status, long rejected, String message) {}

    /** An answer that is on its way. */
    interface Pending {
        Answer get() throws Exception;
    }

    OtlpSender(int httpPort, int grpcPort) {
        url = "http://127.0.0.1:" + httpPort;
        channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort)
                .usePlaintext()
                .build();
    }

    /** Posts a body with the headers of its format. */
    Pending post(WireFormat format, String database, byte[] body) {
        String coding = format.compression() == Compression.NONE
                ? null
                : format.compression().name().toLowerCase(java.util.Locale.ROOT);
        return post(format.signal(), database, contentType(format.encoding()), coding, body);
    }

    Pending post(Signal signal, String database, @Nullable String type, @Nullable String coding, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path(signal) + "/" + database))
                .POST(BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (coding != null) {
            request.header("Content-Encoding", coding);
        }
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), BodyHandlers.ofByteArray());
        return () -> judge(type, response.get(5, TimeUnit.MINUTES));
    }

    /** Calls with a message of these bytes, not compressed. */
    Pending call(Signal signal, String database, byte[] message) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-adxflow-database", Metadata.ASCII_STRING_MARSHALLER), database);
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(service(signal) + "/Export")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        Future<byte[]> response = ClientCalls.futureUnaryCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata))
                        .newCall(method, CallOptions.DEFAULT),
                message);
        return () -> {
            try {
                return success(response.get(5, TimeUnit.MINUTES), Encoding.PROTOBUF);
            } catch (ExecutionException e) {
                return refusal(e.getCause());
            }
        };
    }

    /** The form of an answer must be the one that the specification wants, whatever it says. */
    private static Answer judge(@Nullable String requestType, HttpResponse<byte[]> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        Encoding encoding = type.equals(contentType(Encoding.JSON)) ? Encoding.JSON : Encoding.PROTOBUF;
        if (contentType(Encoding.PROTOBUF).equals(requestType)) {
            assertThat(type).isEqualTo(requestType);
        } else {
            assertThat(type).isEqualTo(contentType(Encoding.JSON));
        }
        if (response.statusCode() == 200) {
            return success(response.body(), encoding);
        }
        Status status = encoding == Encoding.PROTOBUF ? Status.parseFrom(response.body()) : json(response.body());
        assertThat(status.getCode())
                .as("%s", status)
                .isEqualTo(
                        switch (response.statusCode()) {
                            case 413 -> Code.RESOURCE_EXHAUSTED_VALUE;
                            case 503 -> Code.UNAVAILABLE_VALUE;
                            default -> Code.INVALID_ARGUMENT_VALUE;
                        });
        return refusal(response.statusCode(), status);
    }

    private static Status json(byte[] body) throws IOException {
        JsonNode json = JSON.readTree(body);
        return Status.newBuilder()
                .setCode(json.path("code").asInt())
                .setMessage(json.path("message").asText())
                .build();
    }

    private static Answer refusal(Throwable failure) {
        if (!(failure instanceof StatusRuntimeException || failure instanceof StatusException)) {
            throw new AssertionError(failure);
        }
        Status status = StatusProto.fromThrowable(failure);
        assertThat(status).as("%s", failure).isNotNull();
        return switch (Code.forNumber(status.getCode())) {
            case INVALID_ARGUMENT -> refusal(400, status);
            case RESOURCE_EXHAUSTED -> refusal(413, status);
            case UNAVAILABLE -> refusal(503, status);
            default -> throw new AssertionError(failure);
        };
    }

    private static Answer refusal(int httpStatus, Status status) {
        assertThat(status.getMessage()).as("a refusal says why").isNotBlank();
        return new Answer(httpStatus, 0, status.getMessage());
    }

    private static Answer success(byte[] body, Encoding encoding) throws IOException {
        if (encoding == Encoding.PROTOBUF) {
            return success(body);
        }
        JsonNode partial = JSON.readTree(body).path("partialSuccess");
        long rejected = 0;
        for (String field : new String[] {"rejectedLogRecords", "rejectedSpans", "rejectedDataPoints"}) {
            rejected += partial.path(field).asLong();
        }
        return new Answer(200, rejected, partial.path("errorMessage").asText());
    }

    /** The three responses have the same fields. */
    private static Answer success(byte[] body) throws InvalidProtocolBufferException {
        var partial = ExportLogsServiceResponse.parseFrom(body).getPartialSuccess();
        return new Answer(200, partial.getRejectedLogRecords(), partial.getErrorMessage());
    }

    static String contentType(Encoding encoding) {
        return encoding == Encoding.PROTOBUF ? "application/x-protobuf" : "application/json";
    }

    private static String path(Signal signal) {
        return switch (signal) {
            case LOGS -> "/v1/logs";
            case TRACES -> "/v1/traces";
            case METRICS -> "/v1/metrics";
            case REMOTE_WRITE, ROWS -> throw new IllegalArgumentException("signal: " + signal);
        };
    }

    private static String service(Signal signal) {
        String name =
                switch (signal) {
                    case LOGS -> "logs.v1.LogsService";
                    case TRACES -> "trace.v1.TraceService";
                    case METRICS -> "metrics.v1.MetricsService";
                    case REMOTE_WRITE, ROWS -> throw new IllegalArgumentException("signal: " + signal);
                };
        return "opentelemetry.proto.collector." + name;
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
