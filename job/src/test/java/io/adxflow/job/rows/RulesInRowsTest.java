package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.PipelineConfigLoader;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulesInRowsTest {
    private static final String RULES =
            """
            namespaces.default:
              database: Metrics
              add-labels: {region: west}
              lift-labels: [host]
              drop-metrics: ["^debug"]
              relabel:
                - {source_labels: [__name__], regex: go_.*, action: drop}
                - {source_labels: [__name__], regex: old_(.*), target_label: __name__, replacement: new_$1}
                - {source_labels: [instance], regex: "([^:]+):.*", target_label: host}
                - {regex: instance, action: labeldrop}
                - {source_labels: [__name__], regex: nameless, target_label: __name__, replacement: ""}
            """;

    private final RowsOfBodies rows = new RowsOfBodies(namespace(RULES), RowsOfBodies.SETTINGS);

    @Test
    void rulesActBeforeTablesAreNamedAndLabelsLifted() {
        rows.append(new BodyBuilder()
                .series("old_requests_total", "instance", "h1:90", "region", "east")
                .sample(1000, 1));
        assertThat(rows.drain(1 << 16))
                .containsOnlyKeys("NewRequestsTotal")
                .hasEntrySatisfying("NewRequestsTotal", lines -> assertThat(lines)
                        .hasSize(1)
                        .allMatch(line -> line.endsWith(",\"{\"\"region\"\":\"\"west\"\"}\",1,h1")));
    }

    @Test
    void aDroppedSeriesIsAVerdictInTheCacheAndItsSamplesAreCountedByRule() {
        BodyBuilder body = new BodyBuilder()
                .series("go_threads", "a", "b")
                .sample(1000, 1)
                .sample(2000, 1)
                .series("debug_x")
                .sample(1000, 1)
                .series("up")
                .sample(1000, 1);
        for (int i = 0; i < 3; i++) {
            AppendResult result = rows.append(body);
            assertThat(result.samples()).isEqualTo(4);
            assertThat(result.writtenSamples()).isEqualTo(4);
            assertThat(result.rows()).isEqualTo(1);
            assertThat(result.droppedRows()).isEqualTo(3);
            assertThat(result.dropped()).isEqualTo(Map.of("relabel-1", 2L, "drop-metrics", 1L));
            assertThat(result.problems()).isNull();
            assertThat(rows.tables.seriesCount()).isEqualTo(3);
        }
        assertThat(rows.drain(1 << 16)).containsOnlyKeys("Up");
        assertThat(rows.append(new BodyBuilder().series("up").sample(1, 1)).dropped())
                .isEmpty();
    }

    @Test
    void droppedSeriesAreEvictedLikeOthersAndDroppedAgain() {
        RowSettings tight = new RowSettings(1 << 14, 20_000, 3_600_000, 1 << 20);
        RowsOfBodies small = new RowsOfBodies(namespace(RULES), tight);
        for (int round = 0; round < 3; round++) {
            long dropped = 0;
            for (int i = 0; i < 2_000; i++) {
                dropped += small.append(new BodyBuilder()
                                .series("go_" + i % 1_000, "n", "v" + i)
                                .sample(1, 1))
                        .droppedRows();
            }
            assertThat(dropped).isEqualTo(2_000);
        }
        assertThat(small.tables.evictedSeries()).isPositive();
        assertThat(small.tables.seriesCacheBytes()).isLessThan(1 << 15);
    }

    @Test
    void aReplayMakesTheSameRows() {
        BodyBuilder body = new BodyBuilder()
                .series("go_threads")
                .sample(1000, 1)
                .series("old_a", "instance", "x:1")
                .sample(1000, 1)
                .series("up")
                .sample(1000, 1);
        rows.append(body);
        Map<String, List<String>> first = rows.drain(1 << 16);
        RowsOfBodies replay = new RowsOfBodies(namespace(RULES), RowsOfBodies.SETTINGS);
        replay.append(body, table -> !table.table().equals("Up"));
        Map<String, List<String>> again = replay.drain(1 << 16);
        assertThat(again).containsOnlyKeys("NewA").containsEntry("NewA", first.get("NewA"));
    }

    @Test
    void aSeriesWhoseNameRulesTakeAwayGoesToTheDeadLetters() {
        AppendResult result = rows.append(
                WireFormat.REMOTE_WRITE_1,
                new BodyBuilder().series("nameless", "a", "b").sample(1000, 1).compressed(WireFormat.REMOTE_WRITE_1),
                RowFilter.ALL);
        assertThat(result.deadLetteredRows()).isEqualTo(1);
        assertThat(rows.deadLetters).hasSize(1);
        assertThat(rows.deadLetters.get(0).reason()).isEqualTo(DeadLetter.Reason.EMPTY_TABLE_NAME);
    }

    @Test
    void whatRulesMakeTooLongGoesToTheDeadLetters() {
        StringBuilder doubling = new StringBuilder("namespaces.default.relabel:\n");
        for (int i = 0; i < 40; i++) {
            doubling.append("  - {source_labels: [a], target_label: a, replacement: '$1$1'}\n");
        }
        RowsOfBodies long1 = new RowsOfBodies(namespace(doubling.toString()), RowsOfBodies.SETTINGS);
        AppendResult result = long1.append(
                WireFormat.REMOTE_WRITE_1,
                new BodyBuilder().series("m", "a", "x").sample(1, 1).compressed(WireFormat.REMOTE_WRITE_1),
                RowFilter.ALL);
        assertThat(result.deadLetteredRows()).isEqualTo(1);
        assertThat(long1.deadLetters.get(0).detail()).contains("that rules make longer than");
    }

    @Test
    void otlpMetricsObeyTheSameRules() throws Exception {
        OtlpBodiesInRows otlp = new OtlpBodiesInRows(namespace(RULES), OtlpBodiesInRows.SETTINGS);
        String json =
                """
                {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.instance.id","value":{"stringValue":"h7:1"}}]},
                "scopeMetrics":[{"metrics":[
                {"name":"go.threads","gauge":{"dataPoints":[{"asInt":"4","timeUnixNano":"1700000000000000000"}]}},
                {"name":"old.x","gauge":{"dataPoints":[{"asInt":"5","timeUnixNano":"1700000000000000000"}]}}]}]}]}
                """;
        AppendResult result = otlp.append(WireFormat.OTLP_METRICS_JSON, json.getBytes(StandardCharsets.UTF_8));
        assertThat(result.dataPoints()).isEqualTo(2);
        assertThat(result.dropped()).isEqualTo(Map.of("relabel-1", 1L));
        Map<String, List<Map<String, String>>> drained = otlp.drain();
        assertThat(drained.get("Telemetry.NewX"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("Host", "h7").containsEntry("Value", "5"));
        assertThat(drained.keySet()).noneMatch(table -> table.contains("GoThreads"));
    }

    /** At first, when the stream is known and begins anew, and of two of which rules make one. */
    @Test
    void startsHistogramsExemplarsAndMetadataHaveTheLabelsThatRulesMade() throws Exception {
        OtlpBodiesInRows otlp = new OtlpBodiesInRows(
                namespace(
                        RULES
                                + """
                          transform:
                            metrics: source | where Labels.env != "test" | extend Labels = bag_remove_keys(Labels, dynamic(["secret"])), Name = strcat(Name, "_t")
                          scrub: [{find: email, in: "label:owner"}]
                        """),
                OtlpBodiesInRows.SETTINGS);
        for (int start = 1; start <= 3; start++) {
            StringBuilder points = new StringBuilder();
            for (String labels : List.of("a", "b")) {
                points.append(points.isEmpty() ? "" : ",").append(point(start, attributes(labels, "live")));
            }
            points.append(',').append(point(start, attributes("c", "test")));
            String json =
                    """
                    {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.instance.id","value":{"stringValue":"h7:1"}}]},
                    "scopeMetrics":[{"metrics":[
                    {"name":"old.sum","description":"d","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[%s]}},
                    {"name":"old.buckets","histogram":{"aggregationTemporality":2,"dataPoints":[%s]}},
                    {"name":"old.native","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[%s]}}]}]}]}
                    """
                            .formatted(
                                    points,
                                    points.toString()
                                            .replace(
                                                    "\"asInt\":\"5\"",
                                                    "\"count\":\"5\",\"sum\":5,\"explicitBounds\":[1],\"bucketCounts\":[\"2\",\"3\"]"),
                                    points.toString()
                                            .replace(
                                                    "\"asInt\":\"5\"",
                                                    "\"count\":\"5\",\"sum\":5,\"scale\":0,\"positive\":{\"offset\":0,\"bucketCounts\":[\"5\"]}"));
            AppendResult result = otlp.append(WireFormat.OTLP_METRICS_JSON, json.getBytes(StandardCharsets.UTF_8));
            assertThat(result.problems()).isNull();
            Map<String, List<Map<String, String>>> drained = otlp.drain();
            Map<String, String> bySeries = new TreeMap<>();
            drained.forEach((table, rowsOfTable) -> rowsOfTable.forEach(row -> {
                if (!table.startsWith("Telemetry.Prom_") && !table.endsWith("TargetInfoT")) {
                    bySeries.put(row.get("SeriesId"), row.get("Labels"));
                }
            }));
            // The sum; of the other histogram two buckets, its count and its sum.
            assertStarts(drained.get("Telemetry.Prom_StartTimestamps"), 2 * (1 + 4), start, bySeries);
            assertThat(drained.get("Telemetry.Prom_NativeHistograms"))
                    .hasSize(2)
                    .allSatisfy(row -> assertLabels(row, "new_native_t"));
            assertThat(drained.get("Telemetry.Prom_Exemplars"))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(row ->
                            assertThat(row.get("Name")).startsWith("new_").endsWith("_t"))
                    .allSatisfy(row -> assertLabels(row, row.get("Name")));
            if (start == 1) {
                assertThat(drained.get("Telemetry.Prom_Metadata"))
                        .extracting(row -> row.get("Name"))
                        .contains("new_sum_total_t", "new_native_t")
                        .allMatch(name -> name.endsWith("_t"));
            }
        }
    }

    private static void assertStarts(
            List<Map<String, String>> starts, int count, int start, Map<String, String> labelsBySeries) {
        assertThat(starts).hasSize(count).allSatisfy(row -> {
            assertLabels(row, row.get("Name"));
            assertThat(row.get("Name")).startsWith("new_").endsWith("_t");
            assertThat(row).containsEntry("StartTimestamp", "2023-11-14T22:13:2" + start + "Z");
            assertThat(labelsBySeries.get(row.get("SeriesId"))).isEqualTo(row.get("Labels"));
        });
    }

    private static void assertLabels(Map<String, String> row, String name) {
        assertThat(row).containsEntry("Name", name).containsEntry("Host", "h7");
        assertThat(row.get("Labels"))
                .contains("\"region\":\"west\"", "\"owner\":\"********\"")
                .doesNotContain("instance", "secret", "@");
    }

    private static String attributes(String secret, String env) {
        return """
                {"key":"secret","value":{"stringValue":"%s"}},{"key":"env","value":{"stringValue":"%s"}},
                {"key":"owner","value":{"stringValue":"bob@example.com"}}
                """
                .formatted(secret, env);
    }

    private static String point(int start, String attributes) {
        return """
                {"asInt":"5","startTimeUnixNano":"170000000%d000000000","timeUnixNano":"1700000010000000000","attributes":[%s],
                "exemplars":[{"timeUnixNano":"1700000009000000000","asInt":"1"}]}
                """
                .formatted(start, attributes);
    }

    static NamespaceSpec namespace(String document) {
        try {
            return Objects.requireNonNull(
                    PipelineConfigLoader.document(document, "test").namespaces().get("default"));
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }
}
