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
        assertThat(out.toString()).contains("operator", "uid", "max parallelism 720");
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
