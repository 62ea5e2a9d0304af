package io.adxflow.job.page.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.control.api.MemoryControlPlane;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.PipelineFixture;
import io.adxflow.job.tail.TailFixture;
import io.adxflow.job.tail.TailHub;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.RequestBody;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebWorkers;
import io.adxflow.sinks.storage.LocalAppendStore;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What can be done on the page: rows watched, subscriptions paused, parked batches tried again and dropped; by a browser where there is
 * one. With {@code -Dadxflow.screenshots=docs/images} it keeps the picture that the documentation shows.
 */
class PageActionsTest {
    private static final String DOCUMENT = "monikers: {archive: {kind: directory, path: /x}}\n"
            + "subscriptions: {audit: {from: [default], to: archive}}";

    private static final String READY = "document.getElementById('summary')"
            + " && document.getElementById('summary').textContent !== 'Connecting …'";

    @TempDir
    Path folder;

    private final PipelineFixture pipeline = new PipelineFixture();
    private final AutoCloseable sender = new TailFixture().sending("up", 3);
    private WebServer web;

    @BeforeEach
    void start() {
        web = WebServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
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
        plane.parkAt(new LocalAppendStore(folder.resolve("parked")));
        String base = serve(new TailRoutes(TailHub.jvm(), ""), new ControlRoutes(plane));
        pipeline.second(100);
        try (Chromium chromium = Chromium.start(browser, folder.resolve("profile"))) {
            chromium.size(1280, 900, false);
            chromium.open(base + "/");
            chromium.until(READY);
            chromium.evaluate("document.getElementById('tail-table').value = 'up';"
                    + " document.getElementById('tail-start').click()");
            chromium.until("document.querySelectorAll('#tail-rows li').length > 5"
                    + " && document.getElementById('tail-rows').textContent.includes('a1')");
            String pictures = System.getProperty("adxflow.screenshots");
            if (pictures != null) {
                chromium.evaluate("document.getElementById('tail').scrollIntoView()");
                chromium.screenshot(Path.of(pictures, "page-rows.png"));
            }
            chromium.evaluate("document.getElementById('tail-start').click()");
            chromium.until("document.getElementById('tail-state').textContent === 'Stopped.'");

            chromium.evaluate("document.getElementById('control-in').click()");
            chromium.until("[...document.querySelectorAll('#control-subscriptions button')]"
                    + ".some((button) => button.textContent === 'Pause')");
            assertThat(chromium.accessibleTree()).anyMatch(node -> node.startsWith("button Pause audit"));
            chromium.evaluate("document.querySelector('#control-subscriptions button').click()");
            chromium.until("document.getElementById('control-state').textContent === 'Pause audit: done.'");
            assertThat(chromium.violations()).isEmpty();
            assertThat(plane.current().text()).containsPattern("\"paused\" ?: ?true");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    /** The control API's calls about parked batches, of one database that has some until it is dropped. */
    private static final class Parked implements Routes {
        final List<String> orders = new CopyOnWriteArrayList<>();

        @Override
        public void addTo(Router router, WebWorkers workers) {
            router.get("/api/v1/openapi.json")
                    .handler(context -> WebAnswer.of(200, "application/json", "{\"paths\":{\"/api/v1/parked\":{}}}")
                            .send(context));
            router.get("/api/v1/parked").handler(context -> WebAnswer.of(
                            200,
                            "application/json",
                            orders.stream().anyMatch(order -> order.contains("drop"))
                                    ? "{\"parked\":[]}"
                                    : "{\"parked\":[{\"moniker\":\"adx\",\"database\":\"Gone\",\"batches\":3,\"rows\":1200,"
                                            + "\"bytes\":9000,\"reason\":\"no such database\"}]}")
                    .send(context));
            router.putWithRegex("/api/v1/parked/orders/[^/]+").handler(context -> {
                orders.add(RequestBody.of(context).toString(StandardCharsets.UTF_8));
                WebAnswer.of(202, "application/json", "{\"stage\":\"written\"}").send(context);
            });
            router.getWithRegex("/api/v1/parked/orders/[^/]+").handler(context -> WebAnswer.of(
                            200, "application/json", "{\"stage\":\"answered\",\"answer\":\"done: 3 batches\"}")
                    .send(context));
        }
    }

    @Test
    void triesParkedBatchesAgainAndDropsThemOnceTheirNameIsTyped() throws Exception {
        Path browser = Chromium.find();
        Assumptions.assumeTrue(browser != null, "no chromium on the PATH");
        Parked parked = new Parked();
        String base = serve(parked, new ControlRoutes(new MemoryControlPlane(DOCUMENT)));
        pipeline.second(100);
        try (Chromium chromium = Chromium.start(browser, folder.resolve("profile"))) {
            chromium.open(base + "/");
            chromium.until(READY);
            chromium.evaluate("document.getElementById('control-in').click()");
            chromium.until("document.getElementById('control-parked').textContent.includes('no such database')");
            chromium.evaluate("document.querySelector('[aria-label=\"Retry adx/Gone\"]').click()");
            chromium.until("document.getElementById('control-state').textContent === 'Retry adx/Gone: done.'");
            assertThat(parked.orders)
                    .singleElement()
                    .asString()
                    .contains("\"retry\"")
                    .contains("\"Gone\"");

            chromium.evaluate("document.querySelector('[aria-label=\"Drop adx/Gone\"]').click()");
            chromium.until("document.getElementById('control-confirm').open");
            assertThat(chromium.evaluate("document.getElementById('control-warning').textContent")
                            .asText())
                    .contains("1,200 rows")
                    .contains("adx/Gone");
            assertThat(chromium.violations()).isEmpty();
            type(chromium, "adx/gone");
            assertThat(chromium.evaluate("document.getElementById('control-drop').disabled")
                            .asBoolean())
                    .isTrue();
            chromium.evaluate("document.getElementById('control-drop').click()");
            type(chromium, "adx/Gone");
            chromium.evaluate("document.getElementById('control-drop').click()");
            chromium.until("document.getElementById('control-state').textContent === 'Drop adx/Gone: done.'");
            chromium.until("document.getElementById('control-parked').textContent === 'Nothing is parked'");
            assertThat(parked.orders).hasSize(2);
            assertThat(parked.orders.get(1)).contains("\"drop\"").contains("\"yes\":true");
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    private static void type(Chromium chromium, String text) throws Exception {
        chromium.evaluate("document.getElementById('control-typed').value = '" + text + "';"
                + " document.getElementById('control-typed').dispatchEvent(new Event('input'))");
    }

    @Test
    void saysInWordsWhyNothingCanBeChangedHere() throws Exception {
        Path browser = Chromium.find();
        Assumptions.assumeTrue(browser != null, "no chromium on the PATH");
        String base = serve();
        pipeline.second(100);
        try (Chromium chromium = Chromium.start(browser, folder.resolve("profile"))) {
            chromium.open(base + "/");
            chromium.until(READY);
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
