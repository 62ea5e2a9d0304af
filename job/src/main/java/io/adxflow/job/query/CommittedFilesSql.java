package io.adxflow.job.query;

import io.adxflow.kql.sql.Sql;
import io.adxflow.kql.sql.SqlTypes;
import io.adxflow.kql.sql.TableSql;
import io.adxflow.kql.sql.TickRange;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.types.Timespan;
import io.adxflow.sinks.batch.BatchFiles;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of committed tables as SQL that reads the files where they are: of those whose names tell their range of time, the ones that the query can need. Files with the
 * same columns are read together, in parallel.
 */
public final class CommittedFilesSql implements TableSql {
    /** What nanoseconds in 64 bits since 1970 can say, less a day at each end. */
    private static final long MAX_NANOS_MILLIS = Long.MAX_VALUE / 1_000_000 - 86_400_000;

    /**
     * Bytes of the longest line, more than two of the largest values that a row may have. DuckDB's buffers would be sixteen times as large, for each file at work.
     */
    private static final int MAX_LINE = 32 << 20;

    private final Path root;

    /** @param root the folder of a {@code directory} destination */
    public CommittedFilesSql(Path root) {
        this.root = root;
    }

    /**
     * Files that can be read by one scan.
     *
     * @param nanosColumn the column of the range of time, when all of it fits into nanoseconds since 1970; else empty
     */
    private record Scan(List<Column> columns, String nanosColumn) {}

    @Override
    public String select(
            String database, String table, Schema schema, List<String> names, Map<String, TickRange> ranges) {
        Path folder = root.resolve(database).resolve(table);
        try {
            SchemaFile file = SchemaFile.read(folder.resolve(SchemaFile.NAME));
            Map<Scan, List<Path>> scans = new LinkedHashMap<>();
            for (Path path : CommittedTables.files(folder)) {
                List<Column> columns = file.columnsOf(path);
                String time = timeColumn(columns);
                BatchFiles.Range range = BatchFiles.range(CommittedTables.name(path));
                if (isNeeded(range, ranges.get(time))) {
                    boolean inNanos = range != null && range.minMillis() > 0 && range.maxMillis() < MAX_NANOS_MILLIS;
                    scans.computeIfAbsent(new Scan(columns, inNanos ? time : ""), scan -> new ArrayList<>())
                            .add(path);
                }
            }
            if (scans.isEmpty()) {
                return nothing(schema, names);
            }
            return scans.entrySet().stream()
                    .map(scan -> select(scan.getKey(), scan.getValue(), schema, names))
                    .collect(Collectors.joining("\nUNION ALL\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The column that a file's range of time is of: {@code Timestamp}, or {@code StartTime} of spans. */
    private static String timeColumn(List<Column> columns) {
        return columns.stream()
                .filter(column -> column.type().equals("datetime"))
                .map(Column::name)
                .filter(name -> name.equals("Timestamp") || name.equals("StartTime"))
                .findFirst()
                .orElse("");
    }

    private static boolean isNeeded(BatchFiles.@Nullable Range file, @Nullable TickRange wanted) {
        // A range is in whole milliseconds, in each of which finer times may lie.
        return file == null
                || wanted == null
                || wanted.overlaps(
                        ticks(file.minMillis()), ticks(file.maxMillis()) + Timespan.TICKS_PER_MILLISECOND - 1);
    }

    private static long ticks(long epochMillis) {
        return Datetime.UNIX_EPOCH_TICKS + epochMillis * Timespan.TICKS_PER_MILLISECOND;
    }

    private static String nothing(Schema schema, List<String> names) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add("CAST(NULL AS " + SqlTypes.name(schema.get(i).type()) + ") AS " + Sql.quoted(names.get(i)));
        }
        return "SELECT " + String.join(", ", columns) + " WHERE false";
    }

    private static String select(Scan scan, List<Path> files, Schema schema, List<String> names) {
        // Names of columns in DuckDB do not regard case: those of the file are numbers, those of the result the
        // query's.
        Map<String, Integer> positions = new LinkedHashMap<>();
        List<String> types = new ArrayList<>();
        for (int i = 0; i < scan.columns().size(); i++) {
            Column column = scan.columns().get(i);
            positions.put(column.name(), i);
            types.add(Sql.literal(raw(i)) + ": " + Sql.literal(rawType(scan, column)));
        }
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Integer position = positions.get(schema.get(i).name());
            String value = position == null
                    ? "CAST(NULL AS " + SqlTypes.name(schema.get(i).type()) + ")"
                    : value(
                            scan,
                            scan.columns().get(position),
                            raw(position),
                            schema.get(i).type());
            boolean isText = schema.get(i).type() == KqlType.STRING;
            columns.add((isText ? "coalesce(" + value + ", '')" : value) + " AS " + Sql.quoted(names.get(i)));
        }
        String paths = files.stream().map(file -> Sql.literal(file.toString())).collect(Collectors.joining(",\n    "));
        return "SELECT " + String.join(",\n  ", columns) + "\nFROM read_csv([\n    " + paths + "],\n  columns = {"
                + String.join(", ", types)
                + "},\n  auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"',"
                + " new_line = '\\n', nullstr = '', compression = 'gzip',\n  max_line_size = " + MAX_LINE
                + ", buffer_size = " + MAX_LINE + ")";
    }

    private static String raw(int position) {
        return "c" + position;
    }

    private static String rawType(Scan scan, Column column) {
        return switch (column.type()) {
            case "datetime" -> column.name().equals(scan.nanosColumn()) ? "TIMESTAMP_NS" : "VARCHAR";
            case "long" -> "BIGINT";
            case "int" -> "INTEGER";
            case "real" -> "DOUBLE";
            case "bool" -> "BOOLEAN";
            case "guid" -> "UUID";
            default -> "VARCHAR";
        };
    }

    /** A column of a file as the type that the query's schema has for it. */
    private static String value(Scan scan, Column column, String raw, KqlType wanted) {
        KqlType own = KqlType.ofKeyword(column.type());
        if (own != wanted) {
            return "TRY_CAST(" + raw + " AS " + SqlTypes.name(wanted) + ")";
        }
        return switch (wanted) {
            case DATETIME ->
                column.name().equals(scan.nanosColumn())
                        ? "epoch_ns(" + raw + ") // 100 + " + Datetime.UNIX_EPOCH_TICKS
                        : "kql_ticks_of_text(" + raw + ")";
            case TIMESPAN -> "kql_totimespan(" + raw + ")";
            case DECIMAL -> "TRY_CAST(" + raw + " AS DECIMAL(38, 16))";
            case DYNAMIC -> "nullif(" + raw + ", 'null')";
            default -> raw;
        };
    }
}
