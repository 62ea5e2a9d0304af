package io.adxflow.job.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.job.control.ControlPlane.ChangeOutcome;
import io.adxflow.job.control.DocumentText;
import io.adxflow.job.handshake.HandshakeFixture;
import io.adxflow.job.handshake.HandshakeRoutes;
import io.adxflow.job.opamp.OpAmpHub;
import io.adxflow.job.opamp.OpAmpRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.Routes;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.LocalAppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API and the commands that ask it, over a plane in memory. */
class ControlApiTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newHttpClient();
    private WebServer web;
    private MemoryControlPlane plane;
    private HandshakeFixture handshakes;
    private String base;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws Exception {
        plane = new MemoryControlPlane("monikers: {other: {kind: directory, path: /x}}");
        plane.tables = TableVersions.of(new StorageSettings(folder.toUri(), 1 << 20, 1 << 20));
        plane.tables.resolve(new BatchKey("local", "Metrics", "Cpu", "Timestamp:datetime,Value:real"));
        plane.parked = new LocalAppendStore(folder.resolve("parked"));
        handshakes = new HandshakeFixture(folder, plane, Map.of());
        web = WebServer.start();
        Routes control = new ControlRoutes(plane);
        base = "http://127.0.0.1:"
                + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, (router, workers) -> {
                            new HandshakeRoutes(handshakes.hub, true, true).addTo(router, workers);
                            new OpAmpRoutes(handshakes.hub, OpAmpHub.jvm(), true, true).addTo(router, workers);
                            control.addTo(router, workers);
                        })
                        .port();
    }

    @AfterEach
    void stop() {
        web.close();
        handshakes.close();
    }

    @Test
    void readsTheWholeASectionAndAnEntryInEitherForm() throws Exception {
        HttpResponse<String> whole = ask("GET", "pipeline", null);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("ETag")).hasValue(ControlAnswers.tag(plane.history.get(0)));
        assertThat(DocumentText.of(PipelineConfigLoader.document(whole.body(), "answer"))
                        .hash())
                .isEqualTo(plane.history.get(0).hash());
        assertThat(json(ask("GET", "monikers", null)).fieldNames()).toIterable().containsExactly("local", "other");
        HttpResponse<String> entry = ask("GET", "monikers/other", null, "Accept", "application/yaml");
        assertThat(entry.body()).isEqualTo("kind: \"directory\"\npath: \"/x\"\n");
        assertThat(ask("GET", "monikers/none", null).statusCode()).isEqualTo(404);
        assertThat(ask("GET", "nothing", null).statusCode()).isEqualTo(404);
    }

    @Test
    void aRepeatedChangeIsToldWhatItBecameThoughOthersCameSince() throws Exception {
        String tag = ask("GET", "pipeline", null).headers().firstValue("ETag").orElseThrow();
        String body = "{kind: directory, path: /y}";
        assertThat(ask("PUT", "monikers/mine", body, "If-Match", tag, "Idempotency-Key", "k1")
                        .statusCode())
                .isEqualTo(201);
        String second =
                ask("GET", "pipeline", null).headers().firstValue("ETag").orElseThrow();
        assertThat(ask("PUT", "monikers/theirs", body, "If-Match", second, "Idempotency-Key", "k2")
                        .statusCode())
                .isEqualTo(201);

        HttpResponse<String> again = ask("PUT", "monikers/mine", body, "If-Match", tag, "Idempotency-Key", "k1");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("ETag")).hasValue(second);
        assertThat(ask("PUT", "monikers/mine", body, "If-Match", tag, "Idempotency-Key", "k3")
                        .statusCode())
                .isEqualTo(412);
        HttpResponse<String> early = ask("PUT", "monikers/m", body, "If-Match", "\"9-ab\"", "Idempotency-Key", "k4");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.body()).contains("has not heard of");
        assertThat(plane.history).hasSize(3);
    }

    @Test
    void changesAnEntryOnlyForWhoHasReadWhatIsInForce() throws Exception {
        String body = "{from: [default], where: 'job=\"x\"', to: other}";
        HttpResponse<String> blind = ask("PUT", "subscriptions/s", body);
        assertThat(blind.statusCode()).isEqualTo(428);
        assertThat(blind.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        String tag = ask("GET", "pipeline", null).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> made = ask("PUT", "subscriptions/s", body, "If-Match", tag);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json(made).path("version").asInt()).isEqualTo(2);
        HttpResponse<String> late = ask("PUT", "subscriptions/s", body, "If-Match", tag);
        assertThat(late.statusCode()).isEqualTo(412);
        String now = late.headers().firstValue("ETag").orElseThrow();
        assertThat(ask("PUT", "subscriptions/s", body.replace("x", "y"), "If-Match", now)
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(ask("GET", "subscriptions/s", null)).path("where").asText())
                .isEqualTo("job=\"y\"");
        assertThat(ask("DELETE", "subscriptions/s", null, "If-Match", tag()).statusCode())
                .isEqualTo(200);
        assertThat(ask("DELETE", "subscriptions/s", null, "If-Match", tag()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void tellsEveryProblemAndChangesNothing() throws Exception {
        HttpResponse<String> wrong =
                ask("PUT", "subscriptions/s", "{from: [nobody], where: 'job=', to: lokal}", "If-Match", tag());
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(json(wrong).path("problems")).hasSize(3);
        assertThat(ask("PUT", "monikers/x", "{kind", "If-Match", tag()).statusCode())
                .isEqualTo(400);
        assertThat(ask("PUT", "monikers/x", "[a]", "If-Match", tag()).statusCode())
                .isEqualTo(400);
        HttpResponse<String> dry = ask("PUT", "subscriptions/s?dry-run=true", "{from: ['*'], to: other}");
        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(ask("POST", "validate", "batch.max-age: 1s").statusCode()).isEqualTo(422);
        assertThat(plane.history).hasSize(1);
    }

    @Test
    void saysWhatBecomesOfARemovedMonikersBatches() throws Exception {
        HttpResponse<String> gone = ask("DELETE", "monikers/other?undelivered=move%3Dlocal", null, "If-Match", tag());
        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(200);
        assertThat(json(ask("GET", "pipeline", null))
                        .at("/retired/other/undelivered")
                        .asText())
                .isEqualTo("move=local");
    }

    @Test
    void givesTheHistoryAndItsDocuments() throws Exception {
        ask("PUT", "subscriptions/s", "{from: ['*'], to: other}", "If-Match", tag());
        JsonNode versions = json(ask("GET", "versions", null)).path("versions");
        assertThat(versions).hasSize(2);
        assertThat(versions.get(0).path("what").asText()).isEqualTo("PUT subscriptions/s");
        assertThat(versions.get(0).path("who").asText()).startsWith("api 127.0.0.1");
        assertThat(json(ask("GET", "versions/1", null))
                        .at("/document/subscriptions")
                        .isEmpty())
                .isTrue();
        assertThat(ask("GET", "versions/3", null).statusCode()).isEqualTo(404);
        assertThat(ask("GET", "versions/x", null).statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhenItMayNotAndWhenNobodyKnows() throws Exception {
        plane.next = new ChangeOutcome.Refused("control.source is file");
        assertThat(ask("PUT", "subscriptions/s", "{from: ['*'], to: other}", "If-Match", tag())
                        .statusCode())
                .isEqualTo(409);
        plane.next = new ChangeOutcome.Unavailable("no checkpoint");
        HttpResponse<String> unknown = ask("PUT", "subscriptions/s", "{from: ['*'], to: other}", "If-Match", tag());
        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(unknown.headers().firstValue("Retry-After")).hasValue("1");
        plane.away = true;
        assertThat(ask("GET", "pipeline", null).statusCode()).isEqualTo(503);
    }

    @Test
    void parkedBatchesAreListedAndOrdersAreGivenOnceAndFollowed() throws Exception {
        assertThat(json(ask("GET", "parked", null)).path("parked")).isEmpty();
        report();
        JsonNode parked = json(ask("GET", "parked?moniker=adx", null)).path("parked");
        assertThat(parked).hasSize(2);
        assertThat(json(ask("GET", "parked?database=Gone", null)).path("parked"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("reason").asText()).isEqualTo("no such database"));
        assertThat(ask("GET", "parked/adx/Gone", null).statusCode()).isEqualTo(200);
        assertThat(ask("GET", "parked/adx/None", null).statusCode()).isEqualTo(404);

        String move = "{action: move, moniker: adx, database: Gone, to-database: Metrics}";
        HttpResponse<String> given = ask("PUT", "parked/orders/a-1", move);
        assertThat(given.statusCode()).as(given.body()).isEqualTo(202);
        assertThat(given.headers().firstValue("Location")).hasValue("/api/v1/parked/orders/a-1");
        Path order = folder.resolve("parked/orders/a-1");
        assertThat(order).content().startsWith("action=move\nmoniker=adx\ndatabase=Gone\nto-database=Metrics\n");
        String written = Files.readString(order);
        assertThat(ask("PUT", "parked/orders/a-1", move).statusCode()).isEqualTo(202);
        assertThat(order).hasContent(written);
        assertThat(ask("PUT", "parked/orders/a-1", move.replace("Metrics", "Other"))
                        .statusCode())
                .isEqualTo(409);
        assertThat(json(ask("GET", "parked/orders/a-1", null)).path("stage").asText())
                .isEqualTo("written");

        // As the job does: it takes it up, and answers.
        Files.createDirectories(folder.resolve("parked/accepted"));
        Files.move(order, folder.resolve("parked/accepted/a-1"));
        assertThat(ask("DELETE", "parked/orders/a-1", null).statusCode()).isEqualTo(409);
        Files.createDirectories(folder.resolve("parked/answers"));
        Files.writeString(folder.resolve("parked/answers/a-1"), "at-millis=1\ndone: 3 batches\n");
        Files.delete(folder.resolve("parked/accepted/a-1"));
        for (int times = 0; times < 2; times++) {
            JsonNode answer = json(ask("GET", "parked/orders/a-1", null));
            assertThat(answer.path("stage").asText()).isEqualTo("answered");
            assertThat(answer.path("answer").asText()).isEqualTo("done: 3 batches");
        }
        assertThat(json(ask("PUT", "parked/orders/a-1", move)).path("stage").asText())
                .isEqualTo("answered");
        assertThat(order).doesNotExist();

        assertThat(ask("PUT", "parked/orders/b", "{action: retry, moniker: adx, database: Gone}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ask("DELETE", "parked/orders/b", null).statusCode()).isEqualTo(200);
        assertThat(ask("GET", "parked/orders/b", null).statusCode()).isEqualTo(404);
    }

    @Test
    void anOrderThatIsWrongIsToldWholeAndLeavesNothing() throws Exception {
        HttpResponse<String> wrong = ask("PUT", "parked/orders/a_1", "{action: drop, moniker: adx, days: 3}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(json(wrong).path("detail").asText())
                .contains("id 'a_1'", "days (expected", "database: ''", "yes (expected: true");
        assertThat(ask("PUT", "parked/orders/c", "[]").statusCode()).isEqualTo(422);
        assertThat(ask("PUT", "parked/orders/c", "{action: move, moniker: a, database: b, to-database: b}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(folder.resolve("parked/orders")).doesNotExist();
        plane.away = true;
        assertThat(ask("GET", "parked", null).statusCode()).isEqualTo(503);
    }

    /** As the job writes it. */
    private void report() throws Exception {
        Path report = Files.createDirectories(folder.resolve("parked/report/adx"));
        Files.writeString(
                report.resolve("%019d".formatted(1)),
                """
                {"moniker": "adx", "database": "Gone", "batches": 3, "reason": "no such database"}
                {"moniker": "adx", "database": "Away", "batches": 1, "reason": "away"}
                {"end": true}
                """);
    }

    /** Each described operation is there and answers with a described status; what is not described is not there. */
    @Test
    void isWhatItsDescriptionSays() throws Exception {
        JsonNode description = json(ask("GET", "openapi.json", null));
        assertThat(description.path("openapi").asText()).isEqualTo("3.1.0");
        report();
        for (OpenApi.Operation operation : OpenApi.operations()) {
            String path = operation
                    .path()
                    .replace("/api/v1/", "")
                    .replace("versions/{name}", "versions/1")
                    .replace("{section}", "monikers")
                    .replace("{name}", "other")
                    .replace("schemas/{database}/{table}", "schemas/Metrics/Cpu")
                    .replace("{namespace}", "default")
                    .replace("{agent}", "web-1")
                    .replace("{moniker}", "adx")
                    .replace("{database}", "Gone")
                    .replace("{order}", "o-1");
            String method = operation.method().toUpperCase(java.util.Locale.ROOT);
            String entry = path.endsWith("o-1") ? "{action: retry, moniker: adx, database: Gone}" : "{kind: directory}";
            String body = List.of("PUT", "POST").contains(method) ? entry : null;
            HttpResponse<String> answer = ask(method, path, body, "If-Match", tag());
            JsonNode described =
                    description.path("paths").path(operation.path()).path(operation.method());
            assertThat(described.path("responses").fieldNames())
                    .toIterable()
                    .as("%s %s: %s", method, path, answer.body())
                    .contains(Integer.toString(answer.statusCode()));
            // Nobody has said yet what it runs with.
            assertThat(answer.statusCode() == 404).isEqualTo(path.endsWith("effective-config"));
        }
        for (String method : List.of("POST", "DELETE", "PATCH")) {
            assertThat(ask(method, "pipeline", null).statusCode()).isIn(404, 405);
        }
    }

    @Test
    void tellsWhatTablesAreAndTakesWhatIsSaidOfThem() throws Exception {
        assertThat(ask("GET", "schemas", null).body().replaceAll("\\s", ""))
                .isEqualTo("{\"schemas\":[{\"database\":\"Metrics\",\"table\":\"Cpu\",\"version\":1}]}");
        assertThat(json(ask("GET", "schemas?database=Other", null)).path("schemas"))
                .isEmpty();
        assertThat(json(ask("GET", "schemas/Metrics/Cpu", null)).path("columns").findValuesAsText("name"))
                .containsExactly("Timestamp", "Value");
        assertThat(ask("GET", "schemas/Metrics/Mem", null).statusCode()).isEqualTo(404);
        assertThat(ask("GET", "schemas/Metrics/Cpu?version=7", null).statusCode())
                .isEqualTo(404);

        HttpResponse<String> said =
                ask("POST", "schemas/Metrics/Cpu", "{columns: {Host: string, Value: long}, help: Load.}");
        assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
        assertThat(json(said).path("version").asInt()).isEqualTo(2);
        assertThat(json(said).path("columns").findValuesAsText("name"))
                .containsExactly("Timestamp", "Value", "Host", "Value_long");
        assertThat(json(ask("GET", "schemas/Metrics/Cpu?version=1", null)).path("columns"))
                .hasSize(2);

        HttpResponse<String> wrong = ask("POST", "schemas/Metrics/Cpu", "{colums: {}, columns: {Host: text}}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("unknown key: colums", "type of column Host: text");
        assertThat(ask("POST", "schemas/Metrics/Cpu", "{}").statusCode()).isEqualTo(422);

        Path hint = folder.resolve("hint.yaml");
        Files.writeString(hint, "columns: {Zone: string}");
        assertThat(run("schemas", "hint", "Metrics", "My Table", "-f", hint.toString()))
                .contains("version: 1");
        assertThat(run("schemas", "list", "--database", "Metrics")).contains("\"Cpu\"", "\"My Table\"");
        assertThat(run("schemas", "get", "Metrics", "My Table", "--format", "json"))
                .contains("\"Zone\"");
        assertThat(run("schemas", "get", "Metrics", "Cpu", "--version-number", "1"))
                .doesNotContain("Host");
        assertThat(run("schemas", "get", "Metrics", "Mem")).contains("exit 2", "with their first batch");
        plane.tables = null;
        assertThat(ask("GET", "schemas", null).statusCode()).isEqualTo(503);
    }

    @Test
    void aDocumentWithNothingButAKeyThatNobodyKnowsIsRefusedAndNotTakenForAnEmptyOne() throws Exception {
        for (String text :
                List.of("{\"monikerz\": {}}", "monikerz:", "monikerz: {a: {kind: directory}}", "monikerz: []")) {
            HttpResponse<String> answer = ask("PUT", "pipeline", text, "If-Match", tag());
            assertThat(answer.statusCode()).as(text).isEqualTo(422);
            assertThat(answer.body()).contains("unknown key monikerz", "did you mean monikers?");
        }
        assertThat(plane.history).hasSize(1);
    }

    @Test
    void commandsListGetSetDeleteAndApply() throws Exception {
        Path entry = folder.resolve("s.yaml");
        Files.writeString(entry, "{from: ['*'], to: other}");
        assertThat(run("subscription", "set", "s", "-f", entry.toString())).contains("version: 2");
        assertThat(run("subscription", "get", "s", "--format", "json")).contains("\"to\" : \"other\"");
        assertThat(run("moniker", "list")).contains("other:");
        assertThat(run("subscription", "delete", "s")).contains("version: 3");
        assertThat(run("namespace", "get", "nobody")).contains("exit 2").contains("is not in the document");
        Path wrong = folder.resolve("wrong.yaml");
        Files.writeString(wrong, "namespaces: {default: {databse: X}}");
        assertThat(run("apply", "-f", wrong.toString(), "--dry-run"))
                .contains("exit 2")
                .contains("databse");
        Path whole = folder.resolve("whole.yaml");
        Files.writeString(whole, "namespaces: {default: {database: Db}}");
        assertThat(run("apply", "-f", whole.toString(), "--dry-run")).contains("ok");
        assertThat(run("apply", "-f", whole.toString())).contains("version: 4");
        plane.next = new ChangeOutcome.Refused("control.source is file");
        assertThat(run("apply", "-f", whole.toString())).contains("exit 1").contains("control.source is file");
    }

    private String run(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--control";
        all[arguments.length + 1] = base;
        return TestCommandLine.run(all);
    }

    private String tag() throws Exception {
        return ask("GET", "pipeline", null).headers().firstValue("ETag").orElseThrow();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1/" + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
