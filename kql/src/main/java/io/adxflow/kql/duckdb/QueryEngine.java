package io.adxflow.kql.duckdb;

import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.Binder;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.sql.SqlCompiler;
import io.adxflow.kql.sql.SqlRefusals;
import io.adxflow.kql.sql.SqlStatement;
import io.adxflow.kql.syntax.KqlException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs texts of KQL over a source, each in a connection of its own. Threads: any. */
public final class QueryEngine {
    private final DuckDb database;
    private final QuerySource source;
    private final QueryLimits limits;

    public QueryEngine(DuckDb database, QuerySource source, QueryLimits limits) {
        this.database = database;
        this.source = source;
        this.limits = limits;
    }

    /**
     * A query to run.
     *
     * @param now what {@code now()} is in it
     * @param parameters values of its {@code query_parameters} by name, as literals
     * @param options as {@code set} statements of the text would set them, which count before these
     */
    public record Request(String text, Instant now, Map<String, String> parameters, Map<String, String> options) {
        public Request {
            parameters = Map.copyOf(parameters);
            options = Map.copyOf(options);
        }

        /** Without parameters and options. */
        public Request(String text, Instant now) {
            this(text, now, Map.of(), Map.of());
        }
    }

    /**
     * The SQL that a query is run as.
     *
     * @throws KqlException when the query is wrong, or asks for what is not there
     */
    public List<SqlStatement> explain(Request request) throws SQLException {
        try (DuckDb.Session session = database.open()) {
            return SqlCompiler.compile(request.text(), bound(request, session), source.tables());
        }
    }

    /**
     * Runs a query; to be closed. Its results are calculated as they are read.
     *
     * @throws KqlException when the query is wrong, or asks for what is not there
     */
    public QueryRun run(Request request) throws SQLException {
        return run(request, cancel -> {});
    }

    /**
     * The same, for who may want to end it while it is bound, which may read data: for the columns of {@code pivot} and {@code bag_unpack}.
     *
     * @param cancel is given, before all else, what ends the query from any thread
     */
    public QueryRun run(Request request, Consumer<Runnable> cancel) throws SQLException {
        DuckDb.Session session = database.open();
        cancel.accept(session::cancel);
        try {
            BoundQuery query = bound(request, session);
            List<SqlStatement> statements = SqlCompiler.compile(request.text(), query, source.tables());
            return new QueryRun(
                    session, statements, limits.with(request.options()).with(query.options()));
        } catch (RuntimeException failed) {
            session.close();
            throw failed;
        }
    }

    private BoundQuery bound(Request request, DuckDb.Session session) {
        SessionProbe probe = new SessionProbe(session, source.tables(), request.text(), limits.with(request.options()));
        return Binder.bind(
                request.text(),
                new BindRequest(source.catalog(), request.now(), request.parameters(), new SqlRefusals(), probe));
    }
}
