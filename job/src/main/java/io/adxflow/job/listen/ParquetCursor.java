package io.adxflow.job.listen;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvNumbers;
import io.adxflow.job.tables.CsvText;
import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.batch.TableSchema.Column;
import io.adxflow.sources.listen.UnreadableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Rows of Parquet, read by DuckDB within {@value #MEMORY} from a copy on the local disk: Apache's reader needs Hadoop. Instants and numbers are
 * written as adxflow's own CSV has them, lists and structures as JSON.
 */
final class ParquetCursor implements RowCursor {
    private static final String DRIVER = "org.duckdb.DuckDBDriver";
    private static final String MEMORY = "512MB";
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MICROS = 1_000_000;
    private static final int NANOS = 1_000_000_000;

    private final Path copy;
    private final String schema;
    private final List<Kind> kinds = new ArrayList<>();
    private final Connection connection;
    private final Statement statement;
    private final ResultSet rows;

    /** How a value comes out of the database. */
    private enum Kind {
        TEXT,
        REAL,
        MICROSECONDS,
        NANOSECONDS
    }

    /** @param known the columns, or null when the file alone can tell; those that it has not are empty */
    private ParquetCursor(Path copy, @Nullable String known) throws SQLException {
        this.copy = copy;
        Properties properties = new Properties();
        properties.setProperty("memory_limit", MEMORY);
        properties.setProperty("threads", "1");
        properties.setProperty("jdbc_stream_results", "true");
        connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try {
            String from = " FROM read_parquet('" + copy.toString().replace("'", "''") + "')";
            Map<String, String> types = types(from);
            schema = known == null ? schema(types) : known;
            List<String> values = new ArrayList<>();
            for (Column column : TableSchema.parse(schema).columns()) {
                values.add(value(column, types.get(column.name())));
            }
            statement = connection.createStatement();
            rows = statement.executeQuery("SELECT " + String.join(", ", values) + from);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Copies a blob and opens it.
     *
     * @throws IOException when the storage or the local disk failed, or this process has no DuckDB
     * @throws UnreadableException when it is no Parquet
     */
    static ParquetCursor open(RangeStream blob, @Nullable String known)
            throws IOException, UnreadableException, InterruptedException {
        requireDriver();
        Path copy = Files.createTempFile("adxflow-listen-", ".parquet");
        boolean isOpen = false;
        try {
            copy(blob, copy);
            ParquetCursor opened = new ParquetCursor(copy, known);
            isOpen = true;
            return opened;
        } catch (SQLException | IllegalArgumentException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()));
        } finally {
            if (!isOpen) {
                Files.deleteIfExists(copy);
            }
        }
    }

    /** A cluster has it only where somebody put it: the blobs are right, and wait. Loading it also makes it known to JDBC. */
    private static void requireDriver() throws IOException {
        try {
            Class.forName(DRIVER);
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "Parquet is read by DuckDB, which is not among the libraries of this process: put"
                            + " cluster/target/queries/duckdb_jdbc-*.jar beside the job's jars",
                    e);
        }
    }

    private static void copy(RangeStream blob, Path to) throws IOException, UnreadableException, InterruptedException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (OutputStream out = Files.newOutputStream(to)) {
            while (true) {
                int count;
                try {
                    count = blob.read(buffer, 0, buffer.length);
                } catch (IOException e) {
                    throw blob.explain(e);
                }
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
            }
        }
    }

    private Map<String, String> types(String from) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement asking = connection.createStatement();
                ResultSet described = asking.executeQuery("DESCRIBE SELECT *" + from)) {
            while (described.next()) {
                types.put(described.getString(1), described.getString(2));
            }
        }
        return types;
    }

    private static String schema(Map<String, String> types) {
        List<String> columns = new ArrayList<>();
        types.forEach((name, type) -> columns.add(name + ":" + kusto(type)));
        return String.join(",", columns);
    }

    private static String kusto(String type) {
        if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
            return "datetime";
        }
        return switch (type) {
            case "BIGINT", "UINTEGER" -> "long";
            case "INTEGER", "SMALLINT", "TINYINT", "USMALLINT", "UTINYINT" -> "int";
            case "DOUBLE", "FLOAT" -> "real";
            case "BOOLEAN" -> "bool";
            case "UUID" -> "guid";
            default -> isNested(type) ? "dynamic" : type.startsWith("DECIMAL") ? "decimal" : "string";
        };
    }

    private static boolean isNested(String type) {
        return type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
    }

    /** The expression of a column, and how its value comes. */
    private String value(Column column, @Nullable String type) {
        String quoted = '"' + column.name().replace("\"", "\"\"") + '"';
        if (type == null) {
            kinds.add(Kind.TEXT);
            return "NULL::VARCHAR";
        }
        if (type.equals("TIMESTAMP_NS")) {
            kinds.add(Kind.NANOSECONDS);
            return "epoch_ns(" + quoted + ")";
        }
        if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
            kinds.add(Kind.MICROSECONDS);
            return "epoch_us(" + quoted + (type.equals("DATE") ? "::TIMESTAMP" : "") + ")";
        }
        if (type.equals("DOUBLE") || type.equals("FLOAT")) {
            kinds.add(Kind.REAL);
            return quoted + "::DOUBLE";
        }
        kinds.add(Kind.TEXT);
        return isNested(type) ? "to_json(" + quoted + ")::VARCHAR" : quoted + "::VARCHAR";
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public boolean next(ByteBuilder to) throws IOException {
        try {
            if (!rows.next()) {
                return false;
            }
            for (int i = 0; i < kinds.size(); i++) {
                if (i > 0) {
                    to.put(',');
                }
                put(kinds.get(i), i + 1, to);
            }
            to.put('\n');
            return true;
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void put(Kind kind, int column, ByteBuilder to) throws SQLException {
        switch (kind) {
            case TEXT -> {
                String text = rows.getString(column);
                if (text != null) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    CsvText.appendString(bytes, 0, bytes.length, to);
                }
            }
            case REAL -> {
                double value = rows.getDouble(column);
                if (!rows.wasNull()) {
                    to.end(CsvNumbers.write(value, to.room(CsvNumbers.MAX_LENGTH), to.length()));
                }
            }
            case MICROSECONDS -> putTime(column, MICROS, to);
            case NANOSECONDS -> putTime(column, NANOS, to);
        }
    }

    private void putTime(int column, int perSecond, ByteBuilder to) throws SQLException {
        long value = rows.getLong(column);
        if (!rows.wasNull()) {
            long nanos = Math.floorMod(value, (long) perSecond) * (NANOS / perSecond);
            String text = Instant.ofEpochSecond(Math.floorDiv(value, (long) perSecond), nanos)
                    .toString();
            // Zeros at the end of the fraction are left out, as everywhere.
            to.putAscii(text.indexOf('.') < 0 ? text : text.replaceAll("0+Z$", "Z"));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            rows.close();
            statement.close();
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
