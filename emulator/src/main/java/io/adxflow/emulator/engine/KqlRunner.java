package io.adxflow.emulator.engine;

import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.duckdb.QueryLimits;
import io.adxflow.kql.duckdb.QueryRun;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import io.adxflow.kql.types.Timespan;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs KQL over the stand-in's tables. Threads: any. */
public final class KqlRunner {
    private final Catalog catalog;
    private final Clock clock;
    private final DuckDb duckDb;

    /** @param clock what {@code now()} is */
    public KqlRunner(DuckStore store, Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
        this.duckDb = new DuckDb() {
            @Override
            public Session open() throws SQLException {
                return new Session(store.connect());
            }

            @Override
            public void close() {
                // The store is not ours.
            }
        };
    }

    /** The results of a query, in order; at least one. Within the limits that the service has. */
    public List<ResultTable> run(String database, String text) throws KustoException, SQLException {
        return run(database, text, QueryLimits.OF_THE_SERVICE);
    }

    /** The same within other limits. */
    public List<ResultTable> run(String database, String text, QueryLimits limits) throws KustoException, SQLException {
        QueryEngine engine = new QueryEngine(duckDb, new CatalogSource(catalog, database), limits);
        QueryEngine.Request request = new QueryEngine.Request(text, clock.instant(), Map.of(), Map.of());
        List<ResultTable> results = new ArrayList<>();
        try (QueryRun run = engine.run(request)) {
            for (io.adxflow.kql.duckdb.ResultTable table = run.nextTable(); table != null; table = run.nextTable()) {
                results.add(read(table));
            }
            return results;
        } catch (KqlException wrong) {
            throw refusal(wrong.problem(), text);
        } catch (CatalogSource.Refused refused) {
            if (refused.getCause() instanceof KustoException cause) {
                throw cause;
            }
            throw refused;
        }
    }

    private static KustoException refusal(KqlProblem problem, String text) {
        String place = "[line:position=" + problem.span().line(text) + ":"
                + problem.span().column(text) + "]";
        return switch (problem.kind()) {
            case SYNTAX ->
                new KustoException(
                        "General_BadRequest",
                        "Syntax error: Query could not be parsed: SYN0002: " + problem.message() + " " + place + "\n"
                                + problem.pretty(text));
            case LIMIT -> new KustoException("General_LimitsExceeded", problem.message());
            default ->
                new KustoException(
                        "General_BadRequest",
                        "Semantic error: SEM0100: " + problem.message() + " " + place + "\n" + problem.pretty(text));
        };
    }

    private static ResultTable read(io.adxflow.kql.duckdb.ResultTable table) {
        Schema schema = table.schema();
        List<Column> columns = schema.columns().stream()
                .map(column ->
                        new Column(column.name(), KustoType.of(column.type().keyword())))
                .toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (table.next()) {
            @Nullable Object[] row = new Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = value(table, i, schema.get(i).type());
            }
            rows.add(ResultTable.row(row));
        }
        return new ResultTable(columns, rows);
    }

    private static @Nullable Object value(io.adxflow.kql.duckdb.ResultTable table, int column, KqlType type) {
        if (type == KqlType.DYNAMIC) {
            return table.json(column);
        }
        Object value = table.value(column);
        if (value == null) {
            return null;
        }
        return switch (type) {
            case BOOL, INT, LONG, REAL, STRING -> value;
            case DATETIME -> Datetime.format((long) value).replaceAll("\\.?0+Z$", "Z");
            case TIMESPAN -> Timespan.format((long) value);
            default -> value.toString();
        };
    }
}
