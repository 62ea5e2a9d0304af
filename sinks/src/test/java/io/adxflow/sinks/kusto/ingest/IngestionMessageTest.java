package io.adxflow.sinks.kusto.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.data.tables.models.TableEntity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class IngestionMessageTest {
    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    /** Member for member what Microsoft's client 7.0.6 sends, but for the named mapping and our name. */
    @Test
    void isWhatTheServiceReads() {
        assertThat(IngestionMessage.json(
                        status(true, 5L << 30),
                        "http://s/c/b.csv.gz?sv=1&sig=x",
                        "http://t/st?sv=1&sig=y",
                        "token",
                        NOW))
                .isEqualTo("{\"blobPath\":\"http://s/c/b.csv.gz?sv=1&sig=x\",\"rawDataSize\":5368709120,"
                        + "\"databaseName\":\"Metrics\",\"tableName\":\"Cpu\",\"id\":\"" + ID + "\","
                        + "\"retainBlobOnSuccess\":true,\"reportLevel\":\"FailuresAndSuccesses\","
                        + "\"reportMethod\":\"Table\",\"sourceMessageCreationTime\":\"2026-01-02T03:04:05.678Z\","
                        + "\"flushImmediately\":false,\"ingestionStatusInTable\":{\"tableConnectionString\":"
                        + "\"http://t/st?sv=1&sig=y\",\"partitionKey\":\"adxflow-adx\",\"rowKey\":\"" + ID + "\"},"
                        + "\"additionalProperties\":{\"format\":\"csv\",\"ignoreFirstRecord\":\"false\","
                        + "\"tags\":\"[\\\"ingest-by:batch-1\\\"]\",\"ingestIfNotExists\":\"[\\\"batch-1\\\"]\","
                        + "\"ingestionMappingType\":\"Csv\",\"ingestionMappingReference\":\"Cpu_1\","
                        + "\"authorizationContext\":\"token\"},\"applicationForTracing\":\"adxflow\","
                        + "\"clientVersionForTracing\":\"adxflow\"}");
    }

    @Test
    void withoutATagTheServiceMayGatherTheBlobWithOthers() {
        assertThat(IngestionMessage.json(status(false, 1), "b", "t", "token", NOW))
                .doesNotContain("ingest-by")
                .doesNotContain("ingestIfNotExists");
    }

    @Test
    void travelsAsBase64() {
        IngestionStatus status = status(true, 1);
        String text = IngestionMessage.text(status, "b", "t", "token", NOW);
        assertThat(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
                .isEqualTo(IngestionMessage.json(status, "b", "t", "token", NOW));
    }

    @Test
    void theStatusLineComesBackAsItWasWritten() {
        IngestionStatus status = status(true, 5L << 30);
        assertThat(IngestionStatus.of(status.toEntity())).isEqualTo(status);
    }

    @Test
    void theServicesWordsAreRead() {
        TableEntity entity = status(true, 1)
                .toEntity()
                .addProperty("Status", "Failed")
                .addProperty("Details", "no room")
                .addProperty("FailureStatus", "Transient")
                .addProperty("ErrorCode", "General_Throttled");
        IngestionStatus verdict = IngestionStatus.of(entity);
        assertThat(verdict.status()).isEqualTo("Failed");
        assertThat(verdict.failureStatus()).isEqualTo("Transient");
        assertThat(verdict.errorCode()).isEqualTo("General_Throttled");
        assertThat(verdict.details()).isEqualTo("no room");
    }

    @Test
    void theDirectCommandQuotesNames() {
        assertThat(DirectIngestion.command(status(true, 1), "http://s/c/b.csv.gz?sig='x"))
                .isEqualTo(".ingest async into table ['Cpu'] (h'http://s/c/b.csv.gz?sig=\\'x') with (format='csv',"
                        + " ingestionMappingReference='Cpu_1', tags='[\"ingest-by:batch-1\"]',"
                        + " ingestIfNotExists='[\"batch-1\"]')");
    }

    private static IngestionStatus status(boolean tagged, long rawBytes) {
        return new IngestionStatus(
                IngestionStatus.partition("adx"),
                ID,
                IngestionStatus.PENDING,
                "",
                "",
                "",
                "batch-1",
                "Metrics",
                "Cpu",
                "Timestamp:datetime,Value:real",
                "http://s/c/b.csv.gz",
                "Cpu_1",
                rawBytes,
                7,
                tagged,
                1,
                OffsetDateTime.parse("2026-01-02T03:04:04Z"),
                OffsetDateTime.parse("2026-01-02T03:04:05Z"),
                "");
    }
}
