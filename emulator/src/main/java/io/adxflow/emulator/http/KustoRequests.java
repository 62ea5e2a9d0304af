package io.adxflow.emulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import io.adxflow.emulator.commands.ManagementCommands;
import io.adxflow.emulator.engine.KqlRunner;
import io.adxflow.emulator.engine.KustoException;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.engine.SqlRunner;
import io.adxflow.emulator.ingestion.IngestionRequest;
import io.adxflow.emulator.ingestion.IngestionService;
import io.adxflow.emulator.ingestion.StandInStats;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.emulator.ingestion.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What each path of a cluster answers: {@code /v1/rest/auth/metadata}, {@code /v1/rest/mgmt}, {@code /v1/rest/query},
 * {@code /v2/rest/query} and {@code /v1/rest/ingest/DATABASE/TABLE}.
 *
 * <p>A query with the request property {@code query_language} set to {@code sql} is DuckDB's SQL.
 */
public final class KustoRequests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INGEST = "/v1/rest/ingest/";

    private final ManagementCommands commands;
    private final IngestionService ingestion;
    private final KqlRunner kql;
    private final SqlRunner sql;
    private final StandInStats stats;

    public KustoRequests(
            ManagementCommands commands, IngestionService ingestion, KqlRunner kql, SqlRunner sql, StandInStats stats) {
        this.commands = commands;
        this.ingestion = ingestion;
        this.kql = kql;
        this.sql = sql;
        this.stats = stats;
    }

    /** The command or query of a request, for the patterns of faults. */
    String command(URI uri, byte[] body) {
        if (uri.getPath().startsWith(INGEST)) {
            return "";
        }
        try {
            return JSON.readTree(body).path("csl").asText();
        } catch (IOException notJson) {
            return "";
        }
    }

    /** The database that a request is about, or empty. */
    String database(URI uri, byte[] body) {
        if (uri.getPath().startsWith(INGEST)) {
            return uri.getPath().substring(INGEST.length()).split("/")[0];
        }
        try {
            return JSON.readTree(body).path("db").asText();
        } catch (IOException notJson) {
            return "";
        }
    }

    /** The body of the answer, or null where there is nothing. */
    @Nullable
    Object answer(URI uri, Headers headers, byte[] body) throws KustoException, SQLException {
        String path = uri.getPath();
        if (path.startsWith(INGEST)) {
            return stream(uri, headers, body);
        }
        return switch (path) {
            case "/v1/rest/auth/metadata" -> metadata();
            case "/v1/rest/mgmt" -> {
                JsonNode request = parse(body);
                stats.count(Count.COMMANDS);
                yield Replies.v1(List.of(commands.run(
                        request.path("db").asText(), request.path("csl").asText())));
            }
            case "/v1/rest/query" -> Replies.v1(query(parse(body)));
            case "/v2/rest/query" -> Replies.v2(query(parse(body)));
            default -> null;
        };
    }

    private static JsonNode parse(byte[] body) throws KustoException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new KustoException("General_BadRequest", "The body is not JSON");
        }
    }

    private List<ResultTable> query(JsonNode request) throws KustoException, SQLException {
        stats.count(Count.QUERIES);
        String database = request.path("db").asText();
        String text = request.path("csl").asText();
        if (text.startsWith(".")) {
            return List.of(commands.run(database, text));
        }
        JsonNode properties = request.path("properties");
        if (properties.isTextual()) {
            properties = parse(properties.asText().getBytes(StandardCharsets.UTF_8));
        }
        if (properties.path("Options").path("query_language").asText().equals("sql")) {
            return List.of(sql.run(text));
        }
        return kql.run(database, text);
    }

    /** What the clients need before they sign in; on a loopback address they do not. */
    private static ObjectNode metadata() {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("AzureAD")
                .put("LoginEndpoint", "https://login.microsoftonline.com")
                .put("LoginMfaRequired", false)
                .put("KustoClientAppId", "db662dc1-0cfe-4e1c-a843-19a68e65be58")
                .put("KustoClientRedirectUri", "https://microsoft/kustoclient")
                .put("KustoServiceResourceId", "https://kusto.kusto.windows.net")
                .put(
                        "FirstPartyAuthorityUrl",
                        "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a");
        return root;
    }

    private ObjectNode stream(URI uri, Headers headers, byte[] body) throws KustoException {
        String[] names = uri.getPath().substring(INGEST.length()).split("/");
        if (names.length != 2) {
            throw new KustoException("General_BadRequest", "expected " + INGEST + "DATABASE/TABLE");
        }
        Map<String, String> query = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, Math.max(0, equals)),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        Map<String, String> properties = new TreeMap<>();
        properties.put("format", query.getOrDefault("streamFormat", "csv"));
        String mapping = query.get("mappingName");
        if (mapping != null) {
            properties.put("ingestionMappingReference", mapping);
        }
        String id = UUID.randomUUID().toString();
        boolean byUrl = "uri".equals(query.get("sourceKind"));
        String url = byUrl ? parse(body).path("SourceUri").asText() : "";
        IngestionRequest request = IngestionRequest.of(id, names[0], names[1], url, null, properties);
        Verdict verdict = (byUrl
                        ? ingestion.ingest(List.of(request))
                        : ingestion.stream(request, body, "gzip".equals(headers.getFirst("Content-Encoding"))))
                .join();
        if (verdict.failure() != null) {
            throw verdict.failure();
        }
        return JSON.createObjectNode().put("status", "Success");
    }
}
