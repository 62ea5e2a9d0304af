package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.Nearest;
import io.adxflow.job.query.CommittedTables.CommittedTable;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One committed table in full. */
final class TableDetails {
    private static final int NEWEST_FILES = 10;
    private static final JsonMapper JSON = new JsonMapper();

    private TableDetails() {}

    /**
     * Those of a name, which may stand in several databases.
     *
     * @param name a table, {@code DATABASE.TABLE}, or null for all
     * @throws CliException when there is none
     */
    static List<CommittedTable> named(@Nullable String name, List<CommittedTable> tables) throws CliException {
        if (name == null) {
            return tables;
        }
        List<CommittedTable> named = tables.stream()
                .filter(table -> table.name().equalsIgnoreCase(name)
                        || (table.database() + "." + table.name()).equalsIgnoreCase(name))
                .toList();
        if (named.isEmpty()) {
            Set<String> known = new TreeSet<>();
            tables.forEach(table -> known.add(table.name()));
            throw new CliException(
                    ExitCodes.FAILED,
                    "there is no table " + name + Nearest.hint(name, known) + " (./adxflow tables lists all "
                            + known.size() + ")");
        }
        return named;
    }

    /** @param rows how many there are, or null when nobody counted */
    static String text(CommittedTable table, @Nullable String rows) throws IOException {
        StringBuilder text = new StringBuilder(table.database()).append('.').append(table.name());
        text.append(": ").append(Text.plural(table.files().size(), "file")).append(", ");
        text.append(Text.bytes((double) table.bytes())).append(rows == null ? "" : ", " + rows + " rows");
        text.append(" in ").append(table.folder()).append("\n\n");
        TextTable columns = new TextTable(List.of("column", "type"));
        for (Column column : table.schema().columns()) {
            columns.add(List.of(column.name(), column.type()));
        }
        text.append(columns.render(0));
        List<Path> newest = newest(table);
        if (!newest.isEmpty()) {
            TextTable files = new TextTable(List.of("newest files", "compressed", "age"));
            for (Path file : newest) {
                files.add(List.of(
                        file.getFileName().toString(),
                        Text.bytes((double) Files.size(file)),
                        Text.duration(Duration.between(modified(file), Instant.now()))));
            }
            text.append('\n').append(files.render(0));
        }
        return text.append('\n').toString();
    }

    /** @param rows how many there are, or null when nobody counted */
    static ObjectNode json(CommittedTable table, @Nullable String rows) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("database", table.database())
                .put("table", table.name())
                .put("files", table.files().size())
                .put("bytes", table.bytes())
                .put("folder", table.folder().toString());
        if (!table.files().isEmpty()) {
            json.put("newest", table.newest().toString());
        }
        if (rows != null) {
            json.put("rows", Long.parseLong(rows));
        }
        ArrayNode columns = json.putArray("columns");
        for (Column column : table.schema().columns()) {
            columns.addObject().put("name", column.name()).put("type", column.type());
        }
        return json;
    }

    private static List<Path> newest(CommittedTable table) throws IOException {
        record Dated(Path file, Instant modified) {}
        List<Dated> dated = new java.util.ArrayList<>();
        for (Path file : table.files()) {
            dated.add(new Dated(file, modified(file)));
        }
        dated.sort(Comparator.comparing(Dated::modified).reversed());
        return dated.stream().limit(NEWEST_FILES).map(Dated::file).toList();
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }
}
