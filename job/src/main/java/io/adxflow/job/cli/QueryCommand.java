package io.adxflow.job.cli;

import io.adxflow.job.cli.chart.ChartData;
import io.adxflow.job.cli.chart.HtmlPage;
import io.adxflow.job.cli.chart.TerminalChart;
import io.adxflow.job.query.CommittedSource;
import io.adxflow.kql.duckdb.DuckDb;
import io.adxflow.kql.duckdb.QueryEngine;
import io.adxflow.kql.duckdb.QueryLimits;
import io.adxflow.kql.duckdb.QueryRun;
import io.adxflow.kql.duckdb.ResultTable;
import io.adxflow.kql.sql.SqlStatement;
import io.adxflow.kql.syntax.KqlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}: KQL or SQL over the committed files, or over the stand-in of a run. */
@Command(
        name = "query",
        description = "Runs KQL, or SQL (DuckDB's), over the committed batches of a directory.",
        footer = {
            "",
            "Which of the two it is, the text tells; --kql and --sql insist. docs/kql.md says what of KQL there is.",
            "Files whose range of time the where cannot mean are not read.",
            "",
            "Examples:",
            "  ./adxflow query \"NodeLoad1 | where Timestamp > ago(5m) | summarize avg(Value) by tostring(Labels.node)\"",
            "  ./adxflow query \"HttpRequestsTotal | where Timestamp > ago(1h) | invoke prom_rate()",
            "    | summarize sum(Value) by bin(Timestamp, 1m), tostring(Labels.code) | render timechart\"",
            "  ./adxflow query --format csv \"NodeLoad1 | take 100\" > load.csv",
            "  ./adxflow query \"SELECT Labels->>'node' AS node, avg(Value) FROM NodeLoad1 GROUP BY 1 ORDER BY 1\"",
            "",
            "In SQL each table is a view database.table, of which the database may be left out where the table's name is unique;",
            "Labels is JSON text: Labels->>'pod' takes a label out of it.",
            "",
            "With --adx-emulator the stand-in for Azure Data Explorer of a run is asked (run --adx-emulator)."
        })
final class QueryCommand implements Callable<Integer> {
    @Parameters(paramLabel = "QUERY", description = "KQL, or one statement of SQL.")
    String query = "";

    @Option(
            names = "--format",
            description =
                    "${COMPLETION-CANDIDATES}; json is one object a line (default: table, or a chart where the query says render).")
    @Nullable
    ResultFormat format;

    @Option(names = "--kql", description = "The query is KQL.")
    boolean kql;

    @Option(names = "--sql", description = "The query is SQL.")
    boolean sql;

    @Option(names = "--explain", description = "Show the SQL that the KQL is run as, and do not run it.")
    boolean explain;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Write a page with the chart that the query's render asks for, or with the table; it needs no network.")
    @Nullable
    Path html;

    @Option(names = "--adx-emulator", description = "Ask the stand-in for Azure Data Explorer of a run that goes on.")
    boolean adxEmulator;

    @Option(
            names = "--database",
            defaultValue = "Metrics",
            description = "Where KQL finds tables that are named alone (default: ${DEFAULT-VALUE}).")
    String database = "Metrics";

    @Mixin
    TablesFlags tables = new TablesFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException, SQLException, InterruptedException {
        if (kql && sql) {
            throw new CliException(ExitCodes.USAGE, "--kql and --sql exclude each other.");
        }
        QueryLanguage language = kql ? QueryLanguage.KQL : sql ? QueryLanguage.SQL : QueryLanguage.of(query);
        if (adxEmulator) {
            return askEmulator(language);
        }
        Path root = tables.root().toAbsolutePath().normalize();
        return language == QueryLanguage.SQL ? runSql(root) : runKql(root);
    }

    private Integer runSql(Path root) throws CliException, IOException, SQLException {
        if (explain || html != null) {
            throw new CliException(ExitCodes.USAGE, (explain ? "--explain" : "--html") + " is for KQL.");
        }
        try (SqlViews engine = SqlViews.open(TablesFlags.list(root), query);
                Statement statement = engine.statement()) {
            try (ResultSet rows = statement.executeQuery(query)) {
                PrintWriter out = Output.of(spec).out();
                format().write(new SqlRows(rows), out);
                out.flush();
                return ExitCodes.OK;
            } catch (SQLException wrong) {
                throw new CliException(ExitCodes.FAILED, engine.explain(wrong));
            }
        }
    }

    private ResultFormat format() {
        return format == null ? ResultFormat.table : format;
    }

    private Integer runKql(Path root) throws CliException, IOException, SQLException {
        TablesFlags.list(root);
        long memory = Math.max(512L << 20, physicalMemory() / 4);
        try (DuckDb duckDb = DuckDb.inMemory(memory, Runtime.getRuntime().availableProcessors())) {
            QueryEngine engine =
                    new QueryEngine(duckDb, new CommittedSource(root, database), QueryLimits.OF_THE_SERVICE);
            QueryEngine.Request request = new QueryEngine.Request(query, Instant.now());
            if (explain) {
                explain(engine.explain(request));
                return ExitCodes.OK;
            }
            try (QueryRun run = engine.run(request)) {
                write(run);
            }
            return ExitCodes.OK;
        } catch (KqlException wrong) {
            throw new CliException(ExitCodes.FAILED, wrong.problem().pretty(query));
        }
    }

    private static long physicalMemory() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    private void explain(List<SqlStatement> statements) {
        Output out = Output.of(spec);
        for (SqlStatement statement : statements) {
            out.println(statement.sql() + ";");
        }
    }

    private void write(QueryRun run) throws SQLException, IOException {
        PrintWriter out = Output.of(spec).out();
        List<HtmlPage.Section> sections = new ArrayList<>();
        ResultTable table = run.nextTable();
        for (int number = 1; table != null; table = run.nextTable()) {
            if (run.tables() > 1 && format() == ResultFormat.table) {
                String name = table.name();
                out.println((number == 1 ? "" : "\n") + (name == null ? "Result " + number : name) + ":");
            }
            if (html != null) {
                sections.add(HtmlPage.section(table));
            } else if (format == null && table.render() != null) {
                TerminalChart.draw(ChartData.of(table), out, Terminal.isInteractive());
            } else {
                format().write(new KqlRows(table), out);
            }
            number++;
        }
        if (html != null) {
            Files.writeString(html, HtmlPage.of(query, sections));
            out.println("Written to " + html + ".");
        }
        out.flush();
    }

    private Integer askEmulator(QueryLanguage language)
            throws CliException, IOException, SQLException, InterruptedException {
        Path data = tables.data.data.toAbsolutePath().normalize();
        ResultRows rows = EmulatorQuery.ask(data, database, query, language);
        PrintWriter out = Output.of(spec).out();
        format().write(rows, out);
        out.flush();
        return ExitCodes.OK;
    }
}
