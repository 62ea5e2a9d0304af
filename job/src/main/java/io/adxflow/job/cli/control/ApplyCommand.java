package io.adxflow.job.cli.control;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code apply}: replaces the control document of a job that runs. */
@Command(
        name = "apply",
        description =
                "Replaces monikers, namespaces and subscriptions of a job that runs by what a file says, and returns"
                        + " when every reader follows it. Needs control.source: api.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow apply -f document.yaml --dry-run",
            "  ./adxflow apply -f document.yaml",
            "",
            "Exit codes: 0 done, 1 not done, 2 the document is wrong."
        })
public final class ApplyCommand implements Callable<Integer> {
    @Option(names = "-f", required = true, paramLabel = "FILE", description = "YAML or JSON; - for standard input.")
    Path file = Path.of("-");

    @Option(names = "--dry-run", description = "Only says what is wrong with it; also where the file rules.")
    boolean dryRun;

    @Mixin
    ControlFlags flags = new ControlFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, InterruptedException {
        String text = EntryCommand.read(file);
        if (dryRun) {
            flags.client().validate(text);
            Output.of(spec).println("ok");
        } else {
            Output.of(spec).print(flags.client().change("pipeline", text, ""));
        }
        return ExitCodes.OK;
    }
}
