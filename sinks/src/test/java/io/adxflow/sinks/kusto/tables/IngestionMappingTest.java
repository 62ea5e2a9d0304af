package io.adxflow.sinks.kusto.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.XxHash64;
import org.junit.jupiter.api.Test;

/** adx-mon's vectors: the first of ingestor/adx/syncer_test.go, the others computed by its algorithm. */
class IngestionMappingTest {
    private static final String METRIC = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";

    @Test
    void namesMappingsAsAdxMonDoes() {
        assertThat(TableProvisioner.mappingName("HttpRequestsTotal", TableSchema.parse(METRIC)))
                .isEqualTo("HttpRequestsTotal_13993642986075459670");
        assertThat(TableProvisioner.mappingName(
                        "HttpRequestsTotal",
                        TableSchema.parse(
                                METRIC + ",Container:string,Namespace:string,Pod:string,Cluster:string,Host:string")))
                .isEqualTo("HttpRequestsTotal_7592700600704928510");
    }

    /** The vector has no columns, which no schema of ours can be: its number is the hash of the table's name alone. */
    @Test
    void hashesAsAdxMonsVectorDoes() {
        byte[] name = "Test".getBytes(UTF_8);
        assertThat(Long.toUnsignedString(XxHash64.hash(name, 0, name.length, 0)))
                .isEqualTo("15745692345339290292");
    }

    @Test
    void writesMappingsAsAdxMonDoes() {
        assertThat(IngestionMapping.json(TableSchema.parse("Timestamp:datetime,SeriesId:long")))
                .isEqualTo("[{\"Column\":\"Timestamp\",\"DataType\":\"datetime\",\"Properties\":{\"Ordinal\":\"0\"}},"
                        + "{\"Column\":\"SeriesId\",\"DataType\":\"long\",\"Properties\":{\"Ordinal\":\"1\"}}]");
    }

    @Test
    void columnsThatWouldMeetInProperCaseHaveMappingsOfTheirOwn() {
        assertThat(TableProvisioner.mappingName("a-b", TableSchema.parse("a_b:string")))
                .isNotEqualTo(TableProvisioner.mappingName("a-b", TableSchema.parse("AB:string")))
                .isNotEqualTo(TableProvisioner.mappingName("a-b", TableSchema.parse("a-b:string")))
                .startsWith("AB_");
        assertThat(TableProvisioner.mappingName("T", TableSchema.parse("host:string")))
                .isEqualTo(TableProvisioner.mappingName("T", TableSchema.parse("Host:string")));
    }

    @Test
    void namesOfMappingsHoldLettersAndDigitsOnly() {
        assertThat(TableProvisioner.mappingName("Prom_Metadata", TableSchema.parse("Timestamp:datetime")))
                .matches("PromMetadata_[0-9]+");
    }
}
