package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Asks the stand-in of a run that goes on, over Kusto's own interface ({@code /v1/rest/query}).
 */
final class EmulatorQuery {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmulatorQuery() {}

    /**
     * Asks.
     *
     * @param data the run's data folder
     * @param database for tables that are named alone, in KQL
     * @throws CliException when there is no such run, or the query is refused
     */
    static ResultRows ask(Path data, String database, String query, QueryLanguage language)
            throws CliException, IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("db", database).put("csl", query);
        if (language == QueryLanguage.SQL) {
            request.putObject("properties").putObject("Options").put("query_language", "sql");
        }
        HttpResponse<String> answer;
        try {
            answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(endpoint(data) + "/v1/rest/query"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(request.toString()))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "the stand-in of " + data + " does not run; start it with ./adxflow run --adx-emulator.");
        }
        JsonNode body = JSON.readTree(answer.body());
        if (answer.statusCode() != 200) {
            throw new CliException(
                    ExitCodes.FAILED,
                    body.path("error").path("@message").asText(answer.body())
                            + "\nThe database was " + database
                            + " (--database); with SQL (DuckDB's) a table is Database.Table.");
        }
        return new JsonRows(body.path("Tables").path(0));
    }

    private static String endpoint(Path data) throws CliException, IOException {
        Path ports = AdxEmulator.folder(data).resolve("ports.properties");
        if (!Files.exists(ports)) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "there is no stand-in in " + data + "; ./adxflow run --adx-emulator makes one, --data names its"
                            + " folder.");
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(ports)) {
            properties.load(in);
        }
        return "http://localhost:" + properties.getProperty("kusto");
    }
}
