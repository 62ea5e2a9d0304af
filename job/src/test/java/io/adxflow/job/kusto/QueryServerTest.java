package io.adxflow.job.kusto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.query.CommittedSource;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire: golden results, refusals, limits, cancelled queries, clients that go away. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class QueryServerTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Calculates for longer than any test runs. */
    private static final String ENDLESS =
            "range a from 1 to 1000000 step 1 | extend k = 1 | join kind=inner (range b from 1 to 1000000 step 1 | extend k = 1) on k"
                    + " | summarize sum(a * b % 7)";

    /** Of many gigabytes. */
    private static final String LARGE =
            "set notruncation; range a from 1 to 1000000 step 1 | extend k = 1 | join kind=inner (range b from 1 to 1000 step 1 | extend k = 1) on k"
                    + " | extend text = strcat('some text ', a)";

    @TempDir
    private Path root;

    private ServedFolder served;

    @BeforeEach
    void start() throws Exception {
        served = new ServedFolder(root, ServedFolder.SETTINGS);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private static String body(String csl) throws Exception {
        return body(csl, Map.of());
    }

    private static String body(String csl, Map<String, Object> options) throws Exception {
        return JSON.writeValueAsString(Map.of("db", "Metrics", "csl", csl, "properties", Map.of("options", options)));
    }

    private JsonNode asked(String path, String csl) throws Exception {
        return asked(path, csl, Map.of());
    }

    private JsonNode asked(String path, String csl, Map<String, Object> options) throws Exception {
        HttpResponse<String> response = served.post(path, body(csl, options));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail(what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The answer with what differs each time named by its kind. */
    private static String stable(String json) throws Exception {
        return JSON.writeValueAsString(JSON.readTree(json))
                .replaceAll(
                        "(?!74be27de|00000000-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<guid>")
                .replaceAll("(ExecutionTime\\\\\":)[0-9.E-]+", "$1<seconds>")
                .replaceAll("\"20[0-9]{2}-[^\"]*Z\",(\\s*)(4|6|\"the test\")", "\"<now>\",$1$2");
    }

    @ParameterizedTest
    @CsvSource({"/v1/rest/query,all-types.v1.json", "/v2/rest/query,all-types.v2.json"})
    void writesEveryTypeAndNullAsTheServiceDoes(String path, String golden) throws Exception {
        HttpResponse<String> response = served.post(
                path,
                body(
                        "AllTypes | order by B desc | render timechart with (title='All', ycolumns=I,L); print real(nan), real(+inf), real(-inf)"),
                "x-ms-client-request-id",
                "the test");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        String expected =
                new String(getClass().getResourceAsStream("/kusto/" + golden).readAllBytes(), StandardCharsets.UTF_8);
        String actual = stable(response.body());
        Path dump = Path.of("target", golden);
        if (!actual.equals(expected.strip())) {
            Files.writeString(dump, actual + "\n");
        }
        assertThat(actual).as("written to " + dump.toAbsolutePath()).isEqualTo(expected.strip());
    }

    @Test
    void refusesWhatIsNoQueryAndSaysWhere() throws Exception {
        HttpResponse<String> response =
                served.post("/v2/rest/query", body("NodeLoad1\n| wher Value > 1"), "x-ms-client-request-id", "mine");
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("General_BadRequest");
        assertThat(error.path("@message").asText())
                .contains("wher")
                .contains("[line:position=2:")
                .contains("where");
        assertThat(error.path("@context").path("clientRequestId").asText()).isEqualTo("mine");
        assertThat(error.path("innererror").path("@message").asText()).startsWith("Syntax error:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"db\":\"Metrics\"}",
                "{\"csl\":7}",
                "{\"csl\":\"print 1\"",
                "{\"csl\":\"\"}",
                "{\"csl\":\"print 1\",\"db\":\"NoSuch\"}",
                "{\"csl\":\"print 1\",\"properties\":\"{\"}",
                "{\"csl\":\".drop table NodeLoad1\"}",
                "{\"csl\":\".show\"}",
                "{\"csl\":\".\"}",
                "{\"csl\":\".show tables extra\"}",
                "{\"csl\":\".show database NoSuch schema\"}",
                "{\"csl\":\".show table NoSuch cslschema\"}",
                "{\"csl\":\".show function NoSuch\"}",
                "{\"csl\":\".cancel query 'nobody'\"}",
                "{\"csl\":\".show tables | wher a\"}",
            })
    void refusesWithTheServicesErrorWhateverIsWrong(String body) throws Exception {
        for (String path : List.of("/v1/rest/query", "/v2/rest/query", "/v1/rest/mgmt")) {
            HttpResponse<String> response = served.post(path, body);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            assertThat(JSON.readTree(response.body())
                            .path("error")
                            .path("@message")
                            .asText())
                    .isNotEmpty();
        }
    }

    @Test
    void takesTheRunsDatabaseWhereClientsNameNoneAndEveryCaseOfAName() throws Exception {
        for (String database : List.of("", "NetDefaultDB", "metrics", "Metrics")) {
            HttpResponse<String> response =
                    served.post("/v1/rest/query", "{\"db\":\"" + database + "\",\"csl\":\"NodeLoad1 | count\"}");
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(JSON.readTree(response.body()).at("/Tables/0/Rows/0/0").asLong())
                    .isEqualTo(3);
        }
    }

    @Test
    void tellsInEachFormThatTheRestOfALargeResultIsMissing() throws Exception {
        Map<String, Object> options = Map.of("truncationmaxrecords", 1000);
        JsonNode v1 = asked("/v1/rest/query", "range x from 1 to 5000 step 1; print 1", options);
        JsonNode rows = v1.at("/Tables/0/Rows");
        assertThat(rows.size()).isEqualTo(1001);
        assertThat(rows.get(1000).at("/Exceptions/0").asText()).contains("E_QUERY_RESULT_SET_TOO_LARGE");
        assertThat(v1.path("Tables").size())
                .as("one result and three that tell of it")
                .isEqualTo(4);
        JsonNode v2 = asked("/v2/rest/query", "range x from 1 to 5000 step 1", options);
        JsonNode completion = v2.get(v2.size() - 1);
        assertThat(completion.path("HasErrors").asBoolean()).isTrue();
        assertThat(completion.at("/OneApiErrors/0/error/innererror/code").asText())
                .isEqualTo("E_QUERY_RESULT_SET_TOO_LARGE");
        assertThat(asked("/v2/rest/query", "set notruncation; range x from 1 to 600000 step 1")
                        .get(2)
                        .path("Rows")
                        .size())
                .isEqualTo(600_000);
    }

    @Test
    void tellsWhichOfSeveralResultsIsMissing() throws Exception {
        Map<String, Object> options = Map.of("servertimeout", "00:00:01");
        JsonNode v1 = asked("/v1/rest/query", "print a=1; " + ENDLESS, options);
        assertThat(v1.at("/Tables/0/Rows/0/0").asInt()).isEqualTo(1);
        assertThat(v1.at("/Tables/1/Rows/0/Exceptions/0").asText()).contains("longer than 1 s");
        JsonNode v2 = asked("/v2/rest/query", "print a=1; " + ENDLESS, options);
        assertThat(v2.get(v2.size() - 1).path("HasErrors").asBoolean()).isTrue();
    }

    @Test
    void endsAQueryThatIsOverItsTimeOrItsMemoryAndGoesOn() throws Exception {
        HttpResponse<String> late = served.post("/v2/rest/query", body(ENDLESS, Map.of("servertimeout", "00:00:01")));
        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.body()).contains("LimitsExceeded").contains("longer than 1 s");
        HttpResponse<String> large = served.post(
                "/v2/rest/query",
                body(
                        "range x from 1 to 30000000 step 1 | summarize c = count() by k = strcat('some longer text ', x) | summarize max(c)"));
        assertThat(large.statusCode()).as(large.body()).isEqualTo(400);
        assertThat(large.body()).contains("LimitsExceeded").contains("memory");
        assertThat(asked("/v2/rest/query", "NodeLoad1 | count")
                        .at("/2/Rows/0/0")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void cancelsAQueryByItsNameWhileEveryWorkerIsBusy() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> endless = List.of(later("one"), later("two"));
        await(() -> served.server().running() == 2, "both run");
        for (String name : List.of("one", "two")) {
            // A query is known before it calculates, so that one may have to be told twice.
            await(() -> cancelled(name, endless.get(name.equals("one") ? 0 : 1)), name + " ends");
        }
        for (CompletableFuture<HttpResponse<String>> query : endless) {
            assertThat(query.get().statusCode()).isEqualTo(400);
            assertThat(query.get().body()).contains("the query was cancelled");
        }
        assertThat(served.server().running()).isZero();
    }

    private boolean cancelled(String name, CompletableFuture<?> query) {
        try {
            HttpResponse<String> response = served.post("/v1/rest/mgmt", body(".cancel query \"" + name + "\""));
            assertThat(response.statusCode()).isIn(200, 400);
            return query.isDone();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<HttpResponse<String>> later(String name) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return served.post("/v2/rest/query", body(ENDLESS), "x-ms-client-request-id", name);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void endsTheQueriesOfClientsThatHangUpWhileTheyCalculateOrSend() throws Exception {
        try (Socket calculating = raw(body(ENDLESS))) {
            await(() -> served.server().running() == 1, "it runs");
            assertThat(calculating.isConnected()).isTrue();
        }
        await(() -> served.server().running() == 0, "ended with its client");
        try (Socket sending = raw(body(LARGE))) {
            InputStream in = sending.getInputStream();
            assertThat(new String(in.readNBytes(15), StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
            assertThat(served.server().running()).isEqualTo(1);
        }
        await(() -> served.server().running() == 0, "ended with its client");
        assertThat(asked("/v2/rest/query", "NodeLoad1 | count")
                        .at("/2/Rows/0/0")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void cutsAnAnswerThatTheServersEndLeavesHalf() throws Exception {
        try (Socket sending = raw(body(LARGE))) {
            InputStream in = sending.getInputStream();
            assertThat(new String(in.readNBytes(15), StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> {
                try {
                    served.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] last = new byte[0];
            try {
                for (byte[] some = in.readNBytes(1 << 16); some.length > 0; some = in.readNBytes(1 << 16)) {
                    last = some;
                }
            } catch (java.io.IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            stopping.get();
            String end = new String(last, StandardCharsets.UTF_8);
            assertThat(end.endsWith("\r\n0\r\n\r\n") && !end.contains("HasErrors\":true"))
                    .as("ends as if it were whole")
                    .isFalse();
        }
    }

    private Socket raw(String body) throws Exception {
        Socket socket = new Socket("127.0.0.1", served.server().port());
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        String head =
                "POST /v2/rest/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void bindsParametersAsLiterals() throws Exception {
        String query = "declare query_parameters(least:real, host:string, since:datetime = datetime(2026-01-01));"
                + " NodeLoad1 | where Value > least and Labels.host == host and Timestamp > since | project Value";
        HttpResponse<String> response = served.post(
                "/v1/rest/query",
                JSON.writeValueAsString(Map.of(
                        "db",
                        "Metrics",
                        "csl",
                        query,
                        "properties",
                        Map.of("Parameters", Map.of("least", "real(1)", "host", "'a'")))));
        assertThat(JSON.readTree(response.body()).at("/Tables/0/Rows").toString())
                .isEqualTo("[[1.5]]");
    }

    @Test
    void hasWhatFollowsACommandDoneWithItsRows() throws Exception {
        for (String path : List.of("/v1/rest/mgmt", "/v1/rest/query")) {
            assertThat(asked(path, ".show tables | where TableName startswith 'Node' | project TableName")
                            .at("/Tables/0/Rows")
                            .toString())
                    .isEqualTo("[[\"NodeLoad1\"]]");
            assertThat(asked(
                                    path,
                                    ".show databases schema | where ColumnName == 'D' | project ColumnType, IsDefaultTable")
                            .at("/Tables/0/Rows")
                            .toString())
                    .isEqualTo("[[\"System.Data.SqlTypes.SqlDecimal\",false]]");
        }
        assertThat(asked("/v2/rest/query", ".show databases | summarize take_any(DatabaseId) by DatabaseName | count")
                        .at("/2/Rows/0/0")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void showsTheRunsDatabaseBeforeItHasATable(@TempDir Path empty) throws Exception {
        ShowResult shown =
                new ShowCommands(new CommittedSource(empty, "Metrics").catalog(), "1").run(".show databases", "");
        assertThat(shown.rows()).hasSize(1);
        assertThat(shown.rows().get(0).get(0)).isEqualTo("Metrics");
    }

    @Test
    void tellsWhoSignsInThatNobodyNeeds() throws Exception {
        assertThat(java.net.http.HttpClient.newHttpClient()
                        .send(
                                java.net.http.HttpRequest.newBuilder(
                                                java.net.URI.create(served.endpoint() + "/v1/rest/auth/metadata"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("AzureAD");
    }
}
