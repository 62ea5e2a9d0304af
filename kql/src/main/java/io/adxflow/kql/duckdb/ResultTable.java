package io.adxflow.kql.duckdb;

import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.sql.SqlStatement;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.values.JsonText;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One result of a query: its columns, and its rows as they come. For one thread; closed by its {@link QueryRun}. */
public final class ResultTable {
    private final SqlStatement statement;
    private final ResultSet rows;
    private final DuckDb.Session session;
    private final QueryLimits limits;
    private final Deadline deadline;
    private final @Nullable Object[] values;
    private long count;
    private long bytes;

    private ResultTable(
            SqlStatement statement, ResultSet rows, DuckDb.Session session, QueryLimits limits, Deadline deadline) {
        this.statement = statement;
        this.rows = rows;
        this.session = session;
        this.limits = limits;
        this.deadline = deadline;
        this.values = new Object[statement.schema().size()];
    }

    /**
     * Executes a statement.
     *
     * @param jdbc of the session, which its owner interrupts at the deadline
     */
    static ResultTable of(
            SqlStatement statement, Statement jdbc, DuckDb.Session session, QueryLimits limits, Deadline deadline)
            throws SQLException {
        checkMayGoOn(session, deadline);
        return new ResultTable(statement, jdbc.executeQuery(statement.sql()), session, limits, deadline);
    }

    private static void checkMayGoOn(DuckDb.Session session, Deadline deadline) {
        if (session.isCancelled()) {
            throw Failures.cancelled();
        }
        if (deadline.isOver()) {
            throw Failures.overTime(deadline);
        }
    }

    /** What {@code as} called it, or null. */
    public @Nullable String name() {
        return statement.name();
    }

    /** Names and types of the columns. */
    public Schema schema() {
        return statement.schema();
    }

    /** What {@code render} said, or null. */
    public @Nullable RenderInfo render() {
        return statement.render();
    }

    /** How many rows were read by now. */
    public long rows() {
        return count;
    }

    /**
     * Goes to the next row; false behind the last.
     *
     * @throws io.adxflow.kql.syntax.KqlException when it fails, takes too long, or there are more rows or bytes than may be
     */
    public boolean next() {
        try {
            // Both are told by an interruption as well, but not to rows that are there already.
            if ((count & 0x3ff) == 0) {
                checkMayGoOn(session, deadline);
            }
            if (!rows.next()) {
                // A fetch that is interrupted ends as if there were no more rows.
                checkMayGoOn(session, deadline);
                return false;
            }
            count++;
            for (int i = 0; i < values.length; i++) {
                values[i] = read(i);
            }
        } catch (SQLException failed) {
            throw Failures.of(failed, deadline, session.isCancelled());
        }
        if (count > limits.rows() || bytes > limits.bytes()) {
            throw Failures.limit("the result is larger than a result may be (E_QUERY_RESULT_SET_TOO_LARGE): "
                    + (count > limits.rows()
                            ? "more than " + limits.rows() + " rows"
                            : "more than " + limits.bytes() + " bytes")
                    + "; take fewer rows, or set notruncation");
        }
        return true;
    }

    private @Nullable Object read(int index) throws SQLException {
        KqlType type = statement.schema().get(index).type();
        int column = index + 1;
        Object value =
                switch (type) {
                    case BOOL -> rows.getBoolean(column);
                    case INT -> rows.getInt(column);
                    case LONG, DATETIME, TIMESPAN -> rows.getLong(column);
                    case REAL -> rows.getDouble(column);
                    case DECIMAL -> rows.getBigDecimal(column);
                    case GUID -> rows.getObject(column);
                    case STRING, DYNAMIC, UNKNOWN -> rows.getString(column);
                };
        if (value == null || rows.wasNull()) {
            return type == KqlType.STRING ? "" : null;
        }
        if (value instanceof String text) {
            bytes += text.length();
        } else {
            bytes += Long.BYTES;
        }
        return value instanceof BigDecimal decimal && decimal.signum() != 0 ? decimal.stripTrailingZeros() : value;
    }

    /** The value of a column in this row, as the package {@code types} describes it. */
    public @Nullable Object value(int index) {
        Object value = values[index];
        return statement.schema().get(index).type() == KqlType.DYNAMIC && value != null
                ? JsonText.parse((String) value)
                : value;
    }

    /** The JSON text of a {@code dynamic} column in this row, which is cheaper than its tree; null when it is null. */
    public @Nullable String json(int index) {
        return (String) values[index];
    }

    /** The value of a {@code guid} column; null when it is null. */
    public @Nullable UUID guid(int index) {
        return (UUID) values[index];
    }
}
