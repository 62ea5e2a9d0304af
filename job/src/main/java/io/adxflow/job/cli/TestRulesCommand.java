package io.adxflow.job.cli;

import io.adxflow.job.cli.rules.RuleLines;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.rows.RowSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code test-rules}: what a configuration makes of samples and records, line by line. */
@Command(
        name = "test-rules",
        description = {
            "Says what a configuration makes of samples and records: whether they are kept, which rule drops them, their rows,",
            "and where these go. Reads JSON lines, writes JSON lines; runs nothing and keeps nothing."
        },
        footer = {
            "",
            "A line of input is a sample, a request of OTLP/JSON, or one of remote write as it was sent:",
            "  {\"labels\": {\"__name__\": \"up\", \"job\": \"a\"}, \"value\": 1, \"timestamp\": \"2026-11-29T12:00:00Z\"}",
            "  {\"namespace\": \"team-a\", \"resourceLogs\": [...]}",
            "  {\"remoteWrite\": \"2.0\", \"body\": \"<base64 of the compressed body>\"}",
            "",
            "Examples:",
            "  ./adxflow test-rules --config flink-conf/pipeline.yaml < samples.jsonl",
            "  ./adxflow test-rules --config flink-conf/pipeline.yaml --namespace team-a samples.jsonl",
            "",
            "Exit codes: 0 done, 1 the configuration or a line of input is wrong (all that is wrong is listed)."
        })
final class TestRulesCommand implements Callable<Integer> {
    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace of lines that name none (default: ${DEFAULT-VALUE}).")
    String namespace = "default";

    @Parameters(arity = "0..1", paramLabel = "INPUT", description = "File of JSON lines; standard input when none.")
    @Nullable
    Path input;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException {
        PipelineConfig config;
        try {
            config = configFlags.load(List.of(), List.of());
        } catch (CliException invalid) {
            throw new CliException(ExitCodes.FAILED, String.valueOf(invalid.getMessage()));
        }
        Output out = Output.of(spec);
        try (InputStream bytes = input == null ? System.in : Files.newInputStream(input);
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            List<String> problems = RuleLines.run(
                    config.document(), RowSettings.from(config.options()), namespace, lines, out::println);
            if (!problems.isEmpty()) {
                throw new CliException(
                        ExitCodes.FAILED,
                        Text.plural(problems.size(), "line") + " of input cannot be read:\n  "
                                + String.join("\n  ", problems));
            }
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, "the input cannot be read: " + e.getMessage());
        }
        return ExitCodes.OK;
    }
}
