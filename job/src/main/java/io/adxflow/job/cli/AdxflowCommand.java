package io.adxflow.job.cli;

import io.adxflow.job.cli.classdata.ClassDataCommand;
import io.adxflow.job.cli.control.AgentsCommand;
import io.adxflow.job.cli.control.ApplyCommand;
import io.adxflow.job.cli.control.MonikerCommand;
import io.adxflow.job.cli.control.NamespaceCommand;
import io.adxflow.job.cli.control.SchemasCommand;
import io.adxflow.job.cli.control.SubscriptionCommand;
import io.adxflow.job.cli.convert.ConvertCommand;
import io.adxflow.job.cli.parked.ParkedCommand;
import io.adxflow.job.cli.reference.OptionsCommand;
import io.adxflow.job.cli.setup.InitCommand;
import io.adxflow.job.cli.shell.CompletionCommand;
import io.adxflow.job.cli.status.StatusCommand;
import io.adxflow.job.cli.status.TailCommand;
import io.adxflow.job.cli.status.TopCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line as a whole. */
@Command(
        name = "adxflow",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Takes Prometheus remote write over HTTP and commits it, table by table, as compressed CSV batches.",
            ""
        },
        subcommands = {
            RunCommand.class,
            InitCommand.class,
            QueryCommand.class,
            TablesCommand.class,
            DeadLettersCommand.class,
            ParkedCommand.class,
            ReplayCommand.class,
            ValidateCommand.class,
            TestRulesCommand.class,
            ConvertCommand.class,
            MonikerCommand.class,
            NamespaceCommand.class,
            SubscriptionCommand.class,
            AgentsCommand.class,
            SchemasCommand.class,
            ApplyCommand.class,
            OptionsCommand.class,
            ExplainCommand.class,
            StatusCommand.class,
            TopCommand.class,
            CompletionCommand.class,
            TailCommand.class,
            BenchCommand.class,
            ClassDataCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Try it:",
            "  ./adxflow run --demo          in one terminal, and half a minute later in another:",
            "  ./adxflow tables",
            "  ./adxflow query \"SELECT count(*) FROM Metrics.NodeLoad1\"",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong options or configuration.",
            "Environment: ADXFLOW_HEAP (Java heap, as in 4g), ADXFLOW_JAVA_OPTS (more JVM options),",
            "ADXFLOW_LOG_FORMAT=json, and ADXFLOW_<KEY> for each key of the configuration (ADXFLOW_BATCH_MAX_AGE)."
        })
public final class AdxflowCommand implements Runnable {
    @CommandLine.Spec
    CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /** Runs a command line with this process's streams, and returns the exit code. */
    public static int execute(String... arguments) {
        boolean runs = arguments.length > 0 && arguments[0].equals(RunCommand.NAME);
        return (runs ? runAlone() : commandLine()).execute(arguments);
    }

    /** Without the other commands, whose options a start would read in vain. */
    private static CommandLine runAlone() {
        CommandLine commandLine =
                new CommandLine(CommandLine.Model.CommandSpec.create().name("adxflow"));
        return withHandlers(commandLine.addSubcommand(new RunCommand()));
    }

    static CommandLine commandLine() {
        return withHandlers(new CommandLine(new AdxflowCommand()));
    }

    private static CommandLine withHandlers(CommandLine commandLine) {
        commandLine.getSubcommands().values().forEach(AdxflowCommand::prepare);
        return commandLine
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
                .setParameterExceptionHandler((wrong, arguments) -> {
                    PrintWriter err = wrong.getCommandLine().getErr();
                    err.println("adxflow: " + wrong.getMessage());
                    UnmatchedArgumentException.printSuggestions(wrong, err);
                    err.println("./" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help says more.");
                    return ExitCodes.USAGE;
                });
    }

    private static void prepare(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
    }

    private static int explain(Exception failure, CommandLine command) throws Exception {
        if (failure instanceof CliException told) {
            command.getErr().println("adxflow: " + told.getMessage());
            return told.exitCode();
        }
        throw failure;
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
