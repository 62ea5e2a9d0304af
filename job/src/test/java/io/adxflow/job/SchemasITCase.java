package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.schema.TableId;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageSettings;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of tables, and limits of what namespaces hold, in a job that runs. */
class SchemasITCase {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TableId LOGS = new TableId("Metrics", "OTelLogs");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Two namespaces make one column of two types in one table. */
    @Test
    void namespacesThatDisagreeOnATypeHaveAColumnEachAndEveryVersionIsARow() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(
                file,
                """
                namespaces:
                  a: {database: Metrics, monikers: [local], lift-attributes: ['status=Status:long']}
                  b: {database: Metrics, monikers: [local], lift-attributes: ['status=Status:string']}
                """);
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "schemas.publish-at=[directory]")) {
            cluster.setFile(file);
            cluster.start(2, null);
            TableVersions versions =
                    TableVersions.of(StorageSettings.from(cluster.config().options()));
            logs(cluster, "a", "7");
            await(() -> !records("OTelLogs").isEmpty(), "a's record");
            logs(cluster, "b", "seven");
            await(() -> records("OTelLogs").size() >= 2, "b's record");
            await(() -> records("AdxflowSchemas").size() >= 2, "rows of versions");

            JsonNode summary = summary();
            assertThat(summary.path("version").asInt()).isEqualTo(2);
            assertThat(summary.path("columns").findValuesAsText("name")).contains("Status", "Status_string");
            assertThat(records("AdxflowSchemas"))
                    .anyMatch(row -> row.contains(",Metrics,OTelLogs,1,"))
                    .anyMatch(row -> row.contains(",Metrics,OTelLogs,2,") && row.contains("Status_string"));
            assertThat(versions.newest(LOGS, true).notes().schemaUrls()).containsExactly("https://schema/1.0");

            String savepoint = cluster.stop();
            cluster.start(1, savepoint);
            logs(cluster, "b", "eight");
            await(() -> records("OTelLogs").size() >= 3, "b's other record");
            assertThat(versions.newest(LOGS, true).number())
                    .as("nothing is new")
                    .isEqualTo(2);
            assertThat(summary()).isEqualTo(summary);
        }
    }

    @Test
    void aNamespaceAtItsLimitOfSeriesKeepsThoseItHasAndIsToldOfTheOthers() throws Exception {
        Path file = folder.resolve("pipeline.yaml");
        Files.writeString(
                file,
                """
                namespaces:
                  a: {database: Metrics, monikers: [local]}
                limits:
                  a: {live-series: 5}
                """);
        try (PipelineCluster cluster = new PipelineCluster(folder, 1)) {
            cluster.setFile(file);
            cluster.start(1, null);
            int[] next = {0};
            await(
                    () -> {
                        HttpResponse<String> answer = series(cluster, next[0]++);
                        return answer.statusCode() == 400 && answer.body().contains("limits.a.live-series");
                    },
                    "a refusal");
            // Which ones it has hangs on when the limit came, and on which answers were 503 before there was a reader.
            assertThat(IntStream.range(0, next[0])
                            .map(number -> series(cluster, number).statusCode()))
                    .as("those that it has, and the others")
                    .contains(204, 400);
        }
    }

    private HttpResponse<String> series(PipelineCluster cluster, int number) {
        byte[] body = new BodyBuilder()
                .series("m", "n", "" + number)
                .sample(System.currentTimeMillis(), number)
                .compressed(WireFormat.REMOTE_WRITE_1);
        return post(
                URI.create(cluster.writeUrl().toString().replace("/api/v1/write", "/n/a/api/v1/write")),
                body,
                "Content-Encoding",
                "snappy",
                "Content-Type",
                "application/x-protobuf");
    }

    private void logs(PipelineCluster cluster, String namespace, String status) {
        String body =
                """
                {"resourceLogs": [{"schemaUrl": "https://schema/1.0", "scopeLogs": [{"logRecords": [
                  {"timeUnixNano": "1700000000000000000", "body": {"stringValue": "hello"},
                   "attributes": [{"key": "status", "value": {"stringValue": "%s"}}]}]}]}]}
                """
                        .formatted(status);
        HttpResponse<String> answer = post(
                URI.create(cluster.writeUrl().toString().replace("/api/v1/write", "/n/" + namespace + "/v1/logs")),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type",
                "application/json",
                "x-adxflow-schema",
                "OTelLogs=Zone:string");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> post(URI to, byte[] body, String... headers) {
        try {
            return http.send(
                    HttpRequest.newBuilder(to)
                            .headers(headers)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode summary() throws IOException {
        return JSON.readTree(
                folder.resolve("tables/Metrics/OTelLogs/_schema.json").toFile());
    }

    private List<String> records(String table) {
        try {
            return CommittedFiles.records(folder.resolve("tables/Metrics").resolve(table));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition, String what) throws Exception {
        CommonTestUtils.waitUtil(condition::holds, PATIENCE, what + " is not there");
    }
}
