package io.adxflow.job.page.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.control.api.MemoryControlPlane;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.PipelineFixture;
import io.adxflow.job.tail.TailBoard;
import io.adxflow.job.tail.TailFixture;
import io.adxflow.job.tail.TailHub;
import io.adxflow.job.tail.TailTap;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done on the page: rows watched, subscriptions paused; by a browser where there is one. */
class PageActionsTest {
    private static final String DOCUMENT = "monikers: {archive: {kind: directory, path: /x}}\n"
            + "subscriptions: {audit: {from: [default], to: archive}}";

    @TempDir
    Path folder;

    private final PipelineFixture pipeline = new PipelineFixture();
    private final TailFixture reader = new TailFixture();
    private final TailTap tap = new TailTap(TailBoard.jvm());
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    private WebServer web;

    @BeforeEach
    void send() {
        web = WebServer.start();
        var unused = sender.scheduleWithFixedDelay(
                () -> {
                    reader.come("up", 3);
                    tap.look(reader.tables.buffers(), TailFixture.BEGIN);
                    reader.cut(tap);
                },
                0,
                100,
                TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void stop() {
        sender.shutdownNow();
        web.close();
    }

    private String serve(Routes... more) throws Exception {
        return "http://127.0.0.1:"
                + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, (router, workers) -> {
                            new PageRoutes(pipeline.model(), OpsServer.INDEX).addTo(router, workers);
                            for (Routes routes : more) {
                                routes.addTo(router, workers);
                            }
                        })
                        .port();
    }

    private static HttpResponse<Stream<String>> tail(String base, String query) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(base + "/api/v1/tail?" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
    }

    @Test
    void streamsRowsUntilWhoeverWatchesGoes() throws Exception {
        String base = serve(new TailRoutes(TailHub.jvm(), ""));
        try (Stream<String> lines =
                tail(base, "table=up&where=Value%20%3E%2010").body()) {
            Iterator<String> all = lines.iterator();
            String data = "";
            while (!data.startsWith("data: ")) {
                data = all.next();
            }
            assertThat(data)
                    .contains("\"table\":\"Up\"")
                    .contains("\"host\":\"a1\"")
                    .contains("\"arrived\":");
        }
    }

    @Test
    void refusesInWords() throws Exception {
        String base = serve(new TailRoutes(TailHub.jvm(), ""));
        assertThat(tail(base, "where=true").statusCode()).isEqualTo(400);
        assertThat(tail(base, "table=up&where=Value%20%3E").body()).anyMatch(line -> line.startsWith("where: "));
        HttpResponse<Stream<String>> wrong = tail(base, "table=up&where=Nonsense%20%3E%201");
        assertThat(wrong.statusCode()).isEqualTo(200);
        assertThat(wrong.body()).as("ends with the problem").anyMatch(line -> line.contains("Nonsense"));
        HttpResponse<Stream<String>> open = tail(serve(TailRoutes.of(false, "ops.authentication")), "table=up");
        assertThat(open.statusCode()).isEqualTo(403);
        assertThat(open.body()).anyMatch(line -> line.contains("ops.authentication"));
    }

    @Test
    void showsRowsAndPausesAndResumesOnThePage() throws Exception {
        Path browser = Chromium.find();
        Assumptions.assumeTrue(browser != null, "no chromium on the PATH");
        MemoryControlPlane plane = new MemoryControlPlane(DOCUMENT);
        String base = serve(new TailRoutes(TailHub.jvm(), ""), new ControlRoutes(plane));
        pipeline.second(100);
        try (Chromium chromium = Chromium.start(browser, folder.resolve("profile"))) {
            chromium.size(1280, 900, false);
            chromium.open(base + "/");
            chromium.evaluate("document.getElementById('tail-table').value = 'up';"
                    + " document.getElementById('tail-start').click()");
            chromium.until("document.querySelectorAll('#tail-rows li').length > 5"
                    + " && document.getElementById('tail-rows').textContent.includes('a1')");
            chromium.evaluate("document.getElementById('tail-start').click()");
            chromium.until("document.getElementById('tail-state').textContent === 'Stopped.'");

            chromium.evaluate("document.getElementById('control-in').click()");
            chromium.until("[...document.querySelectorAll('#control-subscriptions button')]"
                    + ".some((button) => button.textContent === 'Pause')");
            assertThat(chromium.accessibleTree()).anyMatch(node -> node.startsWith("button Pause audit"));
            chromium.evaluate("document.querySelector('#control-subscriptions button').click()");
            chromium.until("document.getElementById('control-state').textContent === 'Pause audit: done.'");
            assertThat(plane.current().text()).contains("\"paused\":true");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    @Test
    void saysInWordsWhyNothingCanBeChangedHere() throws Exception {
        Path browser = Chromium.find();
        Assumptions.assumeTrue(browser != null, "no chromium on the PATH");
        String base = serve();
        pipeline.second(100);
        try (Chromium chromium = Chromium.start(browser, folder.resolve("profile"))) {
            chromium.open(base + "/");
            chromium.evaluate("document.getElementById('control-in').click()");
            chromium.until(
                    "/not served at this address|404/" + ".test(document.getElementById('control-state').textContent)");
            assertThat(chromium.evaluate("document.getElementById('control-actions').hidden")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void tellsProgramsOfItInTheIndex() {
        assertThat(List.of(OpsServer.INDEX.split("\n"))).anyMatch(line -> line.contains("/api/v1/tail"));
    }
}
