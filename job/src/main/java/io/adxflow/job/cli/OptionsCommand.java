package io.adxflow.job.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code options}: the reference of all keys, and of all metrics. */
@Command(
        name = "options",
        description = "Lists every configuration key: type, default, meaning. With --metrics, every metric.",
        footer = {"", "docs/configuration.md and docs/metrics.md are this command's output with --format markdown."})
final class OptionsCommand implements Callable<Integer> {
    private enum Format {
        text,
        markdown
    }

    @Option(names = "--format", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: text).")
    Format format = Format.text;

    @Option(names = "--metrics", description = "The metrics instead of the keys.")
    boolean metrics;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        String text;
        if (metrics) {
            text = format == Format.markdown ? Reference.metricsMarkdown() : Reference.metricsText();
        } else {
            text = format == Format.markdown ? Reference.optionsMarkdown() : Reference.optionsText();
        }
        Output.of(spec).print(text);
        return ExitCodes.OK;
    }
}
