package io.adxflow.job.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.RawClient;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class ReadOnlyUiITCase {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    private ReadOnlyMiniCluster cluster;
    private WebServer web;
    private URI endpoint;
    private URI ui;
    private JobID job;

    @BeforeEach
    void start() throws Exception {
        start(true);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        env.setParallelism(1);
        env.fromSource(new NumberSequenceSource(0, Long.MAX_VALUE), WatermarkStrategy.noWatermarks(), "numbers")
                .sinkTo(new DiscardingSink<>());
        StreamGraph graph = env.getStreamGraph();
        job = new JobID();
        graph.setJobId(job);
        cluster.submitJob(graph).get();
        awaitRunning();
    }

    private void start(boolean servesUi) throws Exception {
        Configuration configuration = new Configuration();
        ReadOnlyMiniCluster.configureRest(configuration, Files.createDirectories(folder.resolve("scratch")));
        cluster = new ReadOnlyMiniCluster(
                new MiniClusterConfiguration.Builder()
                        .setConfiguration(configuration)
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(1)
                        .build(),
                servesUi);
        cluster.start();
        endpoint = cluster.getRestAddress().get();
        web = WebServer.start();
        ui = URI.create("http://127.0.0.1:"
                + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, new UiProxy(endpoint))
                        .port());
    }

    @AfterEach
    void stop() throws Exception {
        web.close();
        cluster.close();
    }

    @Test
    void changesNothingWhoeverAsksAndHowever() throws Exception {
        String jobPath = "/jobs/" + job;
        String savepoint = "{\"target-directory\":\"" + folder.resolve("stolen").toUri() + "\"}";
        for (URI address : List.of(endpoint, ui)) {
            for (String version : List.of("", "/v1")) {
                refused(address, "PATCH", version + jobPath + "?mode=cancel", "");
                refused(address, "GET", version + jobPath + "/yarn-cancel", "");
                refused(address, "GET", version + jobPath + "/yarn%2Dcancel", "");
                refused(address, "GET", version + jobPath + "/yarn-stop", "");
                refused(address, "POST", version + jobPath + "/savepoints", savepoint);
                refused(address, "POST", version + jobPath + "/checkpoints", "{}");
                refused(address, "POST", version + jobPath + "/stop", "{\"drain\":false}");
                refused(address, "PUT", version + jobPath + "/resource-requirements", "{}");
                refused(address, "POST", version + "/jobs", "{}");
                refused(address, "POST", version + "/jars/upload", "x");
                refused(address, "POST", version + "/savepoint-disposal", "{\"savepoint-path\":\"/\"}");
                refused(address, "DELETE", version + "/cluster", "");
            }
        }
        assertThat(cluster.getJobStatus(job).get()).isEqualTo(JobStatus.RUNNING);
        assertThat(folder.resolve("stolen")).doesNotExist();
    }

    @Test
    void showsTheUiAndWhatItReads() throws Exception {
        assertThat(get("/").body()).contains("<html");
        assertThat(get("/jobs/overview").body()).contains(job.toString());
        assertThat(get("/jobs/" + job + "/checkpoints/config").statusCode()).isEqualTo(200);
        assertThat(get("/taskmanagers?x=1").body()).contains("freeSlots");
        HttpResponse<String> script = get("/jobs/" + job);
        assertThat(script.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(script.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(get("/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void aForeignPageSeesNothing() throws Exception {
        try (RawClient browser = new RawClient(ui.getPort())) {
            assertThat(browser.get("/jobs", "Origin: http://evil.example").status())
                    .isEqualTo(403);
        }
        try (RawClient rebound = new RawClient(ui.getPort())) {
            assertThat(rebound.send("GET /jobs HTTP/1.1\r\nHost: evil.example:8081\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(403);
        }
        HttpResponse<String> direct =
                client.send(HttpRequest.newBuilder(endpoint.resolve("/jobs")).build(), BodyHandlers.ofString());
        assertThat(direct.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValueSatisfying(origin -> assertThat(origin).isNotEqualTo("*"));
    }

    @Test
    void thisProcessGoesOnToTakeSavepointsAndToStop() throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        job, folder.resolve("own").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get(5, TimeUnit.MINUTES);

        assertThat(savepoint).contains("own");
        assertThat(cluster.requestJobResult(job).get().isSuccess()).isTrue();
    }

    @Test
    void answersNothingWhenItIsOff() throws Exception {
        stop();
        start(false);

        for (String path : List.of("/", "/jobs", "/overview", "/config")) {
            assertThat(client.send(
                                    HttpRequest.newBuilder(endpoint.resolve(path))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private void refused(URI address, String method, String path, String body) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s %s at %s: %s", method, path, address, response.body())
                .isIn(404, 405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(ui + path)).build(), BodyHandlers.ofString());
    }

    private void awaitRunning() throws Exception {
        while (cluster.getJobStatus(job).get() != JobStatus.RUNNING
                || !StreamSupport.stream(
                                cluster.getExecutionGraph(job)
                                        .get()
                                        .getAllExecutionVertices()
                                        .spliterator(),
                                false)
                        .allMatch(task -> task.getExecutionState() == ExecutionState.RUNNING)) {
            Thread.onSpinWait();
        }
    }
}
