package io.adxflow.job.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.functions.Functions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
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
    void namesThatLoseLettersMeetNoOther() {
        assertThat(MetricNames.tableName("wait_s")).isEqualTo("WaitS");
        assertThat(MetricNames.tableName("wait_µs")).isEqualTo("WaitS_602a07d5");
        assertThat(MetricNames.adxMonName("wait_µs")).isEqualTo("WaitS");
        assertThat(List.of(
                        MetricNames.tableName("wait_s"),
                        MetricNames.tableName("wait_\u00b5s"),
                        MetricNames.tableName("wait_\u03bcs"),
                        MetricNames.tableName("wait_ẘs"),
                        MetricNames.tableName("wait_\u030as"),
                        MetricNames.tableName("wait_²s"),
                        MetricNames.tableName("wait_Ⅷs"),
                        MetricNames.tableName("wait_٣s"),
                        MetricNames.tableName("wait_𝔸s")))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("WaitS"));
        assertThat(MetricNames.tableName("wait_⌘s€"))
                .as("symbols are no letters")
                .isEqualTo("WaitS");
        assertThat(MetricNames.tableName("温度")).isEmpty();
        assertThat(MetricNames.tableName("é" + "a".repeat(3000))).hasSize(1024);
    }

    /** Where a function and a table have one name, Kusto means the function. */
    @Test
    void noTableHasTheNameOfAFunction() {
        assertThat(MetricNames.tableName("count_cardinality"))
                .startsWith("CountCardinality_")
                .isNotEqualTo(MetricNames.tableName("CountCardinality"));
        for (String function : Functions.names()) {
            assertThat(MetricNames.isHidden(function)).as(function).isTrue();
            for (String metric : List.of(function, function.replaceAll("([a-z])([A-Z])", "$1_$2"), "_" + function)) {
                assertThat(Functions.names()).doesNotContain(MetricNames.tableName(metric));
            }
        }
        assertThat(Functions.commands()).allSatisfy(command -> assertThat(Functions.names())
                .contains(command.replaceFirst("(?s).*?\\) (\\w+) ?\\(.*", "$1")));
    }

    @Test
    void asciiNamesAreAdxMons() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            String metric = random.ints(1 + random.nextInt(12), ' ', 0x7f)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(MetricNames.tableName(metric)).as("seed %d", seed).isEqualTo(MetricNames.adxMonName(metric));
        }
    }

    @Test
    void liftedColumnsMeetNoColumnOfOurOwnTables() {
        Map<String, String> lifts = Map.of(
                "name", "", "schema", "", "trace_id", "", "value", "Count", "start_timestamp", "", "x", "NameLabel");
        LiftedColumns lifted = LiftedColumns.of(lifts);
        for (String schema : List.of(
                TableSchemas.nativeHistograms(lifted, true),
                TableSchemas.exemplars(lifted, true),
                TableSchemas.startTimestamps(lifted, true))) {
            assertThat(TableSchema.parse(schema).columns())
                    .extracting(column -> column.name().toLowerCase(Locale.ROOT))
                    .doesNotHaveDuplicates();
        }
        assertThat(TableSchemas.exemplars(lifted, true))
                .endsWith(",NameLabel:string,Schema:string,StartTimestamp:string,TraceIdLabel:string,Count:string"
                        + ",NameLabelLabel:string");
        assertThat(TableSchemas.exemplars(lifted, false)).endsWith(",TraceId:string,Count:string,NameLabel:string");
    }

    @Test
    void columnsAreTakenAsTheyAreUnlessAdxMonHasAWayForThem() {
        assertThat(LiftedColumns.of(Map.of("a", "host", "b", "host_name", "c", "my-zone 1.x", "d_e", ""))
                        .columns())
                .containsExactly("Host", "host_name", "my-zone 1.x", "DE");
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
