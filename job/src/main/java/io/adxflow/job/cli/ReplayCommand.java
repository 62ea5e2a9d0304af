package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.listen.ListenInput;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: puts what a run has set aside where a job listens, so that it comes in once more. */
@Command(
        name = "replay",
        description = {
            "Copies dead batches, or what the archive holds, into the folder of an input (listen.<name>, on a moniker of kind",
            "directory), from where the job takes each once, whether it runs now or is started later. Copying the same again",
            "changes nothing. The originals stay. For archive the input needs format: archive."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final String ARCHIVE = "archive";
    private static final String DEAD_BATCHES = "dead-batches";

    @Parameters(paramLabel = "WHAT", description = "archive or dead-batches.")
    String what = "";

    @Option(names = "--to", required = true, paramLabel = "INPUT", description = "Name of the input, listen.<name>.")
    String to = "";

    @Option(names = "--batch", paramLabel = "ID", description = "Only these dead batches; may be repeated.")
    List<String> batches = List.of();

    @Option(names = "--from", paramLabel = "DATE", description = "Of the archive, only from this day (UTC) on.")
    @Nullable
    LocalDate from;

    @Option(names = "--until", paramLabel = "DATE", description = "Of the archive, only up to this day, inclusive.")
    @Nullable
    LocalDate until;

    @Mixin
    FormatFlag format = new FormatFlag();

    @Mixin
    DataFlag data = new DataFlag();

    @Mixin
    ConfigFlags configFlags = new ConfigFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws CliException, IOException {
        if (!what.equals(ARCHIVE) && !what.equals(DEAD_BATCHES)) {
            throw new CliException(ExitCodes.USAGE, what + " (expected: archive or dead-batches)");
        }
        PipelineConfig config = configFlags.load(List.of(), List.of());
        ReplayFiles files = new ReplayFiles(folder(config));
        Output out = Output.of(spec);
        ReplayFiles.Copied copied = what.equals(ARCHIVE)
                ? files.archive(data.path().resolve("archive"), from, until)
                : files.deadBatches(data.path().resolve("dead-batches"), batches);
        if (format.isJson()) {
            JsonMapper json = new JsonMapper();
            ObjectNode answer =
                    json.createObjectNode().put("copied", copied.files()).put("before", copied.before());
            answer.set("missing", json.valueToTree(copied.missing()));
            out.println(answer.toString());
            return copied.missing().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
        }
        out.println("Copied " + Text.plural(copied.files(), "file") + " to where listen." + to + " listens"
                + (copied.before() == 0 ? "" : "; " + copied.before() + " were there") + ".");
        for (String missing : copied.missing()) {
            out.println("There is no dead batch " + missing + ".");
        }
        return copied.missing().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private Path folder(PipelineConfig config) throws CliException {
        ListenInput input = config.listens().stream()
                .filter(each -> each.name().equals(to))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCodes.USAGE,
                        "--to " + to + ": there is no such input (expected: one of "
                                + config.listens().stream()
                                        .map(ListenInput::name)
                                        .toList()
                                + ", see listen.<name>)"));
        MonikerSpec moniker =
                Objects.requireNonNull(config.monikers().get(input.option("moniker", "")), "checked with the input");
        String path = moniker.options().get("path");
        if (!moniker.kind().equals("directory") || path == null) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "--to " + to + ": moniker " + moniker.name() + " is of kind " + moniker.kind()
                            + " (expected: one of kind directory with a path)");
        }
        boolean isArchive = input.option("format", "auto").equals("archive");
        if (isArchive != what.equals(ARCHIVE)) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "--to " + to + ": listen." + to + ".format is " + input.option("format", "auto") + " (expected: "
                            + (isArchive ? "auto" : "archive") + " for " + what + ")");
        }
        return path.startsWith("file:") ? Path.of(URI.create(path).getPath()) : Path.of(path);
    }
}
