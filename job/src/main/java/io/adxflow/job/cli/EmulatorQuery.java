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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Asks the stand-in of a run that goes on, over Kusto's own interface ({@code /v1/rest/query}), and puts the answer into DuckDB,
 * so that it is written as any other result.
 */
final class EmulatorQuery implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How a statement begins that is SQL and not KQL. */
    private static final Pattern SQL = Pattern.compile(
            "\\s*(select|from|with|describe|show|summarize|pivot)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection connection;

    private EmulatorQuery(Connection connection) {
        this.connection = connection;
    }

    /**
     * Asks.
     *
     * @param data the run's data folder
     * @param database for tables that are named alone, in KQL
     * @throws CliException when there is no such run, or the query is refused
     */
    static EmulatorQuery ask(Path data, String database, String query)
            throws CliException, IOException, SQLException, InterruptedException {
        ObjectNode request = JSON.createObjectNode().put("db", database).put("csl", query);
        if (SQL.matcher(query).matches()) {
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
                            + "\nThe stand-in runs a small part of KQL, on the database " + database
                            + " (--database); with SQL (DuckDB's) a table is Database.Table.");
        }
        EmulatorQuery result = new EmulatorQuery(DriverManager.getConnection("jdbc:duckdb:"));
        result.fill(body.path("Tables").path(0));
        return result;
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

    private void fill(JsonNode table) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        for (JsonNode column : table.path("Columns")) {
            columns.add("\"" + column.path("ColumnName").asText().replace("\"", "\"\"") + "\" "
                    + QueryEngine.duckType(column.path("ColumnType").asText().toLowerCase(Locale.ROOT)));
            marks.add("?");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE result (" + String.join(", ", columns) + ")");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO result VALUES (" + String.join(", ", marks) + ")")) {
            for (JsonNode row : table.path("Rows")) {
                for (int i = 0; i < row.size(); i++) {
                    insert.setString(
                            i + 1, row.get(i).isNull() ? null : row.get(i).asText());
                }
                insert.addBatch();
            }
            if (!table.path("Rows").isEmpty()) {
                insert.executeBatch();
            }
        }
    }

    ResultSet rows(Statement statement) throws SQLException {
        return statement.executeQuery("FROM result");
    }

    Statement statement() throws SQLException {
        return connection.createStatement();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
