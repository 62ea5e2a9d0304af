package io.adxflow.job.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.functions.Functions;
import io.adxflow.sinks.schema.TableVersions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All KQL that the docs print, and all stored functions, run over tables as we make them. */
class DocumentedQueriesTest {
    private static final Pattern BLOCK = Pattern.compile("^```kusto\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final LiftedColumns LIFTED = LiftedColumns.of(Map.of("host", "", "cluster", ""));

    @TempDir
    private Path root;

    private CommittedFixture tables;

    @BeforeEach
    void commitARowOfEach() throws Exception {
        tables = new CommittedFixture(root);
        Map<String, String> schemas = new LinkedHashMap<>();
        schemas.put("HttpRequestsTotal", TableSchemas.metric(LIFTED));
        schemas.put("ServiceErrors", TableSchemas.metric(LIFTED));
        schemas.put("RequestDurationMsCount", TableSchemas.metric(LIFTED));
        schemas.put(TableSchemas.NATIVE_HISTOGRAMS, TableSchemas.nativeHistograms(LIFTED, true));
        schemas.put(TableSchemas.EXEMPLARS, TableSchemas.exemplars(LIFTED, true));
        schemas.put(TableSchemas.START_TIMESTAMPS, TableSchemas.startTimestamps(LIFTED, true));
        schemas.put(TableSchemas.METADATA, TableSchemas.metadata());
        schemas.put(TableVersions.TABLE, TableSchemas.versions());
        schemas.put("OTelTraces", TableSchemas.traces(""));
        schemas.put("OTelLogs", TableSchemas.logs(""));
        for (Map.Entry<String, String> table : schemas.entrySet()) {
            Path folder = root.resolve("Metrics").resolve(table.getKey());
            CommittedFixture.schema(folder, table.getValue());
            long at = CommittedFixture.NOW.toEpochMilli();
            String rows = row(table.getValue(), "2026-01-02T02:40:00Z")
                    + row(table.getValue(), "2026-01-02T02:50:00.1234567Z");
            CommittedFixture.file(folder, table.getValue(), at - 1_200_000, at - 600_000, rows);
        }
    }

    @AfterEach
    void close() throws Exception {
        tables.close();
    }

    private static String row(String schema, String time) {
        return Stream.of(schema.split(","))
                        .map(column -> switch (column.split(":")[1]) {
                            case "datetime" -> time;
                            case "long", "int" -> "3";
                            case "real" -> "2.5";
                            case "bool" -> "true";
                            case "dynamic" -> "\"{\"\"job\"\":\"\"api\"\",\"\"code\"\":\"\"200\"\"}\"";
                            default -> "checkout";
                        })
                        .collect(Collectors.joining(","))
                + "\n";
    }

    @Test
    void queriesOfTheDocsRun() throws Exception {
        List<String> blocks = new ArrayList<>();
        Path docs = Path.of(Objects.requireNonNull(System.getProperty("adxflow.root", "..")), "docs");
        try (Stream<Path> files = Files.list(docs)) {
            for (Path doc :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher block = BLOCK.matcher(Files.readString(doc));
                while (block.find()) {
                    // Grafana fills in its macro before it asks.
                    blocks.add(block.group(1).replace("$__timeFilter(StartTime)", "StartTime > ago(1h)"));
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(3);
        for (String block : blocks) {
            assertThatCode(() -> tables.rows(block)).as(block).doesNotThrowAnyException();
        }
    }

    @Test
    void storedFunctionsRun() throws Exception {
        for (Functions.Declaration function : Functions.declarations()) {
            String query = function.parameters().startsWith("(T:")
                    ? "HttpRequestsTotal | invoke " + function.name() + "()"
                    : function.name() + "()";
            assertThat(tables.rows(query)).as(query).isNotEmpty();
        }
    }

    @Test
    void quantilesOfANativeHistogramAreThoseOfItsBuckets() throws Exception {
        Path folder = root.resolve("Metrics").resolve(TableSchemas.NATIVE_HISTOGRAMS);
        String schema = TableSchemas.nativeHistograms(LIFTED, true);
        // Buckets of schema 0: (0.5, 1], (1, 2], (2, 4] with 10, 30 and 60 observations.
        String row = Stream.of(schema.split(","))
                .map(column -> switch (column.split(":")[0]) {
                    case "Timestamp" -> "2026-01-02T02:59:30Z";
                    case "SeriesId" -> "42";
                    case "Labels" -> "{}";
                    case "Name" -> "rpc_duration_seconds";
                    case "Count" -> "100";
                    case "Schema", "ZeroCount", "ZeroThreshold" -> "0";
                    case "PositiveBounds" -> "\"[1.0,2.0,4.0]\"";
                    case "PositiveCounts" -> "\"[10,30,60]\"";
                    default -> "";
                })
                .collect(Collectors.joining(","));
        long at = CommittedFixture.NOW.toEpochMilli() - 30_000;
        CommittedFixture.file(folder, schema, at, at, row + "\n");
        String query = Files.readString(Path.of(System.getProperty("adxflow.root", ".."), "docs/tables.md"))
                .lines()
                .dropWhile(line -> !line.equals("let q = 0.9;"))
                .takeWhile(line -> !line.equals("```"))
                .collect(Collectors.joining("\n"));
        // The 90th of 100 observations is the 50th of 60 in (2, 4].
        assertThat(tables.rows(query)).containsExactly("42 | " + CommittedFixture.real(2 + 2 * 50 / 60.0));
    }
}
