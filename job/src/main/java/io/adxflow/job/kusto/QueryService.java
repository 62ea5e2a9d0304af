package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebStream;
import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.duckdb.QueryLimits;
import io.adxflow.kql.duckdb.QueryRun;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Datetime;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs the queries of clients, writes their results as they come, and ends those that nobody waits for. Threads: any. */
final class QueryService {
    private static final String JSON_TYPE = "application/json; charset=utf-8";
    /** The encoding is told although it is none: the streaming client for Java fails without. */
    static final Map<String, String> HEADERS = Map.of("Content-Type", JSON_TYPE, "Content-Encoding", "identity");

    private static final JsonMapper JSON = new JsonMapper();

    private final DuckDb database;
    private final DatabaseSources sources;
    private final QueryLimits limits;
    private final Clock clock;
    /** By our own id, since nothing makes clients use a name once. */
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private record Running(String clientRequestId, Runnable cancel) {}

    QueryService(DuckDb database, DatabaseSources sources, QueryLimits limits, Clock clock) {
        this.database = database;
        this.sources = sources;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Runs a query.
     *
     * @param clientRequestId as the client names it
     * @param stream to which the results are written
     * @return a whole answer when nothing was written: a refusal
     * @throws IllegalArgumentException when there is no such database
     */
    @Nullable
    WebAnswer query(KustoRequest request, Answer form, String clientRequestId, WebStream stream) throws IOException {
        String activityId = UUID.randomUUID().toString();
        Instant began = clock.instant();
        QueryEngine engine = new QueryEngine(database, sources.of(request.database()), limits);
        QueryEngine.Request asked =
                new QueryEngine.Request(request.text(), began, request.parameters(), request.options());
        try (QueryRun run = engine.run(asked, cancel -> {
            running.put(activityId, new Running(clientRequestId, cancel));
            stream.whenGone(cancel);
        })) {
            ResultTable first = run.nextTable();
            stream.begin(200, HEADERS);
            try (JsonGenerator json = JSON.createGenerator(stream)) {
                write(run, first, form, json);
                double seconds = (clock.millis() - began.toEpochMilli()) / 1000.0;
                String timestamp = Datetime.format(Datetime.ticks(began));
                form.end(new QueryIdentity(clientRequestId, activityId, timestamp, seconds), json);
            }
            return null;
        } catch (KqlException wrong) {
            if (stream.begun()) {
                throw wrong;
            }
            return WebAnswer.of(
                    400, JSON_TYPE, KustoErrors.json(wrong.problem(), request.text(), clientRequestId, activityId));
        } catch (SQLException failed) {
            throw new IOException("a query failed: " + failed.getMessage(), failed);
        } finally {
            running.remove(activityId);
        }
    }

    private static void write(QueryRun run, @Nullable ResultTable first, Answer form, JsonGenerator json)
            throws IOException, SQLException {
        form.begin(run.renders(), json);
        ResultTable table = first;
        while (table != null) {
            form.beginTable(table, json);
            KqlException failure = rows(table, json);
            form.endTable(failure, json);
            if (failure != null) {
                return;
            }
            try {
                table = run.nextTable();
            } catch (KqlException failed) {
                form.failed(failed, json);
                return;
            }
        }
    }

    /** Writes the rows; returns why some are missing, or null. */
    private static @Nullable KqlException rows(ResultTable table, JsonGenerator json) throws IOException {
        while (true) {
            try {
                if (!table.next()) {
                    return null;
                }
            } catch (KqlException failed) {
                return failed;
            }
            Cells.row(table, json);
        }
    }

    /** How many queries run. */
    int running() {
        return running.size();
    }

    /** Ends the queries that their client named so; false when none of that name runs. */
    boolean cancel(String clientRequestId) {
        List<Running> named = running.values().stream()
                .filter(one -> one.clientRequestId().equals(clientRequestId))
                .toList();
        named.forEach(one -> one.cancel().run());
        return !named.isEmpty();
    }

    /** Ends every query. */
    void cancelAll() {
        running.values().forEach(one -> one.cancel().run());
    }
}
