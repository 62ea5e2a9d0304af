package io.adxflow.job.cli.setup;

import io.adxflow.job.cli.CliException;
import io.adxflow.job.cli.ExitCodes;
import io.adxflow.job.cli.Output;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.Nearest;
import io.adxflow.job.config.PipelineConfigLoader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init}: writes a first pipeline file from flags and answers. */
@Command(
        name = "init",
        description = {
            "Writes a small pipeline file with comments: where senders push to, and one destination. Asks for what the flags do",
            "not say, in a terminal; elsewhere takes what is usual."
        },
        footer = {
            "",
            "Examples:",
            "  ./adxflow init",
            "  ./adxflow init --kind directory --set path=/mnt/tables",
            "  ./adxflow init --kind kusto --set endpoint=https://c.westeurope.kusto.windows.net --set auth=azure-cli",
            "  ./adxflow init --kind blob --set container=https://a.blob.core.windows.net/lake -o - | less"
        })
public final class InitCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final String DEFAULT_DATABASE = "Metrics";

    /** For completion. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return kinds().iterator();
        }
    }

    /** Who may send. */
    private enum Reach {
        local,
        anywhere
    }

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "Kind of destination: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String kind;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A key of the destination, as ./adxflow options monikers.NAME lists them. May be repeated.")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--database", paramLabel = "NAME", description = "Database of what names none (default: Metrics).")
    @Nullable
    String database;

    @Option(
            names = "--reach",
            paramLabel = "FROM",
            description = "Who may send, ${COMPLETION-CANDIDATES}: this machine alone, or any (default: local).")
    @Nullable
    Reach reach;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "pipeline.yaml",
            description = "The file to write, - for standard output (default: ${DEFAULT-VALUE}).")
    Path output = Path.of("pipeline.yaml");

    @Option(names = "--force", description = "Replace the file that is there.")
    boolean force;

    @Spec
    @Nullable
    CommandSpec spec;

    private final Questions questions;

    public InitCommand() {
        this(Questions.ofTerminal());
    }

    InitCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() throws CliException, IOException {
        boolean toFile = !output.toString().equals(STANDARD_OUTPUT);
        if (toFile && !force && Files.exists(output)) {
            throw new CliException(
                    ExitCodes.FAILED, output + " is there already; --force replaces it, -o names another");
        }
        String text = pipeline().text();
        check(text);
        if (!toFile) {
            Output.of(spec).print(text);
            return ExitCodes.OK;
        }
        write(text);
        Output.of(spec)
                .println("Wrote " + output + ". Next:\n  ./adxflow validate --config " + output
                        + " --online     # goes there, tries, says what to grant\n  ./adxflow run --config " + output);
        return ExitCodes.OK;
    }

    private FirstPipeline pipeline() throws CliException {
        String chosen = kind;
        if (chosen == null) {
            String menu = FirstDestination.ALL.stream()
                    .map(each -> "  " + each.kind() + ": " + each.question())
                    .collect(Collectors.joining("\n"));
            chosen = or(questions.ask("Where do rows go?\n" + menu + "\nKind", "directory"), "directory");
        }
        FirstDestination destination = destination(chosen);
        Map<String, String> values = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (FirstDestination.Key key : destination.keys()) {
            String value = settings.get(key.key());
            if (value == null) {
                value = or(questions.ask(key.question(), key.proposal()), key.proposal());
            }
            if (value.isEmpty()) {
                missing.add("--set " + key.key() + "=…   (" + key.question() + ")");
            }
            values.put(key.key(), value);
        }
        settings.forEach(values::putIfAbsent);
        if (!missing.isEmpty()) {
            throw new CliException(
                    ExitCodes.USAGE, "kind " + destination.kind() + " needs\n  " + String.join("\n  ", missing));
        }
        String into = database;
        if (into == null) {
            into = or(questions.ask("Database of what names none", DEFAULT_DATABASE), DEFAULT_DATABASE);
        }
        return new FirstPipeline(destination, values, into, anywhere(), schema());
    }

    private boolean anywhere() throws CliException {
        if (reach != null) {
            return reach == Reach.anywhere;
        }
        String answer = or(questions.ask("Who may send: local (this machine) or anywhere", "local"), "local");
        try {
            return Reach.valueOf(answer) == Reach.anywhere;
        } catch (IllegalArgumentException neither) {
            throw new CliException(ExitCodes.USAGE, "'" + answer + "' (expected: local or anywhere)");
        }
    }

    private static FirstDestination destination(String kind) throws CliException {
        return FirstDestination.ALL.stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        ExitCodes.USAGE,
                        "there is no kind '" + kind + "' to begin with" + Nearest.hint(kind, kinds()) + " (expected: "
                                + String.join(", ", kinds()) + ")"));
    }

    private static List<String> kinds() {
        return FirstDestination.ALL.stream().map(FirstDestination::kind).toList();
    }

    /** What is written must be what {@code run} takes. */
    private static void check(String text) throws CliException, IOException {
        Path file = Files.createTempFile("adxflow-init", ".yaml");
        try {
            Files.writeString(file, text);
            PipelineConfigLoader.load(new ConfigSources(List.of(), file, Map.of(), List.of(), List.of()));
        } catch (ConfigException wrong) {
            throw new CliException(
                    ExitCodes.USAGE,
                    "nothing was written, as this would not do:\n  "
                            + wrong.problems().stream()
                                    .map(problem -> problem.message())
                                    .collect(Collectors.joining("\n  ")));
        } finally {
            Files.delete(file);
        }
    }

    private void write(String text) throws IOException, CliException {
        OpenOption[] how = force
                ? new OpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
                }
                : new OpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
        try {
            Files.writeString(output, text, how);
        } catch (FileAlreadyExistsException meanwhile) {
            throw new CliException(
                    ExitCodes.FAILED, output + " is there already; --force replaces it, -o names another");
        }
    }

    /** Where the schema is from the file's folder; the installation's, where there is one. */
    private String schema() {
        String home = System.getProperty("adxflow.home");
        Path schema = home == null ? null : Path.of(home, "flink-conf", "pipeline.schema.json");
        if (schema == null || !Files.exists(schema) || output.toString().equals(STANDARD_OUTPUT)) {
            return "";
        }
        Path folder = Objects.requireNonNull(output.toAbsolutePath().normalize().getParent());
        Path absolute = schema.toAbsolutePath().normalize();
        return Objects.equals(folder.getRoot(), absolute.getRoot())
                ? folder.relativize(absolute).toString().replace('\\', '/')
                : "";
    }

    private static String or(@Nullable String answer, String otherwise) {
        return answer == null ? otherwise : answer;
    }
}
