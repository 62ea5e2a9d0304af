package io.adxflow.job.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfig;
import io.adxflow.job.config.PipelineConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InitCommandTest {
    private static final Questions NOBODY = (question, proposal) -> null;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private String told = "";

    @Test
    void writesAFileThatTheJobTakesForEveryKind() throws Exception {
        for (FirstDestination destination : FirstDestination.ALL) {
            Path file = folder.resolve(destination.kind() + ".yaml");
            List<String> arguments = new ArrayList<>(List.of("--kind", destination.kind(), "-o", file.toString()));
            for (FirstDestination.Key key : destination.keys()) {
                if (key.proposal().isEmpty()) {
                    arguments.addAll(List.of("--set", key.key() + "=" + example(destination.kind(), key.key())));
                }
            }

            assertThat(run(NOBODY, arguments)).as(told).isZero();
            PipelineConfig config = load(file);
            assertThat(config.monikers().get(destination.name()).kind()).isEqualTo(destination.kind());
            assertThat(config.namespaces().get("default").monikers()).containsExactly(destination.name());
            assertThat(Files.readString(file)).contains("# Where rows go.");
        }
    }

    @Test
    void asksForWhatTheFlagsDoNotSay() throws Exception {
        Path file = folder.resolve("asked.yaml");
        List<String> asked = new ArrayList<>();
        Questions person = (question, proposal) -> {
            asked.add(question);
            return question.startsWith("Where do rows go")
                    ? "kusto"
                    : question.startsWith("URL of the cluster")
                            ? "https://c.westeurope.kusto.windows.net"
                            : question.startsWith("Who may send") ? "anywhere" : proposal;
        };

        assertThat(run(person, List.of("--set", "auth=azure-cli", "-o", file.toString())))
                .as(told)
                .isZero();
        assertThat(asked).hasSize(4).noneMatch(question -> question.startsWith("Who to be"));
        assertThat(load(file).monikers().get("adx").options())
                .containsEntry("endpoint", "https://c.westeurope.kusto.windows.net")
                .containsEntry("auth", "azure-cli");
        assertThat(Files.readString(file)).contains("http: 0.0.0.0:9201", ".add database ['Metrics'] ingestors");
    }

    @Test
    void saysWhichFlagsAreMissingWhereThereIsNobodyToAsk() {
        assertThat(run(
                        NOBODY,
                        List.of(
                                "--kind",
                                "kusto",
                                "-o",
                                folder.resolve("x.yaml").toString())))
                .isEqualTo(2);
        assertThat(told).contains("--set endpoint=…").doesNotContain("--set auth=");
        assertThat(folder.resolve("x.yaml")).doesNotExist();
    }

    @Test
    void namesTheKindThatWasProbablyMeant() {
        assertThat(run(NOBODY, List.of("--kind", "kutso"))).isEqualTo(2);
        assertThat(told).contains("did you mean kusto?");
    }

    @Test
    void writesNothingThatTheJobWouldRefuse() {
        Path file = folder.resolve("wrong.yaml");

        assertThat(run(NOBODY, List.of("--kind", "directory", "--set", "pth=/x", "-o", file.toString())))
                .isEqualTo(2);
        assertThat(told).contains("nothing was written").contains("pth");
        assertThat(file).doesNotExist();
    }

    @Test
    void keepsAFileThatIsThereUnlessToldOtherwise() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "mine");

        assertThat(run(NOBODY, List.of("--kind", "directory", "-o", file.toString())))
                .isEqualTo(1);
        assertThat(file).hasContent("mine");
        assertThat(run(NOBODY, List.of("--kind", "directory", "--force", "-o", file.toString())))
                .isZero();
        assertThat(Files.readString(file)).contains("kind: directory");
    }

    @Test
    void keepsValuesAsTheyAreWhateverYamlWouldMakeOfThem() throws Exception {
        Path file = folder.resolve("odd.yaml");
        String path = "/tmp/it's: #odd/no";

        assertThat(run(
                        NOBODY,
                        List.of(
                                "--kind",
                                "directory",
                                "--set",
                                "path=" + path,
                                "--database",
                                "007",
                                "-o",
                                file.toString())))
                .as(told)
                .isZero();
        assertThat(load(file).monikers().get("files").options()).containsEntry("path", path);
        assertThat(load(file).namespaces().get("default").database()).isEqualTo("007");
    }

    @Test
    void printsTheFileToStandardOutput() {
        assertThat(run(NOBODY, List.of("--kind", "directory", "-o", "-"))).isZero();
        assertThat(out.toString()).startsWith("# Where senders push to").endsWith("flink-conf/pipeline.yaml.\n");
    }

    private static String example(String kind, String key) {
        return switch (key) {
            case "endpoint" ->
                kind.equals("kusto") ? "https://c.westeurope.kusto.windows.net" : "https://a.documents.azure.com";
            case "container" -> kind.equals("blob") ? "https://a.blob.core.windows.net/lake" : "items";
            case "namespace" -> "n.servicebus.windows.net";
            default -> "some";
        };
    }

    private static PipelineConfig load(Path file) throws ConfigException {
        return PipelineConfigLoader.load(new ConfigSources(List.of(), file, Map.of(), List.of(), List.of()));
    }

    private int run(Questions questions, List<String> arguments) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = new CommandLine(new InitCommand(questions))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    told = String.valueOf(failure.getMessage());
                    if (failure instanceof io.adxflow.job.cli.CliException said) {
                        return said.exitCode();
                    }
                    throw failure;
                });
        int exit = commandLine.execute(arguments.toArray(String[]::new));
        told += err;
        return exit;
    }
}
