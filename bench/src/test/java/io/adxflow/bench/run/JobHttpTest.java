package io.adxflow.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobHttpTest {
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private HttpServer server;
    private JobHttp http;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String page = pages.get(exchange.getRequestURI().getPath());
            byte[] bytes = (page == null ? "" : page).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page == null ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        http = new JobHttp(port, port);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isReadyWhenTheJobSaysSo() throws Exception {
        assertThat(http.isReady()).isFalse();

        pages.put("/readyz", "ok\n");

        assertThat(http.isReady()).isTrue();
    }

    @Test
    void addsAMetricUpOverItsLabels() throws Exception {
        pages.put(
                "/metrics",
                """
                # HELP adxflow_committed_rows_total Rows in committed batches.
                # TYPE adxflow_committed_rows_total counter
                adxflow_committed_rows_total{subtask_index="0",moniker="a b"} 17
                adxflow_committed_rows_total{subtask_index="1",moniker="} 5"} 2.5E1 1700000000000
                adxflow_up 1
                adxflow_age_seconds_bucket{le="+Inf"} +Inf
                """);

        assertThat(http.metrics())
                .containsEntry("adxflow_committed_rows_total", 42.0)
                .containsEntry("adxflow_up", 1.0)
                .containsEntry("adxflow_age_seconds_bucket", Double.POSITIVE_INFINITY);
    }

    @Test
    void asksForTheCheckpointsOfTheFirstJob() throws Exception {
        assertThat(http.checkpoints()).isNull();

        pages.put("/jobs", "{\"jobs\":[{\"id\":\"f00\",\"status\":\"RUNNING\"}]}");
        pages.put("/jobs/f00/checkpoints", "{\"counts\":{\"completed\":3}}");

        assertThat(http.checkpoints().path("counts").path("completed").asInt()).isEqualTo(3);
    }
}
