package io.adxflow.job.query;

import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.duckdb.QueryLimits;
import io.adxflow.kql.duckdb.QueryRun;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Timespan;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.BatchIds;
import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Tables of metrics in committed batches, known row by row, and an engine over them. */
public final class CommittedFixture implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:00:00Z");
    static final String SCHEMA = "Timestamp:datetime,SeriesId:long,Labels:dynamic,Value:real";

    private final Path root;
    private final DuckDb duckDb;
    private final QueryEngine engine;

    /** A sample as it is committed. */
    record Sample(long millis, long series, Map<String, String> labels, double value) {
        String label(String name) {
            return labels.getOrDefault(name, "");
        }

        long minute() {
            return Math.floorDiv(millis, 60_000) * 60_000;
        }

        private String csv() {
            String json = labels.entrySet().stream()
                    .map(label -> "\"" + label.getKey() + "\":\"" + label.getValue() + "\"")
                    .collect(Collectors.joining(",", "{", "}"));
            return Instant.ofEpochMilli(millis) + "," + series + ",\"" + json.replace("\"", "\"\"") + "\"," + value
                    + "\n";
        }
    }

    CommittedFixture(Path root) throws SQLException {
        this.root = root;
        duckDb = DuckDb.inMemory(1L << 30, 2);
        engine = new QueryEngine(duckDb, new CommittedSource(root, "Metrics"), QueryLimits.OF_THE_SERVICE);
    }

    /** Commits samples in batches of so many, by time. */
    void commit(String table, List<Sample> samples, int batchRows) throws IOException {
        Path folder = Files.createDirectories(root.resolve("Metrics").resolve(table));
        schema(folder, SCHEMA);
        List<Sample> sorted = samples.stream()
                .sorted(Comparator.comparingLong(Sample::millis))
                .toList();
        for (int i = 0; i < sorted.size(); i += batchRows) {
            List<Sample> batch = sorted.subList(i, Math.min(sorted.size(), i + batchRows));
            file(
                    folder,
                    SCHEMA,
                    batch.get(0).millis(),
                    batch.get(batch.size() - 1).millis(),
                    batch.stream().map(Sample::csv).collect(Collectors.joining()));
        }
    }

    /** Writes what a destination says of a table's columns. */
    public static void schema(Path folder, String... schemas) throws IOException {
        Files.createDirectories(folder);
        String byId = Stream.of(schemas)
                .map(schema -> "\"" + BatchIds.schemaId(schema) + "\": \"" + schema + "\"")
                .collect(Collectors.joining(", "));
        String columns = Stream.of(schemas[schemas.length - 1].split(","))
                .map(column -> column.split(":"))
                .map(column -> "{\"name\": \"" + column[0] + "\", \"type\": \"" + column[1] + "\"}")
                .collect(Collectors.joining(", "));
        Files.writeString(
                folder.resolve("_schema.json"), "{\"columns\": [" + columns + "], \"schemas\": {" + byId + "}}");
    }

    /** Commits rows as they are. */
    public static Path file(Path folder, String schema, long minMillis, long maxMillis, String csv) throws IOException {
        SealedBatch batch = new SealedBatch(
                BatchIds.random().next(maxMillis, schema),
                new BatchKey("local", "Metrics", "T", schema),
                List.of(),
                1,
                1,
                0,
                minMillis,
                maxMillis,
                maxMillis);
        Path file = folder.resolve(BatchFiles.name(batch));
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
            gzip.write(csv.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    QueryEngine engine() {
        return engine;
    }

    /** The rows of a query's only result as text, cells joined by {@code " | "}: reals to nine digits, times with all seven. */
    List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (QueryRun run = engine.run(new QueryEngine.Request(query, NOW))) {
            ResultTable table = run.nextTable();
            while (table.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 0; i < table.schema().size(); i++) {
                    cells.add(cell(table, i));
                }
                rows.add(String.join(" | ", cells));
            }
        }
        return rows;
    }

    private static String cell(ResultTable table, int column) {
        KqlType type = table.schema().get(column).type();
        Object value = type == KqlType.DYNAMIC ? table.json(column) : table.value(column);
        if (value == null) {
            return "null";
        }
        return switch (type) {
            case DATETIME -> Datetime.format((long) value);
            case TIMESPAN -> Timespan.format((long) value);
            case REAL -> real((double) value);
            default -> value.toString();
        };
    }

    /** A real as {@link #rows} writes it: sums of several threads differ in their last digits. */
    static String real(double value) {
        return String.format(java.util.Locale.ROOT, "%.9g", value);
    }

    static String time(long millis) {
        return Datetime.format(Datetime.ticks(Instant.ofEpochMilli(millis)));
    }

    @Override
    public void close() throws SQLException {
        duckDb.close();
    }
}
