package io.adxflow.job.cli.control;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code schemas}: what versions the tables of a job that runs have. */
@Command(
        name = "schemas",
        description = "Lists and shows versions of tables of a job that runs: which columns they have, and since when.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow schemas list --database Metrics",
            "  ./adxflow schemas get Metrics NodeLoad1",
            "  ./adxflow schemas hint Logs OTelLogs -f columns.yaml",
            "",
            "Exit codes: 0 done, 1 not done, 2 wrong arguments."
        })
public final class SchemasCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    @Command(
            name = "list",
            description = "Prints tables with the number of their newest version.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(names = "--database", paramLabel = "DATABASE", description = "Those of one database alone.")
                    @Nullable
                    String database,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        String query = database == null ? "" : "?database=" + encoded(database);
        Output.of(spec).print(flags.client().get("schemas" + query));
        return ExitCodes.OK;
    }

    @Command(
            name = "get",
            description = "Prints the columns of a table, and what senders said of it.",
            mixinStandardHelpOptions = true)
    int get(
            @Parameters(paramLabel = "DATABASE") String database,
            @Parameters(paramLabel = "TABLE") String table,
            @Option(names = "--version-number", paramLabel = "N", description = "As of a version. Default: the newest.")
                    @Nullable
                    Integer version,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        String query = version == null ? "" : "?version=" + version;
        Output.of(spec).print(flags.client().get(path(database, table) + query));
        return ExitCodes.OK;
    }

    @Command(
            name = "hint",
            description = "Says which columns a table will have, and keeps their names for them.",
            mixinStandardHelpOptions = true)
    int hint(
            @Parameters(paramLabel = "DATABASE") String database,
            @Parameters(paramLabel = "TABLE") String table,
            @Option(
                            names = "-f",
                            required = true,
                            paramLabel = "FILE",
                            description =
                                    "YAML or JSON: columns: {NAME: TYPE}, kind, unit, help, schemaUrls; - for standard input.")
                    Path file,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        Output.of(spec).print(flags.client().post(path(database, table), EntryCommand.read(file)));
        return ExitCodes.OK;
    }

    private static String path(String database, String table) {
        return "schemas/" + encoded(database) + "/" + encoded(table);
    }

    /** A space as in a path. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
