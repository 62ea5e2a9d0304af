package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.classdata.FreePorts;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.ops.OpsMetricReporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.metrics.MetricConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kusto's clients ask a TaskManager, where that is set. */
class ClusterQueriesITCase {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final OpsMetricReporter reporter = new OpsMetricReporter();

    private String ask(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/rest/query"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString("{\"csl\": \"union Table* | count\"}"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void theFolderOfTheDocumentInForceIsQueriedOnceThatIsSet() throws Exception {
        Path several = folder.resolve("several.yaml");
        Files.writeString(
                several,
                "monikers: {local: {kind: directory}, other: {kind: directory, path: '" + folder.resolve("other")
                        + "'}}\nnamespaces: {default: {monikers: [local, other]}}\n");
        int port = FreePorts.find(1)[0];
        MetricConfig options = new MetricConfig();
        options.setProperty("query.http", "127.0.0.1:" + port);
        options.setProperty("query.memory", "256 mb");
        reporter.open(options);
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            assertThat(MetricStore.instance().has("running_queries")).isTrue();
            assertThat(ask(port)).contains("no reader of the job runs in this process");
            cluster.start(1, null);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), 2)) {
                senders.awaitAcknowledged(20);
                senders.end();
            }
            CommonTestUtils.waitUtil(
                    () -> {
                        try {
                            return ask(port).matches("(?s).*\"Rows\":\\[\\[[1-9].*");
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    Duration.ofSeconds(60),
                    "no rows are answered");
            cluster.stop();
            cluster.setFile(several);
            cluster.start(1, null);
            assertThat(ask(port))
                    .contains("several monikers of kind directory [local, other]")
                    .contains("query.moniker");
        } finally {
            reporter.close();
        }
        assertThat(MetricStore.instance().has("running_queries")).isFalse();
    }
}
