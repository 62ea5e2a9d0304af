package io.adxflow.job.cli;

import io.adxflow.job.config.Nearest;
import io.adxflow.job.query.CommittedTables.CommittedTable;
import io.adxflow.job.query.SchemaFile;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** DuckDB in memory, with a typed view over the committed files of each table that a query may mean. */
final class SqlViews implements AutoCloseable {
    /** Statements that look at the catalog, and so need every view. */
    private static final Pattern CATALOG =
            Pattern.compile("\\b(show|information_schema|duckdb_\\w+|pg_\\w+)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern UNKNOWN_TABLE = Pattern.compile("Table with name (\\S+) does not exist");

    private final Connection connection;
    private final List<CommittedTable> tables;

    private SqlViews(Connection connection, List<CommittedTable> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** Opens the engine for one query: views are made of the tables whose names occur in it. */
    static SqlViews open(List<CommittedTable> tables, String sql) throws SQLException, IOException {
        Properties properties = new Properties();
        // What is needed is linked in; a query must not reach for the network.
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        SqlViews engine = new SqlViews(DriverManager.getConnection("jdbc:duckdb:", properties), tables);
        String lower = sql.toLowerCase(Locale.ROOT);
        boolean all = CATALOG.matcher(sql).find();
        Map<String, List<CommittedTable>> byName = new LinkedHashMap<>();
        for (CommittedTable table : tables) {
            if (!table.files().isEmpty() && (all || lower.contains(table.name().toLowerCase(Locale.ROOT)))) {
                byName.computeIfAbsent(table.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(table);
            }
        }
        try {
            for (List<CommittedTable> sameName : byName.values()) {
                engine.createViews(sameName);
            }
        } catch (SQLException | IOException e) {
            engine.close();
            throw e;
        }
        return engine;
    }

    Statement statement() throws SQLException {
        return connection.createStatement();
    }

    private void createViews(List<CommittedTable> sameName) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            for (CommittedTable table : sameName) {
                statement.execute("CREATE SCHEMA IF NOT EXISTS " + quoted(table.database()));
                statement.execute("CREATE VIEW " + qualified(table) + " AS " + select(table));
            }
            if (sameName.size() == 1) {
                CommittedTable only = sameName.get(0);
                statement.execute("CREATE VIEW main." + quoted(only.name()) + " AS FROM " + qualified(only));
            }
        }
    }

    /** One {@code read_csv} for each list of columns that the table's files have, joined by column name. */
    private static String select(CommittedTable table) throws IOException {
        SchemaFile schema = table.schema();
        Map<List<Column>, List<Path>> filesByColumns = new LinkedHashMap<>();
        filesByColumns.put(schema.columns(), new ArrayList<>());
        for (Path file : table.files()) {
            filesByColumns
                    .computeIfAbsent(schema.columnsOf(file), columns -> new ArrayList<>())
                    .add(file);
        }
        filesByColumns.values().removeIf(List::isEmpty);
        return filesByColumns.entrySet().stream()
                .map(group -> "SELECT * FROM " + readCsv(group.getKey(), group.getValue()))
                .collect(Collectors.joining(" UNION ALL BY NAME "));
    }

    private static String readCsv(List<Column> columns, List<Path> files) {
        String paths = files.stream().map(file -> literal(file.toString())).collect(Collectors.joining(", "));
        String types = columns.stream()
                .map(column -> literal(column.name()) + ": " + literal(duckType(column.type())))
                .collect(Collectors.joining(", "));
        return "read_csv([" + paths + "], columns = {" + types + "}, auto_detect = false, header = false, delim = ',',"
                + " quote = '\"', escape = '\"', new_line = '\\n', nullstr = '', compression = 'gzip',"
                + " max_line_size = 33554432, buffer_size = 33554432)";
    }

    /** Kusto's types; {@code dynamic} stays text, on which DuckDB's JSON functions and arrows work as well. */
    static String duckType(String kustoType) {
        return switch (kustoType) {
            case "datetime" -> "TIMESTAMP";
            case "long" -> "BIGINT";
            case "int" -> "INTEGER";
            case "real" -> "DOUBLE";
            case "bool" -> "BOOLEAN";
            case "guid" -> "UUID";
            default -> "VARCHAR";
        };
    }

    /** DuckDB's message without its advice on options that users of this command do not have, and with ours. */
    String explain(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        int advice = message.indexOf("Possible solutions");
        message = (advice < 0 ? message : message.substring(0, advice)).strip();
        Matcher unknown = UNKNOWN_TABLE.matcher(message);
        if (unknown.find()) {
            List<String> names = tables.stream()
                    .map(table -> table.database() + "." + table.name())
                    .toList();
            String word = unknown.group(1);
            List<String> unqualified = tables.stream().map(CommittedTable::name).toList();
            return "there is no table " + word
                    + Nearest.hint(word, word.contains(".") ? names : unqualified)
                    + "\n./adxflow tables lists all "
                    + tables.size() + ".";
        }
        return message + "\n./adxflow tables lists the tables; the SQL is DuckDB's.";
    }

    private static String qualified(CommittedTable table) {
        return quoted(table.database()) + "." + quoted(table.name());
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
