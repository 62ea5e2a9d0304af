package io.adxflow.job.cli.control;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code moniker}, {@code namespace} and {@code subscription} have in common: list, get, set and delete entries. */
abstract class EntryCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    private final String section;

    EntryCommand(String section) {
        this.section = section;
    }

    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    @Command(name = "list", description = "Prints all of them.", mixinStandardHelpOptions = true)
    int list(@Mixin ControlFlags flags) throws CliException, InterruptedException {
        Output.of(spec).print(flags.client().get(section));
        return ExitCodes.OK;
    }

    @Command(name = "get", description = "Prints one.", mixinStandardHelpOptions = true)
    int get(@Parameters(paramLabel = "NAME") String name, @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        Output.of(spec).print(flags.client().get(path(name)));
        return ExitCodes.OK;
    }

    @Command(
            name = "set",
            description = "Sets one to what a file says, and returns when every reader follows it.",
            mixinStandardHelpOptions = true)
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "-f",
                            required = true,
                            paramLabel = "FILE",
                            description = "YAML or JSON of its keys; - for standard input.")
                    Path file,
            @Option(names = "--dry-run", description = "Only says what is wrong with it.") boolean dryRun,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        Output.of(spec).print(flags.client().change(path(name), read(file), dryRun ? "?dry-run=true" : ""));
        return ExitCodes.OK;
    }

    @Command(name = "delete", description = "Removes one.", mixinStandardHelpOptions = true)
    int delete(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--undelivered",
                            paramLabel = "WHAT",
                            description =
                                    "Of a moniker: what becomes of its undelivered batches, drain, drop or move=MONIKER.")
                    @Nullable
                    String undelivered,
            @Mixin ControlFlags flags)
            throws CliException, InterruptedException {
        String query =
                undelivered == null ? "" : "?undelivered=" + URLEncoder.encode(undelivered, StandardCharsets.UTF_8);
        Output.of(spec).print(flags.client().change(path(name), null, query));
        return ExitCodes.OK;
    }

    private String path(String name) {
        return section + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    static String read(Path file) throws CliException {
        try {
            return file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw new CliException(ExitCodes.USAGE, file + ": cannot be read (" + e + ")");
        }
    }
}
