package io.adxflow.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.adxflow.sources.wire.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP/HTTP, on the main port and on its own: what senders see, well-behaved or not. */
class OtlpServerTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServerFixture fixture;

    private void start(String... keysAndValues) throws IOException {
        fixture = new ServerFixture(
                ServerFixture.and(keysAndValues, "ingest.otlp-http", "127.0.0.1:0", "ingest.linger", "0 s"));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "true,/v1/logs,OTLP_LOGS,application/x-protobuf,",
        "true,/v1/traces,OTLP_TRACES_GZIP,application/x-protobuf,gzip",
        "true,/v1/metrics,OTLP_METRICS_JSON_ZSTD,application/json; charset=utf-8,zstd",
        "false,/v1/logs,OTLP_LOGS_JSON,application/json,identity",
        "false,/v1/traces,OTLP_TRACES_ZSTD,application/x-protobuf,zstd",
        "false,/v1/metrics,OTLP_METRICS,application/x-protobuf,",
    })
    void handsOverBodiesAsTheyCome(boolean main, String path, WireFormat format, String type, String coding)
            throws Exception {
        start();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(main, "/n/team" + path + "/Other"))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("body"));
        if (coding != null) {
            request.header("Content-Encoding", coding);
        }
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), BodyHandlers.ofByteArray());

        QueuedRequest queued = fixture.take();
        assertThat(queued.request().format()).isEqualTo(format);
        assertThat(queued.request().target()).isEqualTo(new Target("team", "Other"));
        assertThat(queued.request().body()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
        assertThat(new BodyHash(
                        queued.request().bodyHashHigh(), queued.request().bodyHashLow()))
                .isEqualTo(BodyHash.of(
                        format.code(),
                        queued.request().target(),
                        queued.request().body(),
                        queued.request().bodyLength()));
        assertThat(response).isNotDone();

        queued.responder().answer(new Answer(200, null, 1, 2, 3, 0));
        assertThat(response.get().statusCode()).isEqualTo(200);
        assertThat(response.get().headers().firstValue("Content-Type")).hasValue(type.replace("; charset=utf-8", ""));
        assertThat(response.get().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-prometheus"));
        assertThat(new String(response.get().body(), StandardCharsets.UTF_8))
                .isEqualTo(type.startsWith(JSON) ? "{}" : "");
    }

    @Test
    void tellsPartialSuccessInTheEncodingOfTheRequest() throws Exception {
        start();
        Answer answer = new Answer(200, "2 without a time", 0, 0, 0, 2);
        CompletableFuture<HttpResponse<byte[]>> response = post(false, "/v1/logs", PROTOBUF, "x");
        fixture.take().responder().answer(answer);
        var partial = ExportLogsServiceResponse.parseFrom(response.get().body()).getPartialSuccess();
        assertThat(partial.getRejectedLogRecords()).isEqualTo(2);
        assertThat(partial.getErrorMessage()).isEqualTo("2 without a time");

        response = post(false, "/v1/traces", JSON, "x");
        fixture.take().responder().answer(answer);
        assertThat(text(response))
                .isEqualTo("{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"2 without a time\"}}");
    }

    @Test
    void takesAnEmptyProtobufMessageForARequestWithNothingInIt() throws Exception {
        start();
        CompletableFuture<HttpResponse<byte[]>> response = post(false, "/v1/logs", PROTOBUF, "");
        assertThat(fixture.serve(200).request().body()).isEmpty();
        assertThat(response.get().statusCode()).isEqualTo(200);

        try (RawSender sender = new RawSender(fixture.server.sockets().otlpHttpPort())) {
            sender.send(head("/v1/logs", PROTOBUF) + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(fixture.serve(200).request().body()).isEmpty();
            assertThat(sender.read().status()).isEqualTo(200);
        }
        assertThat(post(false, "/v1/logs", JSON, "").get().statusCode()).isEqualTo(400);
        assertThat(fixture.refusals).containsExactly(Refusal.EMPTY);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @Test
    void takesChunkedBodies() throws Exception {
        start();
        byte[] body = new byte[ServerFixture.MAX_BODY];
        HttpRequest request = HttpRequest.newBuilder(uri(false, "/v1/logs"))
                .header("Content-Type", PROTOBUF)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request, BodyHandlers.ofByteArray());

        assertThat(fixture.serve(200).request().body()).isEqualTo(body);
        assertThat(response.get().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/logs,text/plain,,415,INVALID_ARGUMENT",
        "/v1/logs,,,415,INVALID_ARGUMENT",
        "/v1/logs,application/x-protobuf,br,415,INVALID_ARGUMENT",
        "/n/unknown/v1/logs,application/x-protobuf,,404,NOT_FOUND",
        "/v1/logs/unknown,application/json,,404,NOT_FOUND",
        "/api/v1/write,application/x-protobuf,,404,NOT_FOUND",
        "/v1/profiles,application/json,,404,NOT_FOUND",
    })
    void refusesWithAStatusMessage(String path, String type, String coding, int status, Code code) throws Exception {
        start();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(false, path)).POST(BodyPublishers.ofString("x"));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (coding != null) {
            request.header("Content-Encoding", coding);
        }
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        if (PROTOBUF.equals(type)) {
            assertThat(response.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
            assertThat(Status.parseFrom(response.body()).getCode()).isEqualTo(code.getNumber());
        } else {
            assertThat(response.headers().firstValue("Content-Type")).hasValue(JSON);
            assertThat(new String(response.body(), StandardCharsets.UTF_8))
                    .startsWith("{\"code\":" + code.getNumber() + ",\"message\":\"");
        }
    }

    @Test
    void takesRemoteWriteOnTheMainPortOnly() throws Exception {
        start();
        CompletableFuture<HttpResponse<byte[]>> response = post(true, "/api/v1/write", PROTOBUF, "x");
        fixture.serve(204);
        assertThat(response.get().statusCode()).isEqualTo(204);

        assertThat(text(post(false, "/api/v1/write", JSON, "x"))).contains("/v1/logs, /v1/traces, /v1/metrics");
    }

    @Test
    void tellsOverloadAndRestartsAsPassing() throws Exception {
        start();
        fixture.targets.overload = "storage.max-bytes: full";
        HttpResponse<byte[]> response = post(false, "/v1/logs", PROTOBUF, "x").get();
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
        Status status = Status.parseFrom(response.body());
        assertThat(status.getCode()).isEqualTo(Code.UNAVAILABLE_VALUE);
        assertThat(status.getMessage()).isEqualTo("storage.max-bytes: full");
        assertThat(status.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(1);

        fixture.targets.overload = null;
        fixture.server.readers().remove(fixture.reader);
        assertThat(text(post(false, "/v1/logs", JSON, "x")))
                .startsWith("{\"code\":14,")
                .contains("RetryInfo");

        fixture.server.readers().add(fixture.reader);
        fixture.server.setDraining(true);
        assertThat(text(post(false, "/v1/logs", JSON, "x")))
                .startsWith("{\"code\":14,")
                .contains("RetryInfo");
        assertThat(fixture.refusals).containsExactly(Refusal.TARGET_OVERLOAD, Refusal.RESTART, Refusal.DRAINING);
    }

    @Test
    void answersOverloadWith429WhenToldTo() throws Exception {
        start("ingest.overload-status", "429");
        fixture.targets.overload = "full";
        HttpResponse<byte[]> response = post(false, "/v1/logs", PROTOBUF, "x").get();

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        Status status = Status.parseFrom(response.body());
        assertThat(status.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED_VALUE);
        assertThat(status.getDetailsCount()).isEqualTo(1);
    }

    @Test
    void tellsWhatTheOperatorRefused() throws Exception {
        start();
        CompletableFuture<HttpResponse<byte[]>> response = post(false, "/v1/logs", JSON, "x");
        fixture.take().responder().answer(Answer.refusal(400, "body: not JSON"));

        assertThat(response.get().statusCode()).isEqualTo(400);
        assertThat(text(response)).isEqualTo("{\"code\":3,\"message\":\"body: not JSON\"}");
    }

    @Test
    void endsChunkedBodiesThatNeverEnd() throws Exception {
        start();
        try (RawSender sender = new RawSender(fixture.server.sockets().otlpHttpPort())) {
            sender.send(head("/v1/logs", JSON) + "Transfer-Encoding: chunked\r\n\r\n");
            sender.send("1f4\r\n" + "x".repeat(500) + "\r\n");
            sender.send("1f5\r\n" + "x".repeat(501) + "\r\n");

            RawSender.Response response = sender.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).startsWith("{\"code\":8,").contains("ingest.max-body-size");
            assertThat(sender.isAtEnd()).isTrue();
            assertThat(fixture.server.budget().usedBytes()).isZero();
        }
    }

    @Test
    void givesUpOnBodiesThatComeTooSlowly() throws Exception {
        start("ingest.body-timeout", "5 s");
        try (RawSender sender = new RawSender(fixture.server.sockets().otlpHttpPort())) {
            sender.send(head("/v1/logs", JSON) + "Content-Length: 10\r\n\r\nhalf");
            Await.until("the head is read", () -> fixture.server.budget().usedBytes() == 10);
            fixture.clock.advance(Duration.ofSeconds(5));
            fixture.server.sweep();

            RawSender.Response response = sender.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).startsWith("{\"code\":4,").contains("ingest.body-timeout");
            assertThat(sender.isAtEnd()).isTrue();
            assertThat(fixture.server.budget().usedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONSENSE\r\n\r\n", "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n"})
    void answersMalformedHttpWith400(String request) throws Exception {
        start();
        try (RawSender sender = new RawSender(fixture.server.sockets().otlpHttpPort())) {
            RawSender.Response response = sender.send(request).read();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).startsWith("{\"code\":3,");
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void countsTheConnectionsOfAllListenersTogether() throws Exception {
        start("ingest.max-connections", "1");
        try (RawSender first = fixture.sender()) {
            first.send(RawSender.post("/receive", "x"));
            fixture.take();
            try (RawSender second = new RawSender(fixture.server.sockets().otlpHttpPort())) {
                RawSender.Response response = second.read();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.body()).startsWith("{\"code\":14,");
                assertThat(second.isAtEnd()).isTrue();
            }
            assertThat(fixture.server.ledger().size()).isEqualTo(1);
        }
    }

    @Test
    void namesTheOptionOfAnAddressThatIsTaken() throws Exception {
        start();
        int taken = fixture.server.sockets().otlpHttpPort();
        for (String key : new String[] {"ingest.otlp-http", "ingest.otlp-grpc"}) {
            IngestSettings settings = ServerFixture.settings(key, "127.0.0.1:" + taken);
            assertThatThrownBy(() -> IngestServer.start(settings, fixture.clock))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken + " (" + key + ")")
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void followsOtlpAddressesThatTheNextAttemptChanges() throws Exception {
        start();
        int before = fixture.server.sockets().otlpHttpPort();
        fixture.server.reconfigure(ServerFixture.settings("ingest.otlp-grpc", "127.0.0.1:0"));

        assertThat(fixture.server.sockets().otlpHttpPort()).isEqualTo(-1);
        assertThat(fixture.server.sockets().otlpGrpcPort()).isPositive();
        assertThatThrownBy(() -> new RawSender(before)).isInstanceOf(IOException.class);
    }

    private CompletableFuture<HttpResponse<byte[]>> post(boolean main, String path, String type, String body) {
        HttpRequest request = HttpRequest.newBuilder(uri(main, path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofByteArray());
    }

    private static String text(CompletableFuture<HttpResponse<byte[]>> response) throws Exception {
        return new String(response.get().body(), StandardCharsets.UTF_8);
    }

    private static String head(String path, String type) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\n";
    }

    private URI uri(boolean main, String path) {
        ListeningSockets sockets = fixture.server.sockets();
        return URI.create("http://127.0.0.1:" + (main ? sockets.port() : sockets.otlpHttpPort()) + path);
    }
}
