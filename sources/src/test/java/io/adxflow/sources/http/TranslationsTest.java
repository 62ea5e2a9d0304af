package io.adxflow.sources.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.sdk.Sdk;
import io.adxflow.sdk.contract.ExtensionJar;
import io.adxflow.sdk.host.PluginFolder;
import io.adxflow.sdk.wire.RecordSink;
import io.adxflow.sdk.wire.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** Bodies in formats of extensions, on the way to the reader. */
class TranslationsTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ServerFixture fixture;

    /** {@code name value} a line. */
    public static final class Lines implements WireFormat {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public Signal signal() {
            return Signal.METRICS;
        }

        @Override
        public void read(byte[] body, RecordSink records) throws BadBodyException {
            for (String line : new String(body, UTF_8).split("\n")) {
                String[] parts = line.split(" ");
                if (parts.length != 2) {
                    throw new BadBodyException("line: '" + line + "' (expected: name value)");
                }
                records.sample(parts[0], Map.of("host", "h1"), 1_000, Double.parseDouble(parts[1]));
            }
        }
    }

    public static final class Notes implements WireFormat {
        @Override
        public String name() {
            return "notes";
        }

        @Override
        public Signal signal() {
            return Signal.LOGS;
        }

        @Override
        public void read(byte[] body, RecordSink records) {
            records.log(5, 9, "INFO", new String(body, UTF_8), Map.of("a", "b"), Map.of("service.name", "s"));
        }
    }

    public static final class Hanging implements WireFormat {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public Signal signal() {
            return Signal.LOGS;
        }

        @Override
        public void read(byte[] body, RecordSink records) {
            // Tells the test, which has no other way into this class.
            System.setProperty("adxflow.test.hanging", "true");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public static final class Throwing implements WireFormat {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public Signal signal() {
            return Signal.METRICS;
        }

        @Override
        public void read(byte[] body, RecordSink records) {
            throw new NoSuchMethodError("from another version");
        }
    }

    @BeforeAll
    static void drop(@TempDir Path plugins) throws Exception {
        Path unused = new ExtensionJar()
                .version(Sdk.VERSION)
                .classes(Lines.class, Notes.class, Hanging.class, Throwing.class)
                .provides(WireFormat.class, Lines.class, Notes.class, Hanging.class, Throwing.class)
                .writeTo(plugins.resolve("formats.jar"));
        assertThat(new PluginFolder(plugins.toString()).use().refusals()).isEmpty();
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new ServerFixture("ingest.linger", "0 s");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private CompletableFuture<HttpResponse<String>> send(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + fixture.server.sockets().port() + path))
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> response) throws Exception {
        return response.get(5, TimeUnit.MINUTES);
    }

    @Test
    void samplesBecomeRemoteWrite() throws Exception {
        CompletableFuture<HttpResponse<String>> response =
                send("/n/team/x/lines/Other", "cpu 1\ncpu 2\nmem 3\n".getBytes(UTF_8));
        QueuedRequest queued = fixture.serve(204);
        assertThat(queued.request().format()).isEqualTo(io.adxflow.sources.wire.WireFormat.REMOTE_WRITE_1);
        assertThat(queued.request().target()).isEqualTo(new Target("team", "Other"));
        WriteRequest request =
                WriteRequest.parseFrom(Snappy.uncompress(queued.request().body()));
        assertThat(request.getTimeseriesCount()).isEqualTo(2);
        assertThat(request.getTimeseries(0).getLabelsList())
                .extracting(label -> label.getName() + "=" + label.getValue())
                .containsExactly("__name__=cpu", "host=h1");
        assertThat(request.getTimeseries(0).getSamplesList())
                .extracting(sample -> sample.getValue() + "@" + sample.getTimestamp())
                .containsExactly("1.0@1000", "2.0@1000");
        assertThat(answer(response).statusCode()).isEqualTo(204);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @Test
    void recordsBecomeOtlpAlsoWhenTheyComeCompressed() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("a note".getBytes(UTF_8));
        }
        CompletableFuture<HttpResponse<String>> response =
                send("/x/notes", bytes.toByteArray(), "Content-Encoding", "gzip");
        QueuedRequest queued = fixture.serve(200);
        assertThat(queued.request().format()).isEqualTo(io.adxflow.sources.wire.WireFormat.OTLP_LOGS);
        ExportLogsServiceRequest request =
                ExportLogsServiceRequest.parseFrom(queued.request().body());
        assertThat(request.getResourceLogs(0).getResource().getAttributes(0).getKey())
                .isEqualTo("service.name");
        LogRecord record = request.getResourceLogs(0).getScopeLogs(0).getLogRecords(0);
        assertThat(record.getBody().getStringValue()).isEqualTo("a note");
        assertThat(record.getSeverityNumberValue()).isEqualTo(9);
        assertThat(answer(response).statusCode()).isEqualTo(200);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @Test
    void aBadBodyIsTheSendersAndABrokenExtensionIsNot() throws Exception {
        HttpResponse<String> bad = answer(send("/x/lines", "nothing".getBytes(UTF_8)));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("lines: line: 'nothing'");
        HttpResponse<String> broken = answer(send("/x/throwing", "body".getBytes(UTF_8)));
        assertThat(broken.statusCode()).isEqualTo(503);
        assertThat(broken.body()).contains("throwing failed", "NoSuchMethodError");
        assertThat(answer(send("/x/lines", "x".getBytes(UTF_8), "Content-Encoding", "br"))
                        .statusCode())
                .isEqualTo(415);
        assertThat(answer(send("/x/nobody", "x".getBytes(UTF_8))).statusCode()).isEqualTo(404);
        assertThat(answer(send("/x/lines", "cpu 1\n".repeat(150).getBytes(UTF_8)))
                        .statusCode())
                .as("what it says is above the limit")
                .isEqualTo(413);
        assertThat(fixture.server.budget().usedBytes()).isZero();
    }

    @Test
    void oneThatHangsIsGivenUpAndHoldsUpNobodyElse() throws Exception {
        System.clearProperty("adxflow.test.hanging");
        CompletableFuture<HttpResponse<String>> hung = send("/x/hanging", "body".getBytes(UTF_8));
        Await.until("it hangs", () -> Boolean.getBoolean("adxflow.test.hanging"));

        CompletableFuture<HttpResponse<String>> other = send("/x/lines", "cpu 1".getBytes(UTF_8));
        fixture.serve(204);
        assertThat(answer(other).statusCode()).isEqualTo(204);
        assertThat(hung).isNotDone();

        fixture.clock.advance(Duration.ofSeconds(11));
        fixture.server.sweep();
        assertThat(answer(hung).statusCode()).isEqualTo(503);
        assertThat(answer(hung).body()).contains("did not come back");
        assertThat(answer(send("/x/hanging", "body".getBytes(UTF_8))).statusCode())
                .as("at once")
                .isEqualTo(503);
        Await.until("its bytes are given back", () -> fixture.server.budget().usedBytes() == 0);
    }
}
