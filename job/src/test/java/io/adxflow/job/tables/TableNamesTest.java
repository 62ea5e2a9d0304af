package io.adxflow.job.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchIds;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors of adx-mon's schema/schema_test.go, and of its constants. */
class TableNamesTest {
    @ParameterizedTest
    @CsvSource({
        "__redis__, Redis",
        "used_cpu_user_children, UsedCpuUserChildren",
        "host_1, Host1",
        "Job:etcdRequestLatency:75pctlrate5m, JobEtcdRequestLatency75pctlrate5m",
        "Test::Rate$limit, TestRateLimit",
        "region_⌘1, Region1",
        "up, Up",
        "a__b, AB",
        "a_Bc, ABc",
        "a_, A"
    })
    void namesTablesAsAdxMonDoes(String metric, String table) {
        assertThat(MetricNames.tableName(metric)).isEqualTo(table);
    }

    @Test
    void aNameWithoutLettersAndDigitsNamesNoTable() {
        assertThat(MetricNames.tableName("⌘:_")).isEmpty();
        assertThat(MetricNames.tableName("")).isEmpty();
    }

    @Test
    void cutsLongNames() {
        assertThat(MetricNames.tableName("a".repeat(3000))).hasSize(1024);
        assertThat(DatabaseNames.normalize("b".repeat(3000))).hasSize(1024);
    }

    @Test
    void databasesKeepOnlyLettersAndDigits() {
        assertThat(DatabaseNames.normalize("adx_Metrics-1é")).isEqualTo("adxMetrics1");
    }

    @Test
    void schemasHaveAdxMonsIds() {
        LiftedColumns kubernetes = LiftedColumns.of(Map.of(
                "host",
                "",
                "cluster",
                "",
                "adxmon_pod",
                "Pod",
                "adxmon_namespace",
                "Namespace",
                "adxmon_container",
                "Container"));
        assertThat(TableSchemas.metric(LiftedColumns.NONE))
                .isEqualTo("Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real");
        assertThat(TableSchemas.metric(kubernetes))
                .endsWith(",Value:real,Container:string,Namespace:string,Pod:string,Cluster:string,Host:string");
        assertThat(BatchIds.schemaId(TableSchemas.metric(LiftedColumns.NONE))).isEqualTo("2cawzsrvl4mw4");
        assertThat(BatchIds.schemaId(TableSchemas.metric(kubernetes))).isEqualTo("ygyi02ttr3sl");
    }

    @Test
    void liftedColumnsAreNamedLikeTables() {
        assertThat(LiftedColumns.of(Map.of("cluster_name", "")).columns()).containsExactly("ClusterName");
    }
}
