package io.adxflow.job.cli;

import io.adxflow.job.query.CommittedTables.CommittedTable;
import io.adxflow.sinks.batch.TableSchema.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tables}: what has been committed. */
@Command(
        name = "tables",
        description = {
            "Lists the committed tables: files, compressed bytes, age of the newest, columns. Of one table, its columns with",
            "their types, and its newest files."
        },
        footer = {
            "",
            "Examples:",
            "  ./adxflow tables",
            "  ./adxflow tables NodeLoad1",
            "  ./adxflow tables Metrics.NodeLoad1 --rows --format json"
        })
final class TablesCommand implements Callable<Integer> {
    private static final int MAX_COLUMNS_WIDTH = 80;

    private enum Format {
        table,
        json
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Only this table, or DATABASE.TABLE; regardless of case.")
    @Nullable
    String name;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json is one object a table and line (default: table).")
    Format format = Format.table;

    @Option(names = "--rows", description = "Count the rows too; reads every file.")
    boolean rows;

    @Mixin
    TablesFlags flags = new TablesFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, SQLException {
        Path root = flags.root().toAbsolutePath().normalize();
        List<CommittedTable> tables = TableDetails.named(name, TablesFlags.list(root));
        Output out = Output.of(spec);
        if (format == Format.json) {
            for (CommittedTable table : tables) {
                out.println(TableDetails.json(table, rows ? count(table) : null).toString());
            }
        } else if (name == null) {
            list(tables, root, out);
        } else {
            for (CommittedTable table : tables) {
                out.print(TableDetails.text(table, rows ? count(table) : null));
            }
        }
        return ExitCodes.OK;
    }

    private void list(List<CommittedTable> tables, Path root, Output out) throws IOException, SQLException {
        List<String> header = new ArrayList<>(List.of("database", "table", "files", "compressed", "newest"));
        if (rows) {
            header.add("rows");
        }
        header.add("columns");
        TextTable text = new TextTable(header);
        long files = 0;
        long bytes = 0;
        for (CommittedTable table : tables) {
            files += table.files().size();
            bytes += table.bytes();
            List<String> row = new ArrayList<>(List.of(
                    table.database(),
                    table.name(),
                    Integer.toString(table.files().size()),
                    Text.bytes((double) table.bytes()),
                    table.files().isEmpty()
                            ? "-"
                            : Text.duration(Duration.between(table.newest(), Instant.now())) + " ago"));
            if (rows) {
                row.add(count(table));
            }
            row.add(table.schema().columns().stream().map(Column::name).collect(Collectors.joining(", ")));
            text.add(row);
        }
        out.print(text.render(MAX_COLUMNS_WIDTH));
        out.println("(" + Text.plural(tables.size(), "table") + ", " + Text.plural(files, "file") + ", "
                + Text.bytes((double) bytes) + " in " + root + ")");
    }

    private static String count(CommittedTable table) throws SQLException, IOException {
        if (table.files().isEmpty()) {
            return "0";
        }
        String sql = "SELECT count(*) FROM \"" + table.database() + "\".\"" + table.name() + "\"";
        try (SqlViews engine = SqlViews.open(List.of(table), sql);
                Statement statement = engine.statement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return Long.toString(result.getLong(1));
        }
    }
}
