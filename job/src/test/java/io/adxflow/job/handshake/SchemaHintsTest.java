package io.adxflow.job.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.handshake.SchemaHints.TableHint;
import io.adxflow.job.tables.MetricNames;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.TableSchema.Column;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaHintsTest {
    @TempDir
    Path folder;

    @Test
    void tellTheTablesOfADatabaseWithTheirVersionsAndNoColumnOfOneMonikerAlone() throws Exception {
        StorageSettings storage = new StorageSettings(folder.toUri(), 1 << 20, 1 << 20);
        TableVersions versions = TableVersions.of(storage);
        versions.resolve(new BatchKey("adx", "Metrics", "Up", "Value:real"));
        versions.resolve(new BatchKey("adx", "Metrics", "Cpu", "Value:real"));
        versions.resolve(new BatchKey("adx", "Metrics", "Cpu", "Value:real,Host:string"));
        versions.resolve(new BatchKey("adx", "Other", "Mem", "Value:real"));
        versions.learn(new BatchKey("adx", "Metrics", "Up", "Value:real"), List.of(new Column("Value", "string")));

        SchemaHints hints = SchemaHints.of(storage);

        assertThat(hints.of("Metrics"))
                .containsExactly(
                        new TableHint("Cpu", 2, List.of("Value:real", "Host:string")),
                        new TableHint("Up", 2, List.of("Value:real")));
        assertThat(hints.of("None")).isEmpty();
    }

    @Test
    void noMetricHasTheTableOfVersionsForItsOwn() {
        assertThat(MetricNames.tableName("adxflow_schemas")).startsWith("AdxflowSchemas_");
    }
}
