package io.adxflow.job.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private final List<String> unhealthy = new ArrayList<>();
    private final List<String> unready = new ArrayList<>();

    @Test
    void saysWhyItIsNotReadyOrHealthy() throws Exception {
        try (OpsServer server = start()) {
            assertThat(get(server, "/-/ready").statusCode()).isEqualTo(200);
            unready.add("draining");
            assertThat(get(server, "/-/ready").statusCode()).isEqualTo(503);
            assertThat(get(server, "/readyz").body()).isEqualTo("draining\n");
            assertThat(get(server, "/-/healthy").statusCode()).isEqualTo(200);
            unhealthy.add("the job has failed");
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void knowsItsPaths() throws Exception {
        try (OpsServer server = start()) {
            assertThat(get(server, "/").body()).contains("/metrics");
            assertThat(get(server, "/nonsense").statusCode()).isEqualTo(404);
            assertThat(get(server, "/metrics").headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
        }
    }

    @Test
    void writesPrometheusText() {
        Counter first = new SimpleCounter();
        first.inc(3);
        Counter second = new SimpleCounter();
        second.inc(4);
        Gauge<Double> gauge = () -> Double.POSITIVE_INFINITY;
        Gauge<String> text = () -> "no number";
        String scope = "taskmanager.job.task.operator.adxflow";

        String rendered = PrometheusText.render(List.of(
                MetricStore.entry(gauge, "open_batches", scope, Map.of("<subtask_index>", "1", "<job_id>", "abc")),
                MetricStore.entry(first, "committed_rows_total", scope + ".moniker", Map.of("<moniker>", "a\"\\\nb")),
                MetricStore.entry(second, "committed_rows_total", scope + ".moniker", Map.of("<moniker>", "a\"\\\nb")),
                MetricStore.entry(text, "words", scope, Map.of()),
                MetricStore.entry(first, "numRecordsIn", "taskmanager.job.task", Map.of("<task_name>", "Map"))));

        assertThat(rendered)
                .isEqualTo(
                        """
                # HELP adxflow_committed_rows_total Rows of delivered batches
                # TYPE adxflow_committed_rows_total counter
                adxflow_committed_rows_total{moniker="a\\"\\\\\\nb"} 7
                # HELP adxflow_open_batches Batches that still take rows
                # TYPE adxflow_open_batches gauge
                adxflow_open_batches{subtask_index="1"} +Inf
                # HELP flink_taskmanager_job_task_numRecordsIn_total flink_taskmanager_job_task_numRecordsIn_total
                # TYPE flink_taskmanager_job_task_numRecordsIn_total counter
                flink_taskmanager_job_task_numRecordsIn_total{task_name="Map"} 3
                """);
    }

    @Test
    void readsAddresses() {
        assertThat(HostPort.parse("127.0.0.1:9201")).isEqualTo(new HostPort("127.0.0.1", 9201));
        assertThat(HostPort.parse("[::1]:9201").toString()).isEqualTo("[::1]:9201");
        assertThat(HostPort.parse("0.0.0.0:1").dialable().toString()).isEqualTo("127.0.0.1:1");
    }

    private OpsServer start() throws IOException {
        return OpsServer.start(new HostPort("127.0.0.1", 0), MetricStore.instance(), new Health() {
            @Override
            public List<String> whyUnhealthy() {
                return unhealthy;
            }

            @Override
            public List<String> whyNotReady() {
                return unready;
            }
        });
    }

    private static HttpResponse<String> get(OpsServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
