package io.adxflow.emulator.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.engine.KustoException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestionMessageTest {
    private static IngestionMessage parse(String json) throws KustoException {
        return IngestionMessage.parse(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsTheCasingOfTheSdks() throws Exception {
        IngestionMessage message = parse(
                """
                {"blobPath":"http://h/c/b.csv.gz?sig=1","rawDataSize":5000000000,"databaseName":"db","tableName":"T","id":"i",
                 "retainBlobOnSuccess":true,"reportLevel":"FailuresAndSuccesses","reportMethod":"Table",
                 "ingestionStatusInTable":{"tableConnectionString":"http://t?sas","partitionKey":"p","rowKey":"r"},
                 "additionalProperties":{"format":"csv","tags":"[\\"ingest-by:x\\"]","ingestIfNotExists":"[\\"x\\"]",
                 "ingestionMappingReference":"m","authorizationContext":"token"}}
                """);
        assertThat(message.request().rawSize()).isEqualTo(5_000_000_000L);
        assertThat(message.request().tags()).isEqualTo(List.of("ingest-by:x"));
        assertThat(message.request().ifNotExists()).isEqualTo(List.of("x"));
        assertThat(message.request().mappingReference()).isEqualTo("m");
        assertThat(message.request().aloneBecause()).isEqualTo("SingleBlob_IngestByTag");
        assertThat(message.token()).isEqualTo("token");
        assertThat(message.retainBlob()).isTrue();
        assertThat(message.reportSuccesses()).isTrue();
        assertThat(message.toQueue()).isFalse();
        assertThat(message.entity()).isEqualTo(new IngestionMessage.StatusEntity("http://t?sas", "p", "r"));
    }

    @Test
    void readsTheCasingOfTheDocuments() throws Exception {
        IngestionMessage message = parse(
                """
                {"Id":"i","BlobPath":"http://h/c/b.csv?sig=1","RawDataSize":7,"DatabaseName":"db","TableName":"T",
                 "RetainBlobOnSuccess":false,"ReportLevel":0,"ReportMethod":0,"AdditionalProperties":{}}
                """);
        assertThat(message.databaseAndTable()).isEqualTo("db.T");
        assertThat(message.request().aloneBecause()).isNull();
        assertThat(message.reportFailures()).isTrue();
        assertThat(message.reportSuccesses()).isFalse();
        assertThat(message.toQueue()).isTrue();
        assertThat(message.entity()).isNull();
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThatThrownBy(() -> IngestionMessage.parse("{}")).isInstanceOf(KustoException.class);
    }
}
