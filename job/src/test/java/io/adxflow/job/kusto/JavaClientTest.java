package io.adxflow.job.kusto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.ClientRequestProperties;
import com.microsoft.azure.kusto.data.KustoOperationResult;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.StreamingClient;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Microsoft's client for Java, as it is. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class JavaClientTest {
    @TempDir
    private Path root;

    private ServedFolder served;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        served = new ServedFolder(root, ServedFolder.SETTINGS);
        client = ClientFactory.createClient(new ConnectionStringBuilder(served.endpoint()));
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
    }

    private List<String> column(String command, int column) throws Exception {
        List<String> cells = new ArrayList<>();
        KustoResultSetTable table = client.executeMgmt("Metrics", command).getPrimaryResults();
        while (table.next()) {
            cells.add(table.getString(column));
        }
        return cells;
    }

    @Test
    void readsEveryTypeAndNullInBothForms() throws Exception {
        String query = "AllTypes | order by B desc";
        checkTypes(client.executeQuery("Metrics", query));
        try (InputStream v1 = ((StreamingClient) client).executeStreamingQuery("Metrics", query)) {
            String text = new String(v1.readAllBytes(), StandardCharsets.UTF_8);
            checkTypes(new KustoOperationResult(text, text.startsWith("[") ? "v2" : "v1"));
        }
        String v1 = served.post("/v1/rest/query", "{\"db\":\"Metrics\",\"csl\":\"" + query + "\"}")
                .body();
        checkTypes(new KustoOperationResult(v1, "v1"));
    }

    private static void checkTypes(KustoOperationResult result) throws Exception {
        KustoResultSetTable table = result.getPrimaryResults();
        assertThat(table.next()).isTrue();
        assertThat(table.getKustoDateTime("Timestamp")).isEqualTo(LocalDateTime.parse("2026-01-02T03:04:05.000006700"));
        assertThat(table.getBooleanObject("B")).isTrue();
        assertThat(table.getIntegerObject("I")).isEqualTo(Integer.MIN_VALUE);
        assertThat(table.getLongObject("L")).isEqualTo(Long.MAX_VALUE);
        assertThat(table.getDoubleObject("R")).isEqualTo(-1.5e300);
        assertThat(table.getBigDecimal("D")).isEqualTo(new BigDecimal("12345678901234567.000000001"));
        assertThat(table.getString("S")).isEqualTo("-2.03:04:05.0000067");
        assertThat(table.getString("X")).isEqualTo("a \"quoted\", é 中 😀");
        assertThat(table.getUUID("G")).isEqualTo(UUID.fromString("74be27de-1e4e-49d9-b579-fe0b331d3642"));
        assertThat(new JsonMapper()
                        .readTree(String.valueOf(table.getObject("J")))
                        .at("/b/c")
                        .asText())
                .isEqualTo("x");
        assertThat(table.next()).isTrue();
        for (int i = 0; i < 10; i++) {
            assertThat(table.getObject(i)).isEqualTo(i == 7 ? "" : null);
        }
        assertThat(table.getBooleanObject("B")).isNull();
        assertThat(table.getIntegerObject("I")).isNull();
        assertThat(table.getLongObject("L")).isNull();
        assertThat(table.getDoubleObject("R")).isNull();
        assertThat(table.getKustoDateTime("Timestamp")).isNull();
        assertThat(table.next()).isFalse();
    }

    @Test
    void listsDatabasesTablesColumnsAndFunctions() throws Exception {
        assertThat(column(".show databases", 0)).containsExactly("Logs", "Metrics");
        assertThat(column(".show tables", 0)).containsExactly("AllTypes", "NodeLoad1");
        assertThat(column(".show table NodeLoad1 cslschema", 1))
                .containsExactly("Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real");
        assertThat(column(".show functions", 0)).contains("prom_rate", "prom_increase", "prom_delta");
        assertThat(column(
                        ".show database Metrics schema | where TableName == 'NodeLoad1' and ColumnName != '' | project ColumnName",
                        0))
                .containsExactly("Timestamp", "SeriesId", "Labels", "Value");
        var schema = new JsonMapper()
                .readTree(column(".show database Metrics schema as json", 0).get(0));
        var database = schema.at("/Databases/Metrics");
        assertThat(database.at("/Tables/NodeLoad1/OrderedColumns/1").toString())
                .isEqualTo("{\"Name\":\"SeriesId\",\"Type\":\"System.Int64\",\"CslType\":\"long\"}");
        assertThat(database.at("/Functions/prom_rate/InputParameters/0/Columns").size())
                .isPositive();
        assertThat(schema.path("Databases").size()).isEqualTo(1);
    }

    @Test
    void takesParametersAndOptions() throws Exception {
        ClientRequestProperties properties = new ClientRequestProperties();
        properties.setParameter("least", 1.0);
        properties.setParameter("host", "a");
        properties.setParameter("since", LocalDateTime.parse("2026-01-01T00:00:00"));
        properties.setTimeoutInMilliSec(TimeUnit.SECONDS.toMillis(30));
        KustoResultSetTable table = client.executeQuery(
                        "Metrics",
                        "declare query_parameters(least:real, host:string, since:datetime);"
                                + " NodeLoad1 | where Value > least and Labels.host == host and Timestamp > since | project Value",
                        properties)
                .getPrimaryResults();
        assertThat(table.count()).isEqualTo(1);
        assertThat(table.next()).isTrue();
        assertThat(table.getDouble(0)).isEqualTo(1.5);
    }

    @Test
    void tellsWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> client.executeQuery("Metrics", "NodeLoad1 | where Valu > 1"))
                .hasStackTraceContaining("Valu")
                .hasStackTraceContaining("[line:position=1:");
        assertThatThrownBy(() -> client.executeQuery("NoSuch", "print 1"))
                .hasStackTraceContaining("Entity ID 'NoSuch' of kind 'Database' was not found");
        assertThatThrownBy(() -> client.executeMgmt("Metrics", ".drop table NodeLoad1"))
                .hasStackTraceContaining("there is no command '.drop table NodeLoad1'");
    }

    @Test
    void throwsForAResultOfWhichRowsAreMissing() {
        ClientRequestProperties properties = new ClientRequestProperties();
        properties.setOption("truncationmaxrecords", 10);
        assertThatThrownBy(() -> client.executeQuery("Metrics", "range x from 1 to 100 step 1", properties))
                .hasStackTraceContaining("E_QUERY_RESULT_SET_TOO_LARGE");
    }

    @Test
    void readsSeveralResults() throws Exception {
        KustoOperationResult result = client.executeQuery(
                "Metrics",
                "NodeLoad1 | summarize sum(Value) by Host = tostring(Labels.host) | order by Host asc; print 7");
        List<Object> values = new ArrayList<>();
        for (KustoResultSetTable table : result.getResultTables()) {
            if (table.getTableName().equals("PrimaryResult")) {
                table.getData().forEach(values::addAll);
            }
        }
        assertThat(values).map(String::valueOf).containsExactly("a", "2.0", "b", "4.0", "7");
    }
}
