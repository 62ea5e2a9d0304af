package io.adxflow.sources.http;

import static io.adxflow.sources.http.RawSender.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sources.wire.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders see, and what the reader gets, when both sides behave. */
class IngestServerTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServerFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new ServerFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void handsTheWholeRequestToTheReader() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/n/team/api/v1/write/Logs"))
                .header("Content-Type", "application/x-protobuf;proto=io.prometheus.write.v2.Request")
                .header("Content-Encoding", "snappy")
                .header("User-Agent", "sender/7")
                .POST(BodyPublishers.ofString("body"))
                .build();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(request, BodyHandlers.ofString());

        QueuedRequest queued = fixture.take();
        IngestRequest received = queued.request();
        assertThat(received.format()).isEqualTo(WireFormat.REMOTE_WRITE_2);
        assertThat(received.target()).isEqualTo(new Target("team", "Logs"));
        assertThat(received.body()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
        assertThat(new BodyHash(received.bodyHashHigh(), received.bodyHashLow()))
                .isEqualTo(BodyHash.of((byte) 2, received.target(), received.body(), received.bodyLength()));
        assertThat(received.receivedAtMillis()).isEqualTo(fixture.clock.epochMillis());
        assertThat(received.sender()).startsWith("/127.0.0.1:").endsWith(" sender/7");
        assertThat(fixture.server.budget().usedBytes()).isEqualTo(4);
        assertThat(response).isNotDone();

        queued.responder().answer(new Answer(204, null, 5, 4, 3, 0));
        assertThat(response.get().statusCode()).isEqualTo(204);
        assertThat(response.get().headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
                .hasValue("5");
        assertThat(response.get().headers().firstValue("X-Prometheus-Remote-Write-Histograms-Written"))
                .hasValue("4");
        assertThat(response.get().headers().firstValue("X-Prometheus-Remote-Write-Exemplars-Written"))
                .hasValue("3");
        assertThat(response.get().headers().firstValue("Content-Length")).isEmpty();
    }

    @Test
    void saysWhyARequestWasRefusedByTheReader() throws Exception {
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                HttpRequest.newBuilder(uri("/receive"))
                        .header("Content-Type", RawSender.REMOTE_WRITE_2)
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());
        fixture.take().responder().answer(new Answer(400, "sample é: no name", 1, 0, 0, 0));

        assertThat(response.get().statusCode()).isEqualTo(400);
        assertThat(response.get().body()).isEqualTo("sample é: no name");
        assertThat(response.get().headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(response.get().headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
                .hasValue("1");
    }

    @Test
    void takesBodiesInChunksOfUnknownLength() throws Exception {
        byte[] body = new byte[ServerFixture.MAX_BODY];
        body[999] = 7;
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                HttpRequest.newBuilder(uri("/receive"))
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(fixture.serve(204).request().body()).isEqualTo(body);
        assertThat(response.get().statusCode()).isEqualTo(204);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/x|a: b|404|UNKNOWN_PATH|/api/v1/write, /receive, /remote_write",
                "POST|/receive/%zz|a: b|400|MALFORMED|path: /receive/%zz",
                "POST|/n/unknown/receive|a: b|404|UNKNOWN_TARGET|did you mean: default",
                "PUT|/receive|a: b|405|METHOD|method: PUT (expected: POST)",
                "POST|/receive|Content-Encoding: gzip|415|MEDIA_TYPE|expected: snappy",
                "POST|/receive|Content-Type: application/json|415|MEDIA_TYPE|application/x-protobuf",
            })
    void refusesFromTheHeadAloneAndKeepsTheConnection(
            String method, String path, String header, int status, Refusal reason, String text) throws Exception {
        try (RawSender sender = fixture.sender()) {
            String type = header.startsWith("Content-Type") ? "" : "\r\nContent-Type: " + RawSender.REMOTE_WRITE_2;
            sender.send(
                    method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + header + type + "\r\nContent-Length: 4\r\n\r\n");
            RawSender.Response response = sender.read();

            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).contains(text);
            assertThat(response.headers())
                    .containsEntry("x-prometheus-remote-write-samples-written", "0")
                    .containsEntry("x-prometheus-remote-write-histograms-written", "0")
                    .containsEntry("x-prometheus-remote-write-exemplars-written", "0");
            assertThat(response.headers().get("allow")).isEqualTo(status == 405 ? "POST" : null);
            assertThat(fixture.refusals).containsExactly(reason);

            sender.send("body" + post("/receive", "next"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
        }
    }

    @Test
    void refusesGetAndHeadToo() throws Exception {
        try (RawSender sender = fixture.sender()) {
            assertThat(sender.send("GET /receive HTTP/1.1\r\nHost: x\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(405);
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 0", "Accept: x"})
    void refusesBodiesThatAreEmpty(String header) throws Exception {
        try (RawSender sender = fixture.sender()) {
            sender.send("POST /receive HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(400);
            sender.send("POST /receive HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(400);
            assertThat(fixture.refusals).containsExactly(Refusal.EMPTY, Refusal.EMPTY);
            assertThat(fixture.server.budget().usedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-protobuf", "application/x-protobuf;proto=prometheus.WriteRequest", ""})
    void tellsNoCountsToSendersOfRemoteWrite1(String contentType) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/receive")).POST(BodyPublishers.ofString("x"));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        CompletableFuture<HttpResponse<String>> taken = client.sendAsync(request.build(), BodyHandlers.ofString());
        fixture.take().responder().answer(new Answer(204, null, 1, 2, 3, 0));
        CompletableFuture<HttpResponse<String>> refused = client.sendAsync(request.build(), BodyHandlers.ofString());
        fixture.take().responder().answer(new Answer(400, "no", 1, 0, 0, 0));

        for (CompletableFuture<HttpResponse<String>> response : List.of(taken, refused)) {
            assertThat(response.get().headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("written"));
        }
    }

    @Test
    void takesOneOfPipelinedRequestsAtATime() throws Exception {
        try (RawSender sender = fixture.sender()) {
            sender.send(
                    post("/receive", "one") + post("/x", "two") + post("/receive", "three") + post("/receive", "4"));
            QueuedRequest first = fixture.take();
            assertThat(fixture.queue.size()).isZero();
            assertThat(fixture.refusals).isEmpty();
            first.responder().answer(new Answer(204, null, 1, 0, 0, 0));

            assertThat(sender.read().headers()).containsEntry("x-prometheus-remote-write-samples-written", "1");
            assertThat(sender.read().status()).isEqualTo(404);
            assertThat(new String(fixture.serve(204).request().body(), StandardCharsets.UTF_8))
                    .isEqualTo("three");
            assertThat(sender.read().status()).isEqualTo(204);
            assertThat(new String(fixture.serve(400).request().body(), StandardCharsets.UTF_8))
                    .isEqualTo("4");
            assertThat(sender.read().status()).isEqualTo(400);
        }
    }

    @Test
    void closesAfterTheAnswerWhenTheSenderWantsIt() throws Exception {
        try (RawSender sender = fixture.sender()) {
            sender.send("POST /receive HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
            fixture.serve(204);
            assertThat(sender.read().headers()).containsEntry("connection", "close");
            assertThat(sender.isAtEnd()).isTrue();
        }
        try (RawSender sender = fixture.sender()) {
            sender.send("POST /receive HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
            fixture.serve(204);
            assertThat(sender.read().headers()).containsEntry("connection", "close");
            assertThat(sender.isAtEnd()).isTrue();
        }
        try (RawSender sender = fixture.sender()) {
            sender.send("POST /receive HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx");
            fixture.serve(204);
            assertThat(sender.read().headers()).containsEntry("connection", "keep-alive");
            sender.send(post("/receive", "x"));
            fixture.serve(204);
            assertThat(sender.read().status()).isEqualTo(204);
        }
    }

    @Test
    void sendsTheSameBodyToTheSameReader() throws Exception {
        ReaderQueue second = new ReaderQueue();
        fixture.server.readers().add(new AttachedReader("job", 1, second, fixture.targets, (reason, count) -> {}));
        try (RawSender sender = fixture.sender()) {
            for (int i = 0; i < 64; i++) {
                byte[] body = ("body " + i).getBytes(StandardCharsets.UTF_8);
                BodyHash hash = BodyHash.of(WireFormat.REMOTE_WRITE_2.code(), Requests.TARGET, body, body.length);
                ReaderQueue expected = hash.high() >>> 1 << 1 == hash.high() ? fixture.queue : second;
                sender.send(post("/receive", "body " + i));
                expected.availability().get();
                QueuedRequest request = expected.poll();
                fixture.server.budget().release(request.bodyBytes());
                request.responder().answer(new Answer(204, null, 0, 0, 0, 0));
                assertThat(sender.read().status()).isEqualTo(204);
            }
        }
    }

    @Test
    void refusesReadersOfAnotherJob() {
        assertThatThrownBy(() -> fixture.server
                        .readers()
                        .add(new AttachedReader("other", 0, new ReaderQueue(), fixture.targets, (reason, count) -> {})))
                .hasMessageContaining("another job (job)")
                .hasMessageContaining("ingest.http");
    }

    @Test
    void namesAddressAndOptionWhenItCannotListen() {
        String taken = "127.0.0.1:" + fixture.server.sockets().port();

        assertThatThrownBy(() -> IngestServer.start(ServerFixture.settings("ingest.http", taken), fixture.clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on " + taken + " (ingest.http)")
                .hasMessageContaining("in use");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + fixture.server.sockets().port() + path);
    }
}
