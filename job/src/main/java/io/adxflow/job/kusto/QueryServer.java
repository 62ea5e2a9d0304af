package io.adxflow.job.kusto;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.query.CommittedSource;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.RequestBody;
import io.adxflow.job.web.WebAnswer;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebStream;
import io.adxflow.job.web.WebTrust;
import io.adxflow.job.web.WebWorkers;
import io.adxflow.kql.bind.Catalog;
import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryLimits;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers Kusto's clients: {@code /v1/rest/query}, {@code /v2/rest/query}, {@code /v1/rest/mgmt} for the commands that read, and
 * {@code /v1/rest/auth/metadata}.
 */
public final class QueryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);
    private static final String JSON_TYPE = "application/json; charset=utf-8";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int BODY_BYTES = 4 << 20;
    private static final int WAITING = 16;
    private static final int COMMAND_WORKERS = 2;
    /** What clients send as the database when they were told none. */
    static final String CLIENTS_DEFAULT = "NetDefaultDB";
    /** The longest that a client may ask for, and a minute for its answer to be taken. */
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(61);

    private final DuckDb database;
    private final DatabaseSources sources;
    private final QueryService queries;
    private final String version;
    private final WebListener listener;

    private QueryServer(
            WebServer web,
            HostPort address,
            WebTrust trust,
            int concurrent,
            DuckDb database,
            DatabaseSources sources,
            QueryService queries,
            String version)
            throws IOException {
        this.database = database;
        this.sources = sources;
        this.queries = queries;
        this.version = version;
        WebLimits few = WebLimits.FEW;
        this.listener = web.listen(
                address,
                trust,
                new WebLimits(
                        few.connections(),
                        few.connectionsPerAddress(),
                        few.headTimeout(),
                        few.bodyTimeout(),
                        few.idleTimeout(),
                        LONGEST_ANSWER,
                        few.headBytes(),
                        BODY_BYTES,
                        concurrent,
                        concurrent + WAITING),
                this::addRoutes);
    }

    /**
     * Binds and begins to answer, until it or the web server is closed.
     *
     * @param tables what is queried
     * @param version of adxflow
     * @throws IOException when the address cannot be bound
     */
    public static QueryServer start(
            WebServer web,
            HostPort address,
            WebTrust trust,
            QuerySettings settings,
            ServedTables tables,
            String version)
            throws IOException {
        DatabaseSources sources = database -> source(tables.place(), database);
        QueryLimits limits = new QueryLimits(
                settings.timeout(), QueryLimits.OF_THE_SERVICE.rows(), QueryLimits.OF_THE_SERVICE.bytes());
        DuckDb database = DuckDb.inMemoryWhenAsked(
                settings.memoryBytes(), Runtime.getRuntime().availableProcessors(), false);
        QueryService queries = new QueryService(database, sources, limits, Clock.systemUTC());
        return new QueryServer(web, address, trust, settings.concurrent(), database, sources, queries, version);
    }

    private static CommittedSource source(ServedTables.Place place, String asked) {
        CommittedSource own = new CommittedSource(place.folder(), place.defaultDatabase());
        if (asked.isEmpty() || asked.equalsIgnoreCase(CLIENTS_DEFAULT)) {
            return own;
        }
        Catalog catalog = own.catalog();
        Catalog.Database database = catalog.database(asked);
        if (database == null) {
            throw ShowCommands.notFound(asked, "Database", catalog.databaseNames());
        }
        return new CommittedSource(place.folder(), database.name());
    }

    private void addRoutes(Router router, WebWorkers workers) {
        router.get("/v1/rest/auth/metadata")
                .handler(context -> WebAnswer.of(200, JSON_TYPE, metadata()).send(context));
        // Queries that take all workers can still be cancelled.
        router.post("/v1/rest/mgmt")
                .handler(workers.apart(COMMAND_WORKERS).streaming((context, stream) -> answer(context, stream, 0)));
        router.post("/v1/rest/query").handler(workers.streaming((context, stream) -> answer(context, stream, 1)));
        router.post("/v2/rest/query").handler(workers.streaming((context, stream) -> answer(context, stream, 2)));
    }

    /** @param form version of the results of queries; 0 takes commands alone */
    private @Nullable WebAnswer answer(RoutingContext context, WebStream stream, int form) throws IOException {
        String sent = context.request().getHeader("x-ms-client-request-id");
        String id = sent == null ? "unspecified;" + UUID.randomUUID() : sent;
        try {
            return answer(
                    KustoRequest.parse(RequestBody.of(context).toString(StandardCharsets.UTF_8)), id, stream, form);
        } catch (IllegalArgumentException wrong) {
            if (stream.begun()) {
                throw wrong;
            }
            return refused(400, KustoErrors.badRequest(String.valueOf(wrong.getMessage()), id, activity()));
        } catch (IOException | UncheckedIOException failed) {
            if (stream.begun()) {
                throw failed;
            }
            LOG.warn("A query failed", failed);
            return refused(500, KustoErrors.internal(String.valueOf(failed.getMessage()), id, activity()));
        }
    }

    private @Nullable WebAnswer answer(KustoRequest request, String id, WebStream stream, int form) throws IOException {
        KustoRequest query = request;
        if (request.isCommand()) {
            int pipe = CommandWords.pipe(request.text());
            String command = pipe < 0 ? request.text() : request.text().substring(0, pipe);
            ShowResult shown = command(command, request.database());
            if (pipe < 0) {
                return new WebAnswer(200, QueryService.HEADERS, Buffer.buffer(text(shown, form)));
            }
            query = request.withText(shown.asQuery() + "\n" + request.text().substring(pipe));
        } else if (form == 0) {
            throw new IllegalArgumentException("a command begins with a dot; queries go to /v1/rest/query");
        }
        return queries.query(query, form == 2 ? new AnswerV2() : new AnswerV1(), id, stream);
    }

    private ShowResult command(String text, String database) {
        CommandWords words = new CommandWords(text.substring(1));
        return words.accept("cancel query")
                ? cancelled(String.valueOf(words.name()))
                : new ShowCommands(sources.of(database).catalog(), version).run(text, database);
    }

    private static String text(ShowResult result, int form) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            if (form == 2) {
                result.writeV2(json);
            } else {
                result.writeV1(json);
            }
        }
        return text.toString();
    }

    private ShowResult cancelled(String id) {
        if (!queries.cancel(id)) {
            throw new IllegalArgumentException("no query with the client request id '" + id + "' runs");
        }
        return new ShowResult(List.of("ClientRequestId"), List.of(List.of(id)));
    }

    private static WebAnswer refused(int status, String json) {
        return WebAnswer.of(status, JSON_TYPE, json);
    }

    private static String activity() {
        return UUID.randomUUID().toString();
    }

    /** What the clients ask before they sign in; here they need not. */
    private static String metadata() {
        return JSON.createObjectNode()
                .set(
                        "AzureAD",
                        JSON.createObjectNode()
                                .put("LoginEndpoint", "https://login.microsoftonline.com")
                                .put("LoginMfaRequired", false)
                                .put("KustoClientAppId", "db662dc1-0cfe-4e1c-a843-19a68e65be58")
                                .put("KustoClientRedirectUri", "https://microsoft/kustoclient")
                                .put("KustoServiceResourceId", "https://kusto.kusto.windows.net"))
                .toString();
    }

    /** The port it listens on, which matters when 0 was asked for. */
    public int port() {
        return listener.port();
    }

    /** How many queries run. */
    public int running() {
        return queries.running();
    }

    /** Ends every query. The address is let go of with the web server. */
    @Override
    public void close() throws SQLException {
        queries.cancelAll();
        database.close();
    }
}
