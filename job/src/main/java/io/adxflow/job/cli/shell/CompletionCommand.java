package io.adxflow.job.cli.shell;

import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: scripts by which a shell completes commands, options, their values, and keys; and the manual page. */
@Command(
        name = "completion",
        description = "Prints the completion script of a shell, or the manual page.",
        footer = {
            "",
            "Examples:",
            "  source <(./adxflow completion bash)",
            "  ./adxflow completion zsh > ~/.zfunc/_adxflow     (a folder of fpath)",
            "  ./adxflow completion man > adxflow.1 && man ./adxflow.1"
        })
public final class CompletionCommand implements Callable<Integer> {
    private enum Form {
        bash,
        zsh,
        man
    }

    @Parameters(paramLabel = "FORM", description = "${COMPLETION-CANDIDATES}.")
    Form form = Form.bash;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Output out = Output.of(spec);
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        out.print(
                switch (form) {
                    case bash -> AutoComplete.bash(root.getCommandName(), root);
                    case zsh -> ZshCompletion.of(root.getCommandSpec());
                    case man -> ManualPage.of(root.getCommandSpec());
                });
        return ExitCodes.OK;
    }
}
