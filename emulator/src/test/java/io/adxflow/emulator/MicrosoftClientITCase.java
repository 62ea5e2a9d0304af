package io.adxflow.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import com.microsoft.azure.kusto.data.ClientRequestProperties;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.exceptions.DataServiceException;
import com.microsoft.azure.kusto.data.exceptions.ThrottleException;
import com.microsoft.azure.kusto.ingest.IngestionProperties;
import com.microsoft.azure.kusto.ingest.result.IngestionStatus;
import com.microsoft.azure.kusto.ingest.result.OperationStatus;
import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in held against Microsoft's own clients, unmodified. */
class MicrosoftClientITCase {
    private static final String ROW = "2026-01-02T03:04:05Z,cpu,1.5,\n";

    @TempDir
    static Path folder;

    private static StandInFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new StandInFixture(
                folder, builder -> builder.unseen(Duration.ofSeconds(2)).maxRawBytes(1 << 20));
    }

    @AfterAll
    static void stop() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    @BeforeEach
    void emptyTable() throws Exception {
        fixture.standIn().faults().clear();
        fixture.command(".clear table T data");
    }

    private static IngestionStatus ingest(String csv, IngestionProperties properties) throws Exception {
        return StandInFixture.verdict(fixture.stream(csv, properties));
    }

    private static long count(Count count) {
        return fixture.standIn().stats().get(count);
    }

    @Test
    void ingestsAStreamThroughTheQueueAndTellsTheStatusTable() throws Exception {
        IngestionStatus status = ingest(
                "2026-01-02T03:04:05.1234567Z,\"a,\"\"b\"\"\n\",1.5,\"{\"\"host\"\":\"\"a\"\"}\"\n"
                        + "2026-01-02T03:04:06Z,cpu,NaN,\n",
                StandInFixture.properties());
        assertThat(status.status).as(status.details).isEqualTo(OperationStatus.Succeeded);

        KustoResultSetTable rows =
                fixture.client().executeQuery("db", "T | order by Ts asc").getPrimaryResults();
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.getColumns()[3].getColumnType()).isEqualTo("dynamic");
        rows.next();
        assertThat(rows.getString("Ts")).isEqualTo("2026-01-02T03:04:05.1234567Z");
        assertThat(rows.getString("Name")).isEqualTo("a,\"b\"\n");
        assertThat(rows.getDouble("Value")).isEqualTo(1.5);
        assertThat(rows.getString("Labels")).isEqualTo("{\"host\":\"a\"}");
        rows.next();
        assertThat(rows.getString("Value")).isEqualTo("NaN");
        assertThat(rows.getString("Labels")).isNull();
    }

    @Test
    void ingestsABlobOfGzip() throws Exception {
        String csv = ROW.repeat(1000);
        String url = fixture.upload("blob.csv.gz", StandInFixture.gzip(csv));
        long wrongSizes = count(Count.RAW_SIZES_WRONG);
        IngestionStatus status = StandInFixture.verdict(fixture.blob(url, csv.length(), StandInFixture.properties()));
        assertThat(status.status).as(status.details).isEqualTo(OperationStatus.Succeeded);
        assertThat(fixture.rows()).isEqualTo(1000);
        assertThat(count(Count.RAW_SIZES_WRONG)).isEqualTo(wrongSizes);
    }

    @Test
    void countsTheBlobsThatTheServiceCannotBatch() throws Exception {
        long tagged = count(Count.SINGLE_BLOB_INGEST_BY_TAG);
        long unknown = count(Count.SINGLE_BLOB_SIZE_UNKNOWN);
        ingest(ROW, StandInFixture.tagged("alone"));
        String url = fixture.upload("unknown.csv.gz", StandInFixture.gzip(ROW));
        StandInFixture.verdict(fixture.blob(url, -1, StandInFixture.properties()));
        assertThat(count(Count.SINGLE_BLOB_INGEST_BY_TAG)).isEqualTo(tagged + 1);
        assertThat(count(Count.SINGLE_BLOB_SIZE_UNKNOWN)).isEqualTo(unknown + 1);
    }

    @Test
    void failsABlobWhoseRecordsDifferInWidth() throws Exception {
        IngestionStatus status = ingest(ROW + "2026-01-02T03:04:05Z,cpu\n", StandInFixture.properties());
        assertThat(status.status).isEqualTo(OperationStatus.Failed);
        assertThat(status.getErrorCode()).isEqualTo("Stream_WrongNumberOfFields");
        assertThat(status.getFailureStatus()).isEqualTo("Permanent");
        assertThat(status.details).contains("record 2 has 2, those before it 4");
        assertThat(fixture.rows()).isZero();
    }

    @Test
    void failsWhatTheEngineWouldNotRead() throws Exception {
        assertThat(ingest("2026-01-02T03:04:05Z,\"cpu,1,\n", StandInFixture.properties())
                        .getErrorCode())
                .isEqualTo("Stream_ClosingQuoteMissing");
        IngestionProperties elsewhere = new IngestionProperties("db", "Missing");
        elsewhere.setReportLevel(IngestionProperties.IngestionReportLevel.FAILURES_AND_SUCCESSES);
        elsewhere.setReportMethod(IngestionProperties.IngestionReportMethod.TABLE);
        assertThat(ingest(ROW, elsewhere).getErrorCode()).isEqualTo("BadRequest_TableNotExist");
        IngestionProperties unmapped = StandInFixture.properties();
        unmapped.setIngestionMapping(
                "none", com.microsoft.azure.kusto.ingest.IngestionMapping.IngestionMappingKind.CSV);
        assertThat(ingest(ROW, unmapped).getErrorCode()).isEqualTo("BadRequest_MappingReferenceWasNotFound");
        assertThat(ingest(ROW.repeat(1 << 16), StandInFixture.properties()).getErrorCode())
                .isEqualTo("Stream_InputStreamTooLarge");
        assertThat(fixture.rows()).isZero();
    }

    @Test
    void readsTheFirstMemberOfGzipOnly() throws Exception {
        byte[] first = StandInFixture.gzip(ROW);
        byte[] second = StandInFixture.gzip(ROW);
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        long lost = count(Count.GZIP_BYTES_BEHIND_FIRST_MEMBER);
        String url = fixture.upload("two.csv.gz", both);
        StandInFixture.verdict(fixture.blob(url, 2 * ROW.length(), StandInFixture.properties()));
        assertThat(fixture.rows()).isEqualTo(1);
        assertThat(count(Count.GZIP_BYTES_BEHIND_FIRST_MEMBER)).isEqualTo(lost + second.length);
    }

    @Test
    void storesNullForWhatIsNoValueOfItsType() throws Exception {
        long wrong = count(Count.VALUES_NOT_OF_THEIR_TYPE);
        IngestionStatus status = ingest("yesterday,cpu,much,{\n", StandInFixture.properties());
        assertThat(status.status).isEqualTo(OperationStatus.Succeeded);
        assertThat(count(Count.VALUES_NOT_OF_THEIR_TYPE)).isEqualTo(wrong + 2);
        assertThat(fixture.standIn()
                        .query("db", "T | where isnull(Ts) and isnull(Value) | count")
                        .rows())
                .first()
                .asString()
                .isEqualTo("[1]");
    }

    @Test
    void skipsABlobWhoseTagIsThere() throws Exception {
        assertThat(ingest(ROW, StandInFixture.tagged("b-1")).status).isEqualTo(OperationStatus.Succeeded);
        assertThat(ingest(ROW, StandInFixture.tagged("b-1")).status).isEqualTo(OperationStatus.Skipped);
        assertThat(fixture.rows()).isEqualTo(1);
        KustoResultSetTable extents = fixture.client()
                .executeMgmt("db", ".show table T extents where tags has 'ingest-by:b-1'")
                .getPrimaryResults();
        assertThat(extents.count()).isEqualTo(1);
    }

    @Test
    void ingestsTwiceWhatIsDeliveredTwiceUnlessATagStopsIt() throws Exception {
        fixture.standIn().faults().deliverTwice("db\\.T", Duration.ofMillis(300), 2);
        ingest(ROW, StandInFixture.properties());
        StandInFixture.await(() -> fixture.standIn().inFlight() == 0);
        assertThat(fixture.rows()).isEqualTo(2);
        ingest(ROW, StandInFixture.tagged("b-2"));
        StandInFixture.await(() -> fixture.standIn().inFlight() == 0);
        assertThat(fixture.rows()).isEqualTo(3);
    }

    @Test
    void comesBackToAMessageThatItLeft() throws Exception {
        fixture.standIn().faults().stall("db\\.T", 1);
        assertThat(ingest(ROW, StandInFixture.properties()).status).isEqualTo(OperationStatus.Succeeded);
        assertThat(fixture.rows()).isEqualTo(1);
    }

    @Test
    void tellsATransientFailureThatTheClientMayTryAgain() throws Exception {
        fixture.standIn().faults().reject("db\\.T", "Stream_LowMemoryCondition", "no memory", false, 1);
        IngestionStatus status = ingest(ROW, StandInFixture.properties());
        assertThat(status.status).isEqualTo(OperationStatus.Failed);
        assertThat(status.getFailureStatus()).isEqualTo("Transient");
        assertThat(ingest(ROW, StandInFixture.properties()).status).isEqualTo(OperationStatus.Succeeded);
    }

    @Test
    void refusesCommandsWhileItIsThrottledOrDown() throws Exception {
        fixture.standIn().faults().answer("mgmt .show version", 429, Duration.ofSeconds(1), 1);
        assertThatThrownBy(() -> fixture.command(".show version")).isInstanceOf(ThrottleException.class);
        fixture.standIn().down();
        assertThatThrownBy(() -> fixture.command(".show version")).isInstanceOf(Exception.class);
        fixture.standIn().up();
        fixture.command(".show version");
    }

    @Test
    void doesTheWorkOfACommandWhoseAnswerIsLost() throws Exception {
        fixture.standIn().faults().loseAnswer("create-merge table Lost", Faults.ALWAYS);
        assertThatThrownBy(() -> fixture.command(".create-merge table Lost (a:string)"))
                .isInstanceOf(Exception.class);
        fixture.command(".show table Lost cslschema");
    }

    @Test
    void ingestsBlobsByACommandAsOneExtent() throws Exception {
        String one = fixture.upload("one.csv.gz", StandInFixture.gzip(ROW));
        String two = fixture.upload("two2.csv", ROW.getBytes(StandardCharsets.UTF_8));
        String command = ".ingest async into table T (h@'" + one + "', h@'" + two + "') with (format='csv',"
                + " ingestionMappingReference='m', tags='[\"ingest-by:direct\"]', ingestIfNotExists='[\"direct\"]')";
        for (int i = 0; i < 2; i++) {
            KustoResultSetTable answer =
                    fixture.client().executeMgmt("db", command).getPrimaryResults();
            answer.next();
            String id = answer.getString("OperationId");
            StandInFixture.await(() -> {
                KustoResultSetTable operation = fixture.client()
                        .executeMgmt("db", ".show operations " + id)
                        .getPrimaryResults();
                operation.next();
                return operation.getString("State").equals("Completed");
            });
        }
        assertThat(fixture.rows()).isEqualTo(2);
        assertThat(fixture.standIn().extents("db", "T")).hasSize(1);
    }

    @Test
    void answersErrorsInTheFormThatTheClientReads() {
        assertThatThrownBy(() -> fixture.command(".make coffee"))
                .isInstanceOf(DataServiceException.class)
                .hasMessageContaining("does not know the command");
        assertThatThrownBy(() -> fixture.client().executeQuery("db", "Nothing | count"))
                .isInstanceOf(DataServiceException.class)
                .hasMessageContaining("Nothing");
    }

    @Test
    void runsSqlWhenTheRequestSaysSo() throws Exception {
        ingest(ROW, StandInFixture.properties());
        ClientRequestProperties sql = new ClientRequestProperties();
        sql.setOption("query_language", "sql");
        KustoResultSetTable rows = fixture.client()
                .executeQuery("db", "SELECT count(*) FROM db.\"T\"", sql)
                .getPrimaryResults();
        rows.next();
        assertThat(rows.getLong(0)).isEqualTo(1);
    }

    @Test
    void putsFailuresIntoTheQueueWhenTheMessageSaysSo() throws Exception {
        IngestionProperties properties = StandInFixture.properties();
        properties.setReportMethod(IngestionProperties.IngestionReportMethod.QUEUE);
        properties.setReportLevel(IngestionProperties.IngestionReportLevel.FAILURES_ONLY);
        fixture.standIn().faults().reject("db\\.T", "General_BadRequest", "for the queue", true, 1);
        fixture.stream(ROW, properties);
        QueueClient failures = new QueueClientBuilder()
                .connectionString(fixture.azurite().connectionString())
                .queueName("failedingestions")
                .buildClient();
        StandInFixture.await(() -> failures.peekMessages(32, null, Context.NONE).stream()
                .map(message ->
                        new String(Base64.getDecoder().decode(message.getBody().toString()), StandardCharsets.UTF_8))
                .anyMatch(text -> text.contains("for the queue") && text.contains("\"FailureStatus\":\"Permanent\"")));
    }

    @Test
    void lendsOtherContainersAfterARotationAndStillReadsTheOldQueues() throws Exception {
        String before = fixture.upload("a.csv", ROW.getBytes(StandardCharsets.UTF_8));
        fixture.standIn().resources().rotate();
        String after = fixture.upload("a.csv", ROW.getBytes(StandardCharsets.UTF_8));
        assertThat(path(after)).isNotEqualTo(path(before));
        assertThat(StandInFixture.verdict(fixture.blob(before, ROW.length(), StandInFixture.properties())).status)
                .isEqualTo(OperationStatus.Succeeded);
    }

    private static String path(String url) {
        return url.substring(0, url.indexOf('?'));
    }

    @Test
    void lendsSignaturesThatAreWorthNothingAfterTheirEnd() throws Exception {
        fixture.standIn().resources().sasLifetime(Duration.ofHours(-1));
        try {
            assertThatThrownBy(() -> fixture.upload("b.csv", ROW.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOfSatisfying(BlobStorageException.class, refused -> assertThat(refused.getStatusCode())
                            .isEqualTo(403));
        } finally {
            fixture.standIn().resources().sasLifetime(Duration.ofDays(1));
        }
        String url = fixture.upload("c.csv", ROW.getBytes(StandardCharsets.UTF_8));
        IngestionStatus late = StandInFixture.verdict(fixture.blob(
                url.replaceFirst("se=[^&]+", "se=2020-01-01T00%3A00%3A00Z"),
                ROW.length(),
                StandInFixture.properties()));
        assertThat(late.getErrorCode()).isEqualTo("Download_Forbidden");
    }

    @Test
    void refusesMessagesWithATokenThatWasRevoked() throws Exception {
        fixture.standIn().resources().rotateToken(true);
        assertThat(ingest(ROW, StandInFixture.properties()).getErrorCode())
                .isEqualTo("BadRequest_InvalidKustoIdentityToken");
        // The client asks for the new token when it starts.
        fixture.restart();
        assertThat(ingest(ROW, StandInFixture.properties()).status).isEqualTo(OperationStatus.Succeeded);
    }

    @Test
    void keepsEverythingOverARestart() throws Exception {
        ingest(ROW, StandInFixture.tagged("b-3"));
        String endpoint = fixture.endpoint();
        fixture.restart();
        assertThat(fixture.endpoint()).isEqualTo(endpoint);
        assertThat(ingest(ROW, StandInFixture.tagged("b-3")).status).isEqualTo(OperationStatus.Skipped);
        assertThat(ingest(ROW, StandInFixture.tagged("b-4")).status).isEqualTo(OperationStatus.Succeeded);
        assertThat(fixture.rows()).isEqualTo(2);
    }
}
