package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import com.microsoft.azure.kusto.ingest.IngestClientFactory;
import com.microsoft.azure.kusto.ingest.IngestionMapping;
import com.microsoft.azure.kusto.ingest.IngestionProperties;
import com.microsoft.azure.kusto.ingest.QueuedIngestClient;
import com.microsoft.azure.kusto.ingest.result.IngestionStatus;
import com.microsoft.azure.kusto.ingest.result.OperationStatus;
import com.microsoft.azure.kusto.ingest.source.StreamSourceInfo;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in held against Microsoft's own clients, unmodified. */
class MicrosoftClientITCase {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static AzuriteProcess azurite;
    private static KustoStandIn standIn;
    private static Client client;
    private static QueuedIngestClient ingest;

    @BeforeAll
    static void start() throws Exception {
        String problem = AzuriteProcess.problem();
        Assumptions.assumeTrue(problem == null, problem);
        azurite = AzuriteProcess.start(folder.resolve("azurite"));
        standIn = KustoStandIn.in(folder.resolve("kusto"), azurite)
                .unseen(Duration.ofSeconds(2))
                .start();
        ConnectionStringBuilder connection = new ConnectionStringBuilder(standIn.endpoint());
        client = ClientFactory.createClient(connection);
        ingest = IngestClientFactory.createClient(connection);
        client.executeMgmt("db", ".create-merge table T (Ts:datetime, Name:string, Value:real, Labels:dynamic)");
        client.executeMgmt(
                "db",
                """
                .create-or-alter table T ingestion csv mapping "m" '['
                '{"column":"Ts","Properties":{"Ordinal":"0"}},{"column":"Name","Properties":{"Ordinal":"1"}},'
                '{"column":"Value","Properties":{"Ordinal":"2"}},{"column":"Labels","Properties":{"Ordinal":"3"}}]'
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        if (azurite != null) {
            ingest.close();
            standIn.close();
            azurite.close();
        }
    }

    @BeforeEach
    void emptyTable() throws Exception {
        standIn.faults().clear();
        client.executeMgmt("db", ".clear table T data");
    }

    private static IngestionProperties properties() {
        IngestionProperties properties = new IngestionProperties("db", "T");
        properties.setDataFormat(IngestionProperties.DataFormat.CSV);
        properties.setIngestionMapping("m", IngestionMapping.IngestionMappingKind.CSV);
        properties.setReportLevel(IngestionProperties.IngestionReportLevel.FAILURES_AND_SUCCESSES);
        properties.setReportMethod(IngestionProperties.IngestionReportMethod.TABLE);
        return properties;
    }

    @Test
    void ingestsAStreamThroughTheQueueAndTellsTheStatusTable() throws Exception {
        var result = ingest.ingestFromStream(
                stream(
                        "2026-01-02T03:04:05.1234567Z,cpu,1.5,\"{\"\"host\"\":\"\"a\"\"}\"\n2026-01-02T03:04:06Z,cpu,NaN,\n"),
                properties());
        IngestionStatus status = awaitStatus(result);
        assertThat(status.status).as(status.details).isEqualTo(OperationStatus.Succeeded);

        KustoResultSetTable rows =
                client.executeQuery("db", "T | order by Ts asc").getPrimaryResults();
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.getColumns()[3].getColumnType()).isEqualTo("dynamic");
        rows.next();
        assertThat(rows.getString("Ts")).isEqualTo("2026-01-02T03:04:05.1234567Z");
        assertThat(rows.getDouble("Value")).isEqualTo(1.5);
        assertThat(rows.getString("Labels")).isEqualTo("{\"host\":\"a\"}");
        rows.next();
        assertThat(rows.getString("Value")).isEqualTo("NaN");
    }

    private static StreamSourceInfo stream(String csv) {
        return new StreamSourceInfo(
                new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), false, UUID.randomUUID());
    }

    private static IngestionStatus awaitStatus(com.microsoft.azure.kusto.ingest.result.IngestionResult result)
            throws Exception {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            IngestionStatus status = result.getIngestionStatusCollection().get(0);
            if (status.status != OperationStatus.Pending) {
                return status;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no verdict within " + DEADLINE);
    }
}
