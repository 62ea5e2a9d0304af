package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.WebDavStandIn;
import io.adxflow.example.WebDavKind;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.config.PipelineDocument;
import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.control.DocumentText;
import io.adxflow.job.handshake.Endpoints;
import io.adxflow.job.handshake.HandshakeGrant;
import io.adxflow.job.handshake.formats.AgentFormats;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.sdk.Sdk;
import io.adxflow.sdk.contract.ExtensionJar;
import io.adxflow.sdk.destination.DestinationKind;
import io.adxflow.sources.control.ControlDocument;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented extension dropped into a run, among others that are broken in every way. */
class ExtensionsITCase {
    private static final int SAMPLES = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private static void jar(Path file, int version, Class<?> kind) throws IOException {
        Path unused = new ExtensionJar()
                .version(version)
                .classes(BrokenExtensions.Broken.class, kind)
                .provides(DestinationKind.class, kind)
                .writeTo(file);
    }

    private Path plugins() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("plugins"));
        Path example = Path.of(WebDavKind.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(example)) {
            Path unused = new ExtensionJar().folder(example).writeTo(plugins.resolve("example.jar"));
        } else {
            Files.copy(example, plugins.resolve("example.jar"));
        }
        jar(plugins.resolve("throwing.jar"), Sdk.VERSION, BrokenExtensions.Throwing.class);
        jar(plugins.resolve("hanging.jar"), Sdk.VERSION, BrokenExtensions.Hanging.class);
        jar(plugins.resolve("at-once.jar"), Sdk.VERSION, BrokenExtensions.AtOnce.class);
        jar(plugins.resolve("newer.jar"), Sdk.VERSION + 1, BrokenExtensions.Throwing.class);
        return plugins;
    }

    @Test
    void deliversByTheExampleWhileBrokenOnesAreRefusedOrParked() throws Exception {
        Path plugins = plugins();
        try (WebDavStandIn dav = new WebDavStandIn();
                PipelineCluster cluster = new PipelineCluster(
                        folder.resolve("job"),
                        2,
                        "plugins.dir=" + plugins,
                        "delivery.commit-timeout=500 ms",
                        "delivery.stage-timeout=500 ms",
                        "delivery.drain-timeout=1 s",
                        "batch.max-age=500 ms",
                        "batch.small-max-age=500 ms",
                        "monikers.dav.kind=webdav",
                        "monikers.dav.url=" + dav.url(),
                        "monikers.files.kind=directory",
                        "monikers.files.path=" + folder.resolve("files"),
                        "monikers.throws.kind=throwing",
                        "monikers.hangs.kind=hanging",
                        "namespaces.default.monikers=files,dav,throws,hangs",
                        "namespaces.default.scrub=[{find: [employee-id], in: ['label:who']}]")) {
            assertThat(cluster.config().warnings())
                    .anySatisfy(warning -> assertThat(warning).contains("at-once.jar", "at once"))
                    .anySatisfy(warning -> assertThat(warning).contains("newer.jar", "sdk-version"));
            cluster.start(1, null);
            MetricStore metrics = MetricStore.instance();
            for (int body = 0; body < 2; body++) {
                assertThat(send(cluster, body).statusCode())
                        .as("senders do not wait for broken ones")
                        .isEqualTo(204);
                int rows = SAMPLES * (body + 1);
                Eventually.holds(
                        "rows by the example",
                        PATIENCE,
                        () -> dav.lines("Metrics", "Up").size() == rows);
                Eventually.holds("rows beside it", PATIENCE, () -> lines(folder.resolve("files")) == rows);
            }
            Eventually.holds("parked batches of the broken ones", PATIENCE, () -> metrics.sum("parked_batches") >= 2);
            assertThat(dav.lines("Metrics", "Up")).allSatisfy(line -> assertThat(line)
                    .as("found by the example's detector")
                    .contains("********")
                    .doesNotContain("E-123456"));
            assertThat(metrics.sum("numRestarts")).isZero();
            bodiesOfExtensions(cluster, dav);
            formatsOfExtensions();
            documentsOutliveExtensions();
        }
    }

    private static void bodiesOfExtensions(PipelineCluster cluster, WebDavStandIn dav) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(cluster.writeUrl().replace("/api/v1/write", "/x/graphite")))
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofString("disk.used;host=h1 42.5 1700000000\n"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(204);
        Eventually.holds(
                "a row of Graphite",
                PATIENCE,
                () -> dav.lines("Metrics", "DiskUsed").size() == 1);
        assertThat(dav.lines("Metrics", "DiskUsed").get(0)).contains("h1", "42.5");
    }

    private static void formatsOfExtensions() {
        HandshakeGrant grant = new HandshakeGrant(
                "a",
                "n",
                Set.of(Signal.LOGS),
                new Endpoints("http://h:9201/n/n/api/v1/write", "http://h:9201/n/n", null),
                Map.of(),
                List.of(),
                List.of(),
                "secret",
                0,
                0,
                0,
                "");
        assertThat(AgentFormats.names()).contains("fluent-bit", "prometheus");
        assertThat(AgentFormats.named("fluent-bit").render(grant, ""))
                .contains("port        9201", "logs_uri    /n/n/v1/logs", "Bearer secret");
    }

    /** A kind and a detector that are there no more are wrong in a new document, and stay in one that was accepted. */
    private static void documentsOutliveExtensions() {
        String text =
                "{\"monikers\": {\"old\": {\"kind\": \"removed\", \"key\": \"value\"}}, \"namespaces\": {\"default\":"
                        + " {\"monikers\": [\"old\"], \"scrub\": [{\"find\": [\"removed-too\"]}]}}}";
        assertThatThrownBy(() -> PipelineConfigLoader.document(text, ""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no kind 'removed'")
                .hasMessageContaining("there is no detector 'removed-too'");
        PipelineDocument accepted = DocumentText.parse(new ControlDocument("0", text));
        assertThat(accepted.monikers().get("old").options()).containsEntry("key", "value");
        assertThat(accepted.namespaces().get("default").rules().scrub().get(0).find())
                .containsExactly("removed-too");
    }

    private static long lines(Path files) throws IOException {
        return Files.isDirectory(files)
                ? CommittedFiles.sortedLines(files).values().stream()
                        .mapToLong(List::size)
                        .sum()
                : 0;
    }

    private static HttpResponse<String> send(PipelineCluster cluster, int number) throws Exception {
        BodyBuilder body = new BodyBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            body.series("up", "series", "s-" + i, "who", "E-123456")
                    .sample(1_700_000_000_000L + 1_000L * number + i, i);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.writeUrl()))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofByteArray(body.compressed(WireFormat.REMOTE_WRITE_1)))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
