package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What commands tell people, and what they tell programs. */
class ShownAsJsonTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void showsWhichValuesHoldAndWhoSetThem() {
        assertThat(TestCommandLine.run("validate", "--set", "batch.max-age=10s"))
                .contains("ok: ")
                .containsPattern("batch\\.max-age +10s +--set")
                .doesNotContain("ledger.checkpoints");
        assertThat(TestCommandLine.run("validate", "--all")).containsPattern("ledger\\.checkpoints +120 +default");
    }

    @Test
    void tellsProgramsWhetherAConfigurationIsValidAndWhatIsWrong() throws IOException {
        JsonNode valid =
                JSON.readTree(TestCommandLine.run("validate", "--format", "json", "--set", "batch.max-age=10s"));
        assertThat(valid.path("valid").asBoolean()).isTrue();
        assertThat(valid.at("/settings/0/key").asText()).isEqualTo("batch.max-age");
        assertThat(valid.at("/settings/0/origin").asText()).isEqualTo("--set");

        String answer = TestCommandLine.run("validate", "--format", "json", "--set", "batch.max-age=x", "--set", "y=1");
        assertThat(answer).endsWith("exit 2");
        JsonNode invalid = JSON.readTree(answer.substring(0, answer.lastIndexOf("exit")));
        assertThat(invalid.path("valid").asBoolean(true)).isFalse();
        assertThat(invalid.path("problems")).hasSize(2);
    }

    @Test
    void showsOneTableWithItsColumnsAndNewestFiles() throws IOException {
        Path table = Files.createDirectories(folder.resolve("Metrics/NodeLoad1"));
        Files.writeString(
                table.resolve("_schema.json"),
                "{\"columns\":[{\"name\":\"Timestamp\",\"type\":\"datetime\"},{\"name\":\"Value\",\"type\":\"real\"}],\"schemas\":{}}");
        Files.writeString(table.resolve("b-1.t0_1.csv.gz"), "x");
        String path = folder.toString();

        assertThat(TestCommandLine.run("tables", "nodeload1", "--path", path))
                .contains("Metrics.NodeLoad1: 1 file, 1 B")
                .containsPattern("Timestamp +datetime")
                .contains("b-1.t0_1.csv.gz");
        JsonNode json =
                JSON.readTree(TestCommandLine.run("tables", "Metrics.NodeLoad1", "--format", "json", "--path", path));
        assertThat(json.path("bytes").asLong()).isEqualTo(1);
        assertThat(json.at("/columns/1/type").asText()).isEqualTo("real");
        assertThat(TestCommandLine.run("tables", "NodeLaod1", "--path", path))
                .contains("there is no table NodeLaod1; did you mean NodeLoad1?")
                .endsWith("exit 1");
    }

    @Test
    void tellsProgramsTheJobsOperators() throws IOException {
        String lines = TestCommandLine.run("explain", "--format", "json");

        assertThat(lines.lines()).hasSizeGreaterThan(5).allSatisfy(line -> assertThat(
                        JSON.readTree(line).path("uid").asText())
                .isNotEmpty());
    }

    @Test
    void convertsForProgramsWithWhatHasNoEqualBesideIt() throws IOException {
        Path toml = Files.writeString(folder.resolve("collector.toml"), "drop-metrics = [\"^kube_\"]\n");

        String answer = TestCommandLine.run("convert", toml.toString(), "--format", "json");
        JsonNode json = JSON.readTree(answer.replaceAll("exit 1$", ""));
        assertThat(json.path("pipeline").asText()).contains("drop-metrics");
        assertThat(json.path("notes").isArray()).isTrue();
        assertThat(json.path("withoutEqual").isEmpty()).isEqualTo(!answer.endsWith("exit 1"));
    }

    @Test
    void tellsProgramsWhatWasPutWhereAJobListens() throws IOException {
        Path data = folder.resolve("data");
        Path input = Files.createDirectories(folder.resolve("input"));
        Path batches = Files.createDirectories(data.resolve("dead-batches"));
        Path pipeline = Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                monikers: {again: {kind: directory, path: %s}}
                listen: {again: {moniker: again}}
                """
                        .formatted(input));

        JsonNode json = JSON.readTree(TestCommandLine.run(
                "replay",
                "dead-batches",
                "--to",
                "again",
                "--data",
                data.toString(),
                "--config",
                pipeline.toString(),
                "--format",
                "json"));
        assertThat(batches).isEmptyDirectory();
        assertThat(json.path("copied").asInt(-1)).isZero();
        assertThat(json.path("missing").isArray()).isTrue();
    }

    /** What runs until it is stopped, draws on a terminal, writes a file or a script, or speaks JSON alone. */
    private static final Set<String> WITHOUT_FORMAT =
            Set.of("run", "top", "init", "completion", "bench", "help", "test-rules");

    @Test
    void everyCommandWithAnAnswerCanGiveItToPrograms() {
        List<String> without = new ArrayList<>();
        collect(AdxflowCommand.commandLine(), without);

        assertThat(without).isEmpty();
    }

    private static void collect(CommandLine command, List<String> without) {
        command.getSubcommands().forEach((name, subcommand) -> {
            if (!WITHOUT_FORMAT.contains(name)
                    && !subcommand.getCommandSpec().usageMessage().hidden()
                    && subcommand.getSubcommands().isEmpty()) {
                OptionSpec format = subcommand.getCommandSpec().findOption("--format");
                if (format == null) {
                    without.add(subcommand.getCommandSpec().qualifiedName());
                }
            }
            collect(subcommand, without);
        });
    }
}
