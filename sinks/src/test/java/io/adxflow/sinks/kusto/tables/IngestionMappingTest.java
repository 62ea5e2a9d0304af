package io.adxflow.sinks.kusto.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.TableSchema;
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

    @Test
    void writesMappingsAsAdxMonDoes() {
        assertThat(IngestionMapping.json(TableSchema.parse("Timestamp:datetime,SeriesId:long")))
                .isEqualTo("[{\"Column\":\"Timestamp\",\"DataType\":\"datetime\",\"Properties\":{\"Ordinal\":\"0\"}},"
                        + "{\"Column\":\"SeriesId\",\"DataType\":\"long\",\"Properties\":{\"Ordinal\":\"1\"}}]");
    }

    @Test
    void namesOfMappingsHoldLettersAndDigitsOnly() {
        assertThat(TableProvisioner.mappingName("Prom_Metadata", TableSchema.parse("Timestamp:datetime")))
                .matches("PromMetadata_[0-9]+");
    }
}
