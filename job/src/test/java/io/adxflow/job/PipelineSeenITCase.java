package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.ops.Health;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.Part;
import io.adxflow.job.page.model.PartSource;
import io.adxflow.job.page.model.PipelineModel;
import io.adxflow.job.page.web.PageRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sources.watch.PartExchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of a job under load, one of whose destinations is cut off, and whose file is made wrong. */
class PipelineSeenITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DOCUMENT =
            """
            monikers:
              good: {kind: directory, path: %1$s/good}
              away: {kind: directory, path: %1$s/away}
            namespaces:
              a: {database: A, monikers: [good, away]}
            """;

    @TempDir
    Path folder;

    private int port;

    private static final class Well implements Health {
        @Override
        public List<String> whyUnhealthy() {
            return List.of();
        }

        @Override
        public List<String> whyNotReady() {
            return List.of();
        }
    }

    @Test
    void isWhatTheMetricsCountUnderLoadWithAMonikerCutOff() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(file, DOCUMENT.formatted(folder));
        // A file where the destination's folder is to be: nothing can be written there, whoever tries.
        Files.writeString(folder.resolve("away"), "not a folder");
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "control.watch-interval=100 ms");
                PipelineModel model = new PipelineModel(
                        new PartSource(
                                        MetricStore.instance(),
                                        System::currentTimeMillis,
                                        () -> new Part.Job("running", ""))::gather,
                        PartExchange.jvm(),
                        MetricStore.instance(),
                        "test",
                        System::currentTimeMillis);
                WebServer web = WebServer.start()) {
            cluster.setFile(file);
            cluster.start(2, null);
            model.start();
            port = OpsServer.start(
                            web,
                            new HostPort("127.0.0.1", 0),
                            WebTrust.NONE,
                            MetricStore.instance(),
                            new Well(),
                            new PageRoutes(model, OpsServer.INDEX))
                    .port();
            try (NamespaceLoad load = new NamespaceLoad(cluster, "a", 4, Duration.ofMillis(20))) {
                Eventually.holds(
                        "both destinations are seen",
                        PATIENCE,
                        () -> troubles().contains("destination_away") && edge("moniker:good", "destination:good") > 0);
                for (int i = 0; i < 5; i++) {
                    graphIsBetweenTwoScrapes();
                }
                JsonNode away = moniker("away");
                assertThat(away.path("state").asText()).isEqualTo("cut_off");
                assertThat(away.path("backlogRows").asLong()).isPositive();
                assertThat(away.path("lastSuccess").isMissingNode()).isTrue();
                assertThat(moniker("good").path("state").asText()).isEqualTo("ok");

                Files.writeString(file, "namespaces: {a: {monikers: [nowhere]}}\n");
                Eventually.holds(
                        "the file's fault is told", PATIENCE, () -> troubles().contains("rules_refused"));

                long sent = load.end();
                Files.writeString(file, DOCUMENT.formatted(folder));
                Files.delete(folder.resolve("away"));
                Eventually.holds(
                        "it is well again",
                        PATIENCE,
                        () -> troubles().isEmpty()
                                && moniker("away").path("rows").asLong() == sent);
                assertThat(moniker("away").path("backlogRows").asLong()).isZero();
                assertThat(scraped("adxflow_oldest_row_seconds{moniker=\"away\"}"))
                        .isZero();
            }
        }
    }

    /** Whatever is counted meanwhile: a look that was taken after one scrape and before another lies between them. */
    private void graphIsBetweenTwoScrapes() throws Exception {
        String before = get("/metrics");
        String at = JSON.readTree(get("/api/v1/graph")).path("at").asText();
        Eventually.holds(
                "another look was taken",
                PATIENCE,
                () -> !JSON.readTree(get("/api/v1/graph")).path("at").asText().equals(at));
        JsonNode graph = JSON.readTree(get("/api/v1/graph"));
        String after = get("/metrics");
        for (String moniker : List.of("good", "away")) {
            assertThat(edge(graph, "moniker:" + moniker, "destination:" + moniker))
                    .isBetween(
                            sum(before, "adxflow_committed_rows_total", moniker),
                            sum(after, "adxflow_committed_rows_total", moniker));
            assertThat(edge(graph, "namespace:a", "moniker:" + moniker))
                    .isBetween(
                            sum(before, "adxflow_routed_rows_total", moniker),
                            sum(after, "adxflow_routed_rows_total", moniker));
        }
    }

    private static double sum(String metrics, String name, String moniker) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("moniker=\"" + moniker + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private double scraped(String series) throws Exception {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private List<String> troubles() throws Exception {
        return JSON.readTree(get("/api/v1/status")).path("troubles").findValuesAsText("kind");
    }

    private JsonNode moniker(String name) throws Exception {
        for (JsonNode moniker : JSON.readTree(get("/api/v1/status")).path("monikers")) {
            if (moniker.path("name").asText().equals(name)) {
                return moniker;
            }
        }
        throw new AssertionError("no moniker " + name);
    }

    private double edge(String from, String to) throws Exception {
        return edge(JSON.readTree(get("/api/v1/graph")), from, to);
    }

    private static double edge(JsonNode graph, String from, String to) {
        for (JsonNode edge : graph.path("edges")) {
            if (edge.path("from").asText().equals(from)
                    && edge.path("to").asText().equals(to)) {
                return edge.path("rows").asDouble();
            }
        }
        return 0;
    }

    private String get(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? answer.body() : "{}";
    }
}
