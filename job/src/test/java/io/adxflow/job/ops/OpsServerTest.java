package io.adxflow.job.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.RawClient;
import io.adxflow.job.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;

class OpsServerTest {
    private final List<String> unhealthy = new ArrayList<>();
    private final List<String> unready = new ArrayList<>();

    @Test
    void saysWhyItIsNotReadyOrHealthy() throws Exception {
        try (WebServer web = WebServer.start()) {
            OpsServer server = start(web);
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
        try (WebServer web = WebServer.start()) {
            OpsServer server = start(web);
            assertThat(get(server, "/").body()).contains("/metrics");
            assertThat(get(server, "/nonsense").statusCode()).isEqualTo(404);
            assertThat(get(server, "/metrics").headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
        }
    }

    @Test
    void onlyReads() throws Exception {
        try (WebServer web = WebServer.start()) {
            int port = start(web).port();
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                                .read())
                        .satisfies(response -> {
                            assertThat(response.status()).isEqualTo(405);
                            assertThat(response.headers()).containsEntry("allow", "GET, HEAD");
                        });
                assertThat(client.get("/healthz").body()).isEqualTo("ok\n");
            }
        }
    }

    @Test
    void answersProbesAndScrapesHoweverManyRequestsAreHalfSent() throws Exception {
        try (WebServer web = WebServer.start()) {
            int port = start(web).port();
            List<RawClient> silent = new ArrayList<>();
            try {
                for (String half :
                        List.of("GET /metrics HTTP/1.1\r\n", "", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")) {
                    for (int i = 0; i < 1000; i++) {
                        silent.add(new RawClient(port).send(half));
                    }
                }
                for (String path : List.of("/healthz", "/readyz", "/metrics")) {
                    try (RawClient probe = new RawClient(port)) {
                        assertThat(probe.get(path).status()).isEqualTo(200);
                    }
                }
            } finally {
                for (RawClient client : silent) {
                    client.close();
                }
            }
        }
    }

    @Test
    void aHealthThatWaitsForReadinessSilencesNeitherItselfNorTheLoop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Health stuck = new Health() {
            @Override
            public List<String> whyUnhealthy() {
                return List.of();
            }

            @Override
            public List<String> whyNotReady() {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of();
            }
        };
        try (WebServer web = WebServer.start()) {
            int port = OpsServer.start(web, new HostPort("127.0.0.1", 0), MetricStore.instance(), stuck)
                    .port();
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(new RawClient(port).send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            try (RawClient probe = new RawClient(port)) {
                assertThat(probe.get("/healthz").body()).isEqualTo("ok\n");
            }
            release.countDown();
            for (RawClient client : waiting) {
                assertThat(client.read().status()).isIn(200, 503);
                client.close();
            }
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

    private OpsServer start(WebServer web) throws IOException {
        return OpsServer.start(web, new HostPort("127.0.0.1", 0), MetricStore.instance(), new Health() {
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
