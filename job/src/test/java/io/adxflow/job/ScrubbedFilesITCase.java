package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.adxflow.job.bundle.ArchivedBodies;
import io.adxflow.job.bundle.ArchivedBodies.ArchivedBody;
import io.adxflow.sources.wire.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** What is scrubbed is in no file of the job: not in batches, dead letters and archive, and not in the body log once it has moved on, or ever when it is encrypted. */
class ScrubbedFilesITCase {
    private static final int SECRETS = 1_000;
    private static final int PER_REQUEST = 50;
    /** In every secret and nowhere else. */
    private static final String MARK = "zq7planted";

    /** Of a record, in its body. */
    private static final Pattern NUMBERS = Pattern.compile("\"n\":([0-9]+)}");

    private static final int LARGE = 1_200_000;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<@Nullable String> seen = new AtomicReference<>();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void noFileHoldsWhatWasScrubbedOnceTheBodyLogHasMovedOn() throws Exception {
        Files.createDirectories(folder.resolve("job"));
        try (PipelineCluster cluster = cluster()) {
            run(cluster);
            await("the body log has moved on", () -> fileWithMark() == null);
        }
        assertThat(fileWithMark()).isNull();
    }

    @Test
    void noFileEverHoldsWhatWasScrubbedWithTheBodyLogEncrypted() throws Exception {
        Files.createDirectories(folder.resolve("job"));
        Path keys = Files.createTempFile("keys", "");
        Files.writeString(keys, "k1=0123456789abcdef0123456789abcdef\n");
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        try (PipelineCluster cluster = cluster("body-log.encryption-key-file=" + keys)) {
            var unused = looking.scheduleWithFixedDelay(this::look, 0, 20, TimeUnit.MILLISECONDS);
            run(cluster);
            assertThat(looks.get()).isGreaterThan(5);
        } finally {
            looking.shutdownNow();
            Files.delete(keys);
        }
        assertThat(seen.get()).isNull();
        assertThat(fileWithMark()).isNull();
    }

    private PipelineCluster cluster(String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "namespaces.default.scrub=[{name: all, find: all}, {name: own, patterns: ['zq7plante[d]-id-[0-9]+']}]",
                // Its windows stay open: their groups are in each checkpoint.
                "namespaces.default.metrics-from.by_owner=OTelLogs | where isnotempty(TraceId) | summarize count() by"
                        + " owner = tostring(Resource.owner), id = tostring(Attributes.id), bin(Timestamp, 1d)",
                "archive.enabled=true",
                "batch.max-age=1 s",
                "batch.small-max-age=1 s"));
        settings.addAll(List.of(more));
        return new PipelineCluster(folder.resolve("job"), 2, settings.toArray(String[]::new));
    }

    private void run(PipelineCluster cluster) throws Exception {
        cluster.start(2, null);
        URI logs = URI.create(cluster.writeUrl().replace("/api/v1/write", "/v1/logs"));
        for (int first = 0; first < SECRETS; first += PER_REQUEST) {
            send(logs, first);
            if (first == SECRETS / 4 || first == SECRETS / 2) {
                cluster.replaceTaskManager();
                cluster.awaitReaders(2);
            }
        }
        await("all is committed", () -> committed() >= SECRETS);
        assertThat(committed()).isEqualTo(SECRETS);
        assertThat(CommittedFiles.records(folder.resolve("job/tables")).toString())
                .doesNotContain(MARK)
                .contains("********");
        await("the large one is lettered", () -> filesBelow("dead-letters") > 0);
        await(
                "the archive has all records, once each but for those of requests that came again",
                () -> archived().stream().distinct().count() == SECRETS);
        assertThat(String.join("\n", archivedTexts())).doesNotContain(MARK).contains("********");
    }

    private void send(URI url, int first) throws Exception {
        var request = ExportLogsServiceRequest.newBuilder();
        var resource = request.addResourceLogsBuilder();
        resource.getResourceBuilder().addAttributes(attribute("owner", MARK + "-r" + first + "@example.com"));
        var scope = resource.addScopeLogsBuilder();
        for (int i = first; i < first + PER_REQUEST; i++) {
            scope.addLogRecords(LogRecord.newBuilder()
                    .setTimeUnixNano(1_767_323_045_000_000_000L + i)
                    .setTraceId(ByteString.copyFrom(new byte[16]))
                    .setBody(AnyValue.newBuilder()
                            .setStringValue("{\"user\":\"" + MARK + i + "@example.com\",\"n\":" + i + "}"))
                    .addAttributes(attribute("id", MARK + "-id-" + i)));
        }
        if (first == 0) {
            scope.addLogRecords(LogRecord.newBuilder()
                    .setBody(AnyValue.newBuilder().setStringValue(MARK + "l@example.com " + "x".repeat(LARGE))));
        }
        byte[] body = request.build().toByteArray();
        HttpRequest post = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/x-protobuf")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        CommonTestUtils.waitUtil(
                () -> {
                    try {
                        return client.send(post, BodyHandlers.discarding()).statusCode() == 200;
                    } catch (IOException e) {
                        return false;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Duration.ofMinutes(2),
                "not taken");
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private int committed() {
        try {
            return CommittedFiles.records(folder.resolve("job/tables")).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbers in the bodies of what the archive has. */
    private List<String> archived() {
        return archivedTexts().stream()
                .flatMap(text -> NUMBERS.matcher(text).results())
                .map(result -> result.group(1))
                .toList();
    }

    /** What the archive's finished files hold, decompressed. */
    private List<String> archivedTexts() {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("job/archive"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    ArchivedBodies bodies = new ArchivedBodies(in);
                    for (ArchivedBody body = bodies.next(); body != null; body = bodies.next()) {
                        assertThat(body.format()).isEqualTo(WireFormat.OTLP_LOGS_SNAPPY);
                        texts.add(new String(Snappy.uncompress(body.body()), StandardCharsets.ISO_8859_1));
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Not there yet, or renamed while it was walked.
            return List.of();
        }
        return texts;
    }

    private long filesBelow(String name) {
        try (Stream<Path> files = Files.walk(folder.resolve("job").resolve(name))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private void look() {
        String file = fileWithMark();
        looks.incrementAndGet();
        if (file != null) {
            seen.compareAndSet(null, file);
        }
    }

    /** A file of the job with a secret in it, or null. */
    private @Nullable String fileWithMark() {
        while (true) {
            try (Stream<Path> files = Files.walk(folder.resolve("job"))) {
                return files.filter(Files::isRegularFile)
                        .filter(ScrubbedFilesITCase::hasMark)
                        .map(Path::toString)
                        .findFirst()
                        .orElse(null);
            } catch (IOException | UncheckedIOException e) {
                // Something went while it was walked; all is to be seen.
                Thread.onSpinWait();
            }
        }
    }

    private static boolean hasMark(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws Exception {
        CommonTestUtils.waitUtil(condition::getAsBoolean, Duration.ofMinutes(5), "not seen: " + what);
    }
}
