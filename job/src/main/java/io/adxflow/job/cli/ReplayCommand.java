package io.adxflow.job.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.listen.ListenInput;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
            "Copies dead batches, what the archive holds, dead letters, or batches of a standby store into the folder of an",
            "input (listen.<name>, on a moniker of kind directory), from where the job takes each once, whether it runs now or",
            "is started later. Copying the same again changes nothing. The originals stay. For archive and dead-letters the",
            "input needs format: archive."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final String ARCHIVE = "archive";
    private static final String DEAD_BATCHES = "dead-batches";
    private static final String DEAD_LETTERS = "dead-letters";
    private static final String PARKED = "parked";
    private static final List<String> ALL = List.of(ARCHIVE, DEAD_BATCHES, DEAD_LETTERS, PARKED);

    @Parameters(paramLabel = "WHAT", description = "archive, dead-batches, dead-letters or parked.")
    String what = "";

    @Option(names = "--to", required = true, paramLabel = "INPUT", description = "Name of the input, listen.<name>.")
    String to = "";

    @Option(names = "--batch", paramLabel = "ID", description = "Only these dead or parked batches; may be repeated.")
    List<String> batches = List.of();

    @Option(
            names = "--from",
            paramLabel = "DATE",
            description = "Of archive and dead-letters, only from this day (UTC) on.")
    @Nullable
    LocalDate from;

    @Option(
            names = "--until",
            paramLabel = "DATE",
            description = "Of archive and dead-letters, only up to this day, inclusive.")
    @Nullable
    LocalDate until;

    @Option(names = "--reason", paramLabel = "REASON", description = "Only dead letters of this reason.")
    @Nullable
    String reason;

    @Option(
            names = "--standby",
            paramLabel = "FOLDER",
            description =
                    "Of parked: the folder .standby of the moniker that is the standby, or a copy of a container's _standby.")
    @Nullable
    Path standby;

    @Option(names = "--moniker", paramLabel = "NAME", description = "Only batches that are parked for this moniker.")
    @Nullable
    String moniker;

    @Option(names = "--database", paramLabel = "NAME", description = "Only batches that are parked for this database.")
    @Nullable
    String database;

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
        if (!ALL.contains(what)) {
            throw new CliException(ExitCodes.USAGE, what + " (expected: one of " + String.join(", ", ALL) + ")");
        }
        PipelineConfig config = configFlags.load(List.of(), List.of());
        ReplayFiles files = new ReplayFiles(folder(config));
        Output out = Output.of(spec);
        if (what.equals(DEAD_LETTERS)) {
            return deadLetters(files, out);
        }
        ReplayFiles.Copied copied =
                switch (what) {
                    case ARCHIVE -> files.archive(data.path().resolve(ARCHIVE), from, until);
                    case PARKED -> parked(files);
                    default -> files.deadBatches(data.path().resolve(DEAD_BATCHES), batches);
                };
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
            out.println(
                    what.equals(PARKED)
                            ? "Batch " + missing + " is damaged; ./adxflow parked show says how."
                            : "There is no dead batch " + missing + ".");
        }
        return copied.missing().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private int deadLetters(ReplayFiles files, Output out) throws IOException {
        ReplayFiles.Letters letters = files.deadLetters(data.path().resolve(DEAD_LETTERS), from, until, reason);
        if (format.isJson()) {
            out.println(new JsonMapper()
                    .createObjectNode()
                    .put("letters", letters.letters())
                    .put("files", letters.files())
                    .put("before", letters.before())
                    .put("left", letters.left())
                    .toString());
            return ExitCodes.OK;
        }
        out.println("Put " + Text.plural(letters.letters(), "dead letter") + " where listen." + to + " listens, in "
                + Text.plural(letters.files(), "file")
                + (letters.before() == 0 ? "" : "; " + letters.before() + " files were there") + ".");
        if (letters.left() > 0) {
            out.println(Text.plural(letters.left(), "dead letter")
                    + " cannot come in again, since not all of them is told: blobs and events that could not be read,"
                    + " exemplars, histograms, labels that are too large or not to be shown.");
        }
        return ExitCodes.OK;
    }

    private ReplayFiles.Copied parked(ReplayFiles files) throws CliException, IOException {
        Path folder = standby;
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "--standby: " + folder
                            + " (expected: the folder of a standby store; what is parked in the job's own"
                            + " storage is delivered by the job alone, see ./adxflow parked)");
        }
        return files.parked(
                folder,
                name -> (moniker == null || moniker.equals(name.moniker()))
                        && (database == null || database.equals(name.database()))
                        && (batches.isEmpty() || batches.contains(name.batchId())));
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
        boolean needsArchive = what.equals(ARCHIVE) || what.equals(DEAD_LETTERS);
        if (isArchive != needsArchive) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "--to " + to + ": listen." + to + ".format is " + input.option("format", "auto") + " (expected: "
                            + (isArchive ? "auto" : "archive") + " for " + what + ")");
        }
        return path.startsWith("file:") ? Path.of(URI.create(path).getPath()) : Path.of(path);
    }
}
