package io.adxflow.job.cli.status;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: one screen of how a running job does. */
@Command(
        name = "status",
        description = "Says how a running job does: what is wrong, since when, and what to do about it.",
        footer = {
            "",
            "Examples:",
            "  ./adxflow status                        one screen; exit code 0 only when all is well",
            "  ./adxflow status --watch                the same every two seconds",
            "  ./adxflow status --format json          all that is known",
            "  kubectl exec … -- adxflow status --ops 0.0.0.0:9202",
            "",
            "Exit codes: 0 all is well, or nothing has arrived yet; 1 something needs attention, the job starts, or"
                    + " nobody",
            "answers; 2 wrong options."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final long WATCH_MILLIS = 2_000;
    private static final String CLEAR = "\033[H\033[2J";

    /** Forms of output. */
    enum Format {
        text,
        json
    }

    @Mixin
    StatusFlags flags = new StatusFlags();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    Format format = Format.text;

    @Option(names = "--watch", description = "Goes on every two seconds, until Ctrl-C.")
    boolean watch;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        StatusClient client = flags.client();
        Output out = Output.of(spec);
        boolean interactive = Boolean.getBoolean("adxflow.tty");
        try (TerminalSize size = TerminalSize.open(interactive)) {
            int code = show(client, out, size, interactive);
            while (watch) {
                Thread.sleep(WATCH_MILLIS);
                try {
                    code = show(client, out, size, interactive);
                } catch (CliException e) {
                    // It may come again; whoever watches wants to see when.
                    out.println((interactive ? CLEAR : "") + e.getMessage());
                    code = e.exitCode();
                }
            }
            return code;
        }
    }

    private int show(StatusClient client, Output out, TerminalSize size, boolean interactive)
            throws CliException, InterruptedException {
        StatusClient.Answer answer = client.get("/api/v1/status");
        if (format == Format.json) {
            out.println(answer.text());
        } else {
            List<String> lines = StatusText.status(answer.json(), size.width(), interactive);
            out.print((watch && interactive ? CLEAR : "") + String.join("\n", lines) + "\n");
        }
        return answer.json().path("ok").asBoolean() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
