package io.adxflow.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.kusto.data.Client;
import com.microsoft.azure.kusto.data.ClientFactory;
import com.microsoft.azure.kusto.data.KustoResultColumn;
import com.microsoft.azure.kusto.data.KustoResultSetTable;
import com.microsoft.azure.kusto.data.auth.ConnectionStringBuilder;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tables of a cluster, read with Microsoft's client as it is. Values become Java's by the type of their column, so that they can
 * be held against those that a CSV field of that type stands for.
 */
final class KustoRows {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NANOS_PER_TICK = 100;

    private final Client client;

    KustoRows(String endpoint) throws Exception {
        client = ClientFactory.createClient(new ConnectionStringBuilder(endpoint));
    }

    /**
     * What a query answered.
     *
     * @param columns each {@code name:type}
     * @param rows values of {@link #value}
     */
    record Table(List<String> columns, List<List<@Nullable Object>> rows) {
        List<String> types() {
            return columns.stream()
                    .map(column -> column.substring(column.indexOf(':') + 1))
                    .toList();
        }

        String schema() {
            return String.join(",", columns);
        }

        /** The rows as text, in an order of their own. */
        List<String> sorted() {
            return KustoRows.sorted(rows);
        }
    }

    TreeSet<String> tables(String database) throws Exception {
        TreeSet<String> names = new TreeSet<>();
        KustoResultSetTable tables =
                client.executeMgmt(database, ".show tables").getPrimaryResults();
        while (tables.next()) {
            names.add(tables.getString("TableName"));
        }
        return names;
    }

    long count(String database, String table) throws Exception {
        KustoResultSetTable answer =
                client.executeQuery(database, "['" + table + "'] | count").getPrimaryResults();
        answer.next();
        return answer.getLong(0);
    }

    Table read(String database, String table) throws Exception {
        KustoResultSetTable answer = client.executeQuery(database, "['" + table + "'] | take 1000000")
                .getPrimaryResults();
        List<String> columns = Stream.of(answer.getColumns())
                .map(column -> column.getColumnName() + ":" + column.getColumnType())
                .toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (answer.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            KustoResultColumn[] all = answer.getColumns();
            for (int i = 0; i < all.length; i++) {
                Object value = answer.getObject(i);
                row.add(value(all[i].getColumnType(), value == null ? null : value.toString()));
            }
            rows.add(row);
        }
        return new Table(columns, rows);
    }

    /** The value of a type that a text stands for, in CSV or in an answer; no text is null, and so is an empty one but of a string. */
    static @Nullable Object value(String type, @Nullable String text) throws JsonProcessingException {
        if (type.equals("string")) {
            return text == null ? "" : text;
        }
        if (text == null || text.isEmpty()) {
            return null;
        }
        return switch (type) {
            case "datetime" -> {
                Instant exact = Instant.parse(text);
                yield exact.with(ChronoField.NANO_OF_SECOND, exact.getNano() - exact.getNano() % NANOS_PER_TICK);
            }
            case "real" -> Double.valueOf(text);
            case "long" -> Long.valueOf(text);
            case "int" -> Integer.valueOf(text);
            case "bool" -> Boolean.valueOf(text.equals("1") ? "true" : text);
            case "dynamic" -> JSON.readTree(text);
            default -> throw new IllegalArgumentException("no table of ours has the type " + type);
        };
    }

    static List<String> sorted(List<List<@Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(" | ")))
                .sorted()
                .toList();
    }
}
