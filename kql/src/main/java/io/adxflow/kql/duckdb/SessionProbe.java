package io.adxflow.kql.duckdb;

import io.adxflow.kql.bind.BoundOperator;
import io.adxflow.kql.bind.DataProbe;
import io.adxflow.kql.sql.SqlCompiler;
import io.adxflow.kql.sql.SqlStatement;
import io.adxflow.kql.sql.TableSql;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Learns the columns of {@code pivot} and {@code bag_unpack} by a query in the connection in which the query itself will run. */
final class SessionProbe implements DataProbe {
    /** More columns than that are of no use to anybody. */
    private static final int MOST_COLUMNS = 10_000;

    private final DuckDb.Session session;
    private final TableSql tables;
    private final String text;
    private final QueryLimits limits;

    SessionProbe(DuckDb.Session session, TableSql tables, String text, QueryLimits limits) {
        this.session = session;
        this.tables = tables;
        this.text = text;
        this.limits = limits;
    }

    @Override
    public List<Object> distinctValues(BoundOperator input, int column) {
        List<Object> values = new ArrayList<>();
        read(SqlCompiler.distinctValues(text, input, column, tables), table -> {
            Object value = table.value(0);
            if (value != null) {
                values.add(value);
            }
        });
        return values;
    }

    @Override
    public List<Column> bagKeys(BoundOperator input, int column) {
        List<Column> keys = new ArrayList<>();
        read(SqlCompiler.bagKeys(text, input, column, tables), table -> {
            KqlType type = KqlType.ofKeyword(String.valueOf(table.value(1)));
            keys.add(new Column(String.valueOf(table.value(0)), type == null ? KqlType.DYNAMIC : type));
        });
        return keys;
    }

    private void read(SqlStatement statement, java.util.function.Consumer<ResultTable> rows) {
        Deadline deadline = Deadline.in(limits.time());
        QueryLimits columns = new QueryLimits(limits.time(), MOST_COLUMNS, limits.bytes());
        try (Interruption atDeadline = session.interruptedAt(deadline);
                Statement jdbc = session.prepared(statement.sql())) {
            ResultTable table = ResultTable.of(statement, jdbc, session, columns, deadline);
            while (table.next()) {
                rows.accept(table);
            }
        } catch (SQLException failed) {
            throw Failures.of(failed, deadline, session.isCancelled());
        }
    }
}
