package io.adxflow.emulator.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs SQL in DuckDB and answers with Kusto's types. Threads: any. */
public final class SqlRunner {
    private final DuckStore store;

    public SqlRunner(DuckStore store) {
        this.store = store;
    }

    /** Runs a query; names are DuckDB's. */
    public ResultTable run(String sql) throws KustoException, SQLException {
        try (Connection connection = store.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData meta = rows.getMetaData();
            List<Column> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(new Column(meta.getColumnLabel(i), typeOf(meta.getColumnTypeName(i))));
            }
            List<List<@Nullable Object>> values = new ArrayList<>();
            while (rows.next()) {
                @Nullable Object[] row = new Object[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = value(rows, i + 1, columns.get(i).type());
                }
                values.add(ResultTable.row(row));
            }
            return new ResultTable(columns, values);
        } catch (SQLException refused) {
            throw new KustoException("General_BadRequest", String.valueOf(refused.getMessage()));
        }
    }

    private static KustoType typeOf(String duck) {
        String name = duck.toUpperCase(Locale.ROOT);
        if (name.startsWith("DECIMAL")) {
            return KustoType.DECIMAL;
        }
        if (name.startsWith("TIMESTAMP") || name.equals("DATE")) {
            return KustoType.DATETIME;
        }
        return switch (name) {
            case "BOOLEAN" -> KustoType.BOOL;
            case "TINYINT", "SMALLINT", "INTEGER" -> KustoType.INT;
            case "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER" -> KustoType.LONG;
            case "FLOAT", "DOUBLE" -> KustoType.REAL;
            case "UUID" -> KustoType.GUID;
            default -> KustoType.STRING;
        };
    }

    private static @Nullable Object value(ResultSet rows, int i, KustoType type) throws SQLException {
        Object value = rows.getObject(i);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case BOOL, INT, LONG, REAL -> value;
            case DATETIME -> datetime(rows, i, value);
            default -> value.toString();
        };
    }

    /** {@code 2026-01-02T03:04:05.1234567Z}, the fraction without zeros at its end. */
    private static String datetime(ResultSet rows, int i, Object value) throws SQLException {
        LocalDateTime time = value instanceof OffsetDateTime offset
                ? offset.toLocalDateTime()
                : rows.getObject(i, LocalDateTime.class);
        String seconds = "%04d-%02d-%02dT%02d:%02d:%02d"
                .formatted(
                        time.getYear(),
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond());
        String fraction = time.getNano() == 0
                ? ""
                : ".%07d".formatted(time.getNano() / 100).replaceAll("0+$", "");
        return seconds + fraction + "Z";
    }
}
