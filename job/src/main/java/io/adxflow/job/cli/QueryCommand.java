package io.adxflow.job.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}: SQL over the committed files, or KQL and SQL over the stand-in of a run. */
@Command(
        name = "query",
        description = "Runs SQL (DuckDB's) over the committed batches of a directory.",
        footer = {
            "",
            "Each table is a view database.table; the database may be left out where the table's name is unique.",
            "Labels is JSON text: Labels->>'pod' takes a label out of it.",
            "",
            "Examples:",
            "  ./adxflow query \"SELECT count(*) FROM Metrics.NodeLoad1\"",
            "  ./adxflow query \"SELECT Labels->>'node' AS node, avg(Value) FROM NodeLoad1 GROUP BY 1 ORDER BY 1\"",
            "  ./adxflow query \"DESCRIBE NodeLoad1\"",
            "  ./adxflow query --format csv \"FROM NodeLoad1\" > load.csv",
            "",
            "With --adx-emulator the stand-in for Azure Data Explorer of a run is asked (run --adx-emulator), in SQL",
            "or in a small part of KQL (where, summarize, project, extend, order by, top, take, distinct, count):",
            "  ./adxflow query --adx-emulator \"NodeLoad1 | summarize count() by tostring(Labels.node)\""
        })
final class QueryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SQL", description = "One statement; with --adx-emulator KQL as well.")
    String sql = "";

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; json is one object a line (default: table).")
    ResultFormat format = ResultFormat.table;

    @Option(names = "--adx-emulator", description = "Ask the stand-in for Azure Data Explorer of a run that goes on.")
    boolean adxEmulator;

    @Option(
            names = "--database",
            defaultValue = "Metrics",
            description = "With --adx-emulator, where KQL finds tables (default: ${DEFAULT-VALUE}).")
    String database = "Metrics";

    @Mixin
    TablesFlags tables = new TablesFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, SQLException, InterruptedException {
        if (adxEmulator) {
            return askEmulator();
        }
        Path root = tables.root().toAbsolutePath().normalize();
        try (QueryEngine engine = QueryEngine.open(CommittedTables.list(root), sql)) {
            try (Statement statement = engine.statement();
                    ResultSet rows = statement.executeQuery(sql)) {
                Output out = Output.of(spec);
                format.write(rows, out.out());
                out.out().flush();
                return ExitCodes.OK;
            } catch (SQLException wrong) {
                throw new CliException(ExitCodes.FAILED, engine.explain(wrong));
            }
        }
    }

    private Integer askEmulator() throws CliException, IOException, SQLException, InterruptedException {
        Path data = tables.data.data.toAbsolutePath().normalize();
        try (EmulatorQuery answer = EmulatorQuery.ask(data, database, sql);
                Statement statement = answer.statement();
                ResultSet rows = answer.rows(statement)) {
            Output out = Output.of(spec);
            format.write(rows, out.out());
            out.out().flush();
            return ExitCodes.OK;
        }
    }
}
