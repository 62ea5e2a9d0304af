package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
