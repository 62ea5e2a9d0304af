package io.adxflow.kql.duckdb;

import io.adxflow.kql.bind.RenderInfo;
import io.adxflow.kql.sql.SqlStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of a query, one after another. For one thread, but for {@link #cancel}. */
public final class QueryRun implements AutoCloseable {
    private final DuckDb.Session session;
    private final List<SqlStatement> statements;
    private final QueryLimits limits;
    private final Deadline deadline;
    private final Interruption atDeadline;
    private int next;
    private @Nullable Statement running;

    QueryRun(DuckDb.Session session, List<SqlStatement> statements, QueryLimits limits) {
        this.session = session;
        this.statements = statements;
        this.limits = limits;
        this.deadline = Deadline.in(limits.time());
        this.atDeadline = session.interruptedAt(deadline);
    }

    /** What {@code render} said of each result table; an element is null where it said nothing. */
    public List<@Nullable RenderInfo> renders() {
        List<@Nullable RenderInfo> renders = new ArrayList<>();
        statements.forEach(statement -> renders.add(statement.render()));
        return renders;
    }

    /** How many result tables there are. */
    public int tables() {
        return statements.size();
    }

    /**
     * Runs the next statement; the table before is closed. Null behind the last.
     *
     * @throws io.adxflow.kql.syntax.KqlException when it fails
     */
    public @Nullable ResultTable nextTable() throws SQLException {
        closeCurrent();
        if (next == statements.size()) {
            return null;
        }
        SqlStatement statement = statements.get(next++);
        try {
            Statement jdbc = session.prepared(statement.sql());
            running = jdbc;
            return ResultTable.of(statement, jdbc, session, limits, deadline);
        } catch (SQLException failed) {
            closeCurrent();
            throw Failures.of(failed, deadline, session.isCancelled());
        }
    }

    /** Ends what runs, from another thread; who reads gets an error. */
    public void cancel() {
        session.cancel();
    }

    private void closeCurrent() throws SQLException {
        Statement statement = running;
        running = null;
        if (statement != null) {
            statement.close();
        }
    }

    @Override
    public void close() throws SQLException {
        atDeadline.close();
        try (session) {
            closeCurrent();
        }
    }
}
