package io.adxflow.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.bench.check.CommittedFile;
import io.adxflow.bench.check.CommittedRows;
import io.adxflow.bench.cluster.TaskManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What the JobManager shows of a job whose rows pass through other processes. */
@Tag("cluster")
class ClusterSeenITCase {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void theJobManagerShowsRowsAndFiguresOfAllProcesses() throws Exception {
        try (ClusterJob job = new ClusterJob(folder, List.of("batch.max-age=1s", "batch.small-max-age=1s"));
                OfferedLoad load = new OfferedLoad(job.endpoints(), "default", 20, 8)) {
            job.awaitReady();
            int jobManager = job.cluster().jobManagerOpsPort();
            for (int port : List.of(
                    jobManager,
                    job.cluster().taskManagers().get(0).opsPort(),
                    job.cluster().taskManagers().get(1).opsPort())) {
                assertThat(valuesOfRows(port, 200)).as("rows at %d", port).hasSizeGreaterThanOrEqualTo(200);
            }

            long samples = load.end();
            Waiting.until("all rows committed", () -> rows(job.tables()) == samples);
            // Processes tell it in turn, so that one's figures may be older than another's.
            Waiting.until("the JobManager knows", () -> {
                JsonNode graph = get(jobManager, "/api/v1/graph");
                return sum(graph, "destination:files") == samples && sum(graph, "namespace:default") == samples;
            });
            assertThat(get(jobManager, "/api/v1/status").path("processes").size())
                    .isEqualTo(3);
            double ofProcesses = 0;
            for (TaskManager each : job.cluster().taskManagers()) {
                double own = sum(get(each.opsPort(), "/api/v1/graph"), "namespace:default");
                assertThat(own).as("taken by %d", each.opsPort()).isPositive();
                ofProcesses += own;
            }
            assertThat(ofProcesses).isEqualTo(samples);
        }
    }

    /** Rows that a process shows until it has shown so many. */
    private Set<String> valuesOfRows(int port, int count) throws Exception {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/tail?table=OfDefault"))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        Set<String> values = new HashSet<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            while (values.size() < count) {
                String line = lines.readLine();
                assertThat(line).isNotNull();
                if (line.startsWith("data: ")) {
                    for (JsonNode row : JSON.readTree(line.substring(6)).path("rows")) {
                        values.add(row.path("row").path("Value").asText());
                    }
                }
            }
        }
        return values;
    }

    private JsonNode get(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static double sum(JsonNode graph, String to) {
        double rows = 0;
        for (JsonNode edge : graph.path("edges")) {
            if (edge.path("to").asText().equals(to)) {
                rows += edge.path("rows").asDouble();
            }
        }
        return rows;
    }

    private static long rows(Path tables) throws IOException {
        long rows = 0;
        for (CommittedFile file : CommittedRows.listMetrics(tables)) {
            rows += file.countRows();
        }
        return rows;
    }
}
