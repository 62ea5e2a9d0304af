package io.adxflow.job.page.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.ops.Health;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.Part;
import io.adxflow.job.page.model.PipelineFixture;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebServer;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, where there is one, over pipelines that a fixture makes up. With {@code -Dadxflow.screenshots=docs/images} it
 * keeps the pictures that the documentation shows.
 */
class PageTest {
    @TempDir
    Path folder;

    private final PipelineFixture pipeline = new PipelineFixture();
    private WebServer web;
    private int port;

    @BeforeEach
    void serve() throws Exception {
        web = WebServer.start();
        port = OpsServer.start(
                        web,
                        new HostPort("127.0.0.1", 0),
                        MetricStore.instance(),
                        new Well(),
                        new PageRoutes(pipeline.model(), OpsServer.INDEX))
                .port();
    }

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

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void answersProgramsAndBrowsersAtTheSamePath() throws Exception {
        assertThat(get("/", "*/*").body()).contains("/api/v1/graph");
        HttpResponse<String> page = get("/", "text/html,*/*");
        assertThat(page.body()).contains("<main").doesNotContain("<style").doesNotContain("style=");
        assertThat(page.body().replaceAll("<script src=", "")).doesNotContain("<script");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        assertThat(get("/api/v1/status", "*/*").statusCode()).isEqualTo(200);
        pipeline.second(10);
        assertThat(get("/api/v1/status", "*/*").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/graph?format=mermaid", "*/*").body()).startsWith("flowchart");
        assertThat(get("/api/v1/graph?format=png", "*/*").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/graph?top=-1", "*/*").statusCode()).isEqualTo(400);
    }

    @Test
    void pagesAndSearchesTables() throws Exception {
        pipeline.tables = 1_000;
        pipeline.second(10_000);
        String found = get("/api/v1/status/tables?search=duration99&sort=table&order=asc&limit=5", "*/*")
                .body();
        assertThat(found).contains("\"total\":1000").contains("\"matching\":11").contains("HttpRequestDuration99\"");
        assertThat(get("/api/v1/status/tables?sort=nonsense", "*/*").statusCode())
                .isEqualTo(400);
        assertThat(get("/api/v1/status/tables?limit=9999", "*/*").statusCode()).isEqualTo(400);
    }

    private static Part.Agent agent(String host, String problem) {
        return new Part.Agent(
                host, "default", "otelcol on " + host, "opamp-websocket", "0.149", PipelineFixture.BEGIN, problem);
    }

    @Test
    void isReadableInEveryState() throws Exception {
        Path browser = Chromium.find();
        Assumptions.assumeTrue(browser != null, "no chromium on the PATH");
        try (Chromium chromium = Chromium.start(browser, folder.resolve("profile"))) {
            chromium.size(1280, 900, false);
            pipeline.second(0);
            chromium.open("http://127.0.0.1:" + port + "/");
            chromium.until("document.getElementById('summary').textContent.includes('nothing has arrived')");
            chromium.until("document.getElementById('next-curl').textContent.includes('curl')");
            looksWell(chromium, "page-idle");

            pipeline.agents.add(agent("node-7", ""));
            pipeline.agents.add(agent("node-8", "exporter otlphttp: connection refused"));
            for (int i = 0; i < 30; i++) {
                pipeline.second(12_000);
            }
            chromium.until("document.querySelectorAll('.node.agent').length === 2"
                    + " && document.querySelectorAll('.node.agent.behind').length === 1");
            chromium.until("document.getElementById('summary').textContent === 'All is well.'"
                    + " && document.querySelectorAll('#tables tbody tr').length === 25");
            assertThat(chromium.accessibleTree())
                    .contains("heading Pipeline", "heading Monikers", "searchbox Search", "button Next")
                    .anyMatch(node -> node.startsWith("rowheader adx"))
                    .anyMatch(node -> node.startsWith("columnheader Rows/s"));
            looksWell(chromium, "page-busy");

            oneDestinationDown();
            chromium.until("document.querySelectorAll('#trouble-list li').length === 2"
                    + " && document.querySelector('.node.cut_off')");
            assertThat(chromium.evaluate("document.title").asText()).startsWith("(2)");
            looksWell(chromium, "page-destination-down");
            chromium.size(1280, 900, true);
            looksWell(chromium, "page-dark");
            chromium.size(390, 844, false);
            assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
                    .isLessThanOrEqualTo(390);
            looksWell(chromium, "page-phone");

            chromium.size(1280, 900, false);
            pipeline.tables = 10_000;
            for (int i = 0; i < 199; i++) {
                pipeline.namespaces.add(new Part.Namespace("team-" + i, "Metrics", List.of("adx"), 0));
            }
            pipeline.second(12_000);
            chromium.until("document.getElementById('tables-count').textContent === '10,000'");
            chromium.evaluate("const box = document.getElementById('tables-search'); box.value = 'Duration9999';"
                    + " box.dispatchEvent(new Event('input'))");
            chromium.until("document.querySelector('#tables tbody th').textContent === 'HttpRequestDuration9999'");
            assertThat(chromium.evaluate("document.querySelectorAll('*').length")
                            .asInt())
                    .isLessThan(4_000);
            looksWell(chromium, "page-many");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    private void oneDestinationDown() {
        pipeline.records.failed(
                "adx",
                DeliveryRecords.Part.DESTINATION,
                "",
                "transient",
                "a command to the engine failed: connection refused by telemetry.westeurope.kusto.windows.net");
        pipeline.ofMonikers.put("adx", Map.of("standby_batches", 40.0, "parked_batches", 3.0));
        pipeline.backlogs.put(
                "adx",
                Map.of(
                        Backlogs.Stage.PARKED, new Backlogs.Held(70_000, 600_000, pipeline.now - 250_000),
                        Backlogs.Stage.STANDBY, new Backlogs.Held(900_000, 8_000_000, pipeline.now - 1_500_000)));
        pipeline.refusals.note("content", "/10.0.0.7:4711 my-exporter/0.1", "line 3: label name is empty");
        for (int i = 0; i < 10; i++) {
            pipeline.second(12_000);
        }
    }

    /** Has axe-core, put in by the debugger past the page's policy, find nothing; keeps a picture where one is asked for. */
    private void looksWell(Chromium chromium, String name) throws Exception {
        chromium.evaluate(
                "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        String pictures = System.getProperty("adxflow.screenshots");
        if (pictures != null) {
            chromium.screenshot(Path.of(pictures, name + ".png"));
        }
        assertThat(chromium.violations()).as(name).isEmpty();
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .header("Accept", accept)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
