package io.adxflow.job.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The calls of Grafana's data source for Azure Data Explorer 7.2, replayed, and its reading of the answers. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class GrafanaCallsTest {
    private static final JsonMapper JSON = new JsonMapper();

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

    private HttpResponse<String> send(String path, String source, String query) throws Exception {
        Map<String, Object> options = Map.of(
                "queryconsistency", "strongconsistency",
                "query_results_cache_max_age", "00:00:00",
                "servertimeout", "00:00:30");
        return served.post(
                path,
                JSON.writeValueAsString(Map.of(
                        "db",
                        "Metrics",
                        "csl",
                        query,
                        "querySource",
                        source,
                        "properties",
                        Map.of("options", options))),
                "x-ms-app",
                "Grafana-ADX",
                "x-ms-client-request-id",
                "KGC." + source + ";0a1b2c3d",
                "x-ms-user-id",
                "admin",
                "Authorization",
                "Bearer token");
    }

    private JsonNode table(String path, String source, String query) throws Exception {
        HttpResponse<String> response = send(path, source, query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body()).at("/Tables/0");
    }

    @Test
    void testsTheDataSourceOnTheQueryPath() throws Exception {
        JsonNode table = table("/v1/rest/query", "schema", ".show databases schema");
        assertThat(table.path("Columns").findValuesAsText("ColumnName"))
                .containsExactly(
                        "DatabaseName",
                        "TableName",
                        "ColumnName",
                        "ColumnType",
                        "IsDefaultTable",
                        "IsDefaultColumn",
                        "PrettyName",
                        "Version");
        assertThat(table.path("Rows").toString())
                .contains("[\"Metrics\",\"NodeLoad1\",\"Value\",\"System.Double\",false,false,\"\",\"\"]");
    }

    @Test
    void fillsTheEditorFromTheSchemaOfAllOrOne() throws Exception {
        JsonNode all = JSON.readTree(table("/v1/rest/mgmt", "schema", ".show databases schema as json")
                .at("/Rows/0/0")
                .asText());
        assertThat(all.path("Databases").fieldNames()).toIterable().containsExactly("Logs", "Metrics");
        JsonNode one = JSON.readTree(table("/v1/rest/mgmt", "schema", ".show databases (['Metrics']) schema as json")
                .at("/Rows/0/0")
                .asText());
        assertThat(one.path("Databases").fieldNames()).toIterable().containsExactly("Metrics");
        JsonNode metrics = one.at("/Databases/Metrics");
        assertThat(metrics.path("Name").asText()).isEqualTo("Metrics");
        assertThat(metrics.path("ExternalTables").isObject()).isTrue();
        assertThat(metrics.path("MaterializedViews").isObject()).isTrue();
        for (JsonNode function : metrics.path("Functions")) {
            assertThat(function.path("Body").asText()).startsWith("{");
            assertThat(function.path("InputParameters").isArray()).isTrue();
        }
        for (JsonNode column : metrics.at("/Tables/NodeLoad1/OrderedColumns")) {
            assertThat(column.fieldNames()).toIterable().containsExactly("Name", "Type", "CslType");
        }
        assertThat(table("/v1/rest/mgmt", "schema", ".show databases")
                        .at("/Rows/1/0")
                        .asText())
                .isEqualTo("Metrics");
    }

    @Test
    void drawsATimeSeriesFromAQueryWhoseMacrosAreExpanded() throws Exception {
        JsonNode table = table(
                "/v1/rest/query",
                "dashboard",
                "NodeLoad1 | where Timestamp >= datetime(2026-01-02T03:00:00Z) and Timestamp <= datetime(2026-01-02T04:00:00Z)"
                        + " | summarize Load = sum(Value) by bin(Timestamp, 1m) | order by Timestamp asc");
        assertThat(table.at("/Columns/0").toString())
                .isEqualTo("{\"ColumnName\":\"Timestamp\",\"DataType\":\"DateTime\",\"ColumnType\":\"datetime\"}");
        assertThat(table.path("Rows").toString())
                .isEqualTo("[[\"2026-01-02T03:04:00.0000000Z\",4.5],[\"2026-01-02T03:05:00.0000000Z\",1.5]]");
    }

    @Test
    void tellsInThePanelWhatIsWrong() throws Exception {
        HttpResponse<String> response = send("/v1/rest/query", "dashboard", "NodeLoad1 | sumarize count()");
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("@type").asText()).startsWith("Kusto.");
        assertThat(error.path("@message").asText()).contains("sumarize").contains("summarize");
    }
}
