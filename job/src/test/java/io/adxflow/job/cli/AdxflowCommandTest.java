package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdxflowCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void namesTheCommandThatWasMeant() {
        assertThat(run("validte")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("validate");
    }

    @Test
    void helpsWithEveryCommand() {
        for (String command : AdxflowCommand.commandLine().getSubcommands().keySet()) {
            assertThat(run(command, "--help")).as(command).isZero();
        }
        assertThat(out.toString()).contains("--demo", "Exit codes");
    }

    @Test
    void validatesWithAllProblemsAndExitCodeTwo() {
        assertThat(run("validate", "--set", "nonsense=1", "--set", "batch.max-age=x"))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("2 problems").contains("nonsense").contains("batch.max-age");
    }

    @Test
    void explainsTheTopologyByItsUids() {
        assertThat(run("explain")).isZero();
        assertThat(out.toString()).contains("operator", "uid", "max parallelism 120");
    }

    @Test
    void explainsDeadLettersByReasonAndShowsTheNewest(@TempDir Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("dead-letters/2026-01-01"));
        Files.writeString(
                folder.resolve("letters-0.jsonl"),
                """
                {"time":"2026-01-01T00:00:01Z","reason":"EMPTY_TABLE_NAME","series":"gone_series"}
                {"time":"2026-01-01T00:00:03Z","reason":"EMPTY_TABLE_NAME","series":"new"}
                {"time":"2026-01-01T00:00:02Z","reason":"LABELS_TOO_LARGE","series":"large"}
                cut o
                """);
        Files.writeString(folder.resolve(".letters-1.jsonl.inprogress.x"), "{}");

        assertThat(run("dead-letters", "--data", data.toString(), "--limit", "2"))
                .isZero();
        assertThat(out.toString())
                .contains("EMPTY_TABLE_NAME: 2 rows", "LABELS_TOO_LARGE: 1 row", "What to do:")
                .contains("new", "large", "1 file still being written", "Skipped 1 line")
                .doesNotContain("gone_series");
    }

    @Test
    void showsDeadBatchesWithTheReasonInFullAndWhereTheirBytesAre(@TempDir Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("dead-batches"));
        String reason = "Stream_WrongNumberOfFields: " + "a long story ".repeat(20) + "(Permanent)";
        Files.writeString(folder.resolve("b1.json"), deadBatch("b1", "PERMANENT", reason, 2));
        Files.writeString(folder.resolve("b2.json"), deadBatch("b2", "CORRUPT_DATA", "old", 1));
        Files.writeString(folder.resolve("b3.json"), "");
        Files.writeString(folder.resolve("b1.csv.gz"), "x");

        assertThat(run("dead-letters", "--data", data.toString(), "--limit", "1"))
                .isZero();
        assertThat(out.toString())
                .contains("2 batches of 14 rows", "1970-01-01T00:00:02Z  adx  Metrics.Cpu  7 rows", "PERMANENT")
                .contains("Reason: " + reason)
                .contains("Bytes:  " + folder.resolve("b1.csv.gz"))
                .contains("the newest 1 of 2", "1 batch being set aside")
                .doesNotContain("No dead letters", "old");
    }

    @Test
    void choosesDeadBatchesByFailureAndPrintsThemAsJson(@TempDir Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("dead-batches"));
        Files.writeString(folder.resolve("b1.json"), deadBatch("b1", "PERMANENT", "why\\u001b[31m", 2));
        Files.writeString(folder.resolve("b2.json"), deadBatch("b2", "CORRUPT_DATA", "damaged", 1));
        String path = data.toString();
        assertThat(run("dead-letters", "--data", path, "--reason", "corrupt_data", "--format", "json"))
                .isZero();
        assertThat(out.toString())
                .startsWith("{\"batch\":\"b2\"")
                .endsWith("}\n")
                .hasLineCount(1);
        assertThat(run("dead-letters", "--data", path)).isZero();
        assertThat(out.toString()).contains("Bytes:  none").contains("why?[31m");
    }

    private static String deadBatch(String id, String failure, String reason, int seconds) {
        return """
                {"batch":"%s","moniker":"adx","database":"Metrics","table":"Cpu","schema":"","rows":7,"rawBytes":100,
                "failure":"%s","reason":"%s","parkedAtMillis":%d}
                """
                .formatted(id, failure, reason, seconds * 1000);
    }

    @Test
    void saysThatThereAreNoDeadLetters(@TempDir Path data) {
        assertThat(run("dead-letters", "--data", data.toString())).isZero();
        assertThat(out.toString()).startsWith("No dead letters");
    }

    private int run(String... arguments) {
        CommandLine commandLine = AdxflowCommand.commandLine();
        return commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
