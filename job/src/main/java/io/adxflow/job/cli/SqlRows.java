package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The result of SQL, with timestamps as they stand in the files: UTC, with a Z. */
final class SqlRows implements ResultRows {
    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT);

    private final ResultSet rows;
    private final List<String> names = new ArrayList<>();

    SqlRows(ResultSet rows) throws SQLException {
        this.rows = rows;
        ResultSetMetaData columns = rows.getMetaData();
        for (int c = 1; c <= columns.getColumnCount(); c++) {
            names.add(columns.getColumnLabel(c));
        }
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public boolean next() throws SQLException {
        return rows.next();
    }

    @Override
    public @Nullable String text(int column) throws SQLException {
        Object value = value(column + 1);
        return value == null ? null : value.toString();
    }

    @Override
    public JsonNode json(int column) throws SQLException {
        Object value = value(column + 1);
        boolean plain =
                value instanceof Boolean || (value instanceof Number number && Double.isFinite(number.doubleValue()));
        return value == null || plain
                ? JSON.valueToTree(value)
                : JSON.getNodeFactory().textNode(value.toString());
    }

    private @Nullable Object value(int column) throws SQLException {
        if (rows.getMetaData().getColumnType(column) == Types.TIMESTAMP) {
            LocalDateTime time = rows.getObject(column, LocalDateTime.class);
            return time == null ? null : TIME.format(time);
        }
        Object value = rows.getObject(column);
        return value instanceof Timestamp zoned
                ? zoned.toInstant().atOffset(ZoneOffset.UTC).toString()
                : value;
    }
}
