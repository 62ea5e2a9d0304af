package io.adxflow.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.LocalCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code query --adx-emulator}. */
class EmulatorQueryITCase {
    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int query(String... arguments) {
        CommandLine command =
                AdxflowCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(
                Stream.concat(Stream.of("query", "--adx-emulator", "--data", data.toString()), Arrays.stream(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void saysHowToStartAStandInWhenThereIsNone() {
        assertThat(query("T | count")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString()).contains("./adxflow run --adx-emulator");
    }

    @Test
    void asksTheStandInInKqlAndInSql() throws Exception {
        Assumptions.assumeTrue(AzuriteProcess.problem() == null, AzuriteProcess.problem());
        try (LocalCluster cluster = LocalCluster.start(AdxEmulator.folder(data), 0, settings -> settings)) {
            cluster.standIn().command("Metrics", ".create-merge table Load (Ts:datetime, Value:real)");
            assertThat(query("--format", "csv", "print a = 'x', Ts = datetime(2026-01-02T03:04:05.5Z), n = 2"))
                    .isZero();
            assertThat(query("--format", "csv", "Load | count")).isZero();
            assertThat(query("--format", "csv", "SELECT count(*) AS n FROM Metrics.Load"))
                    .isZero();
            assertThat(out.toString()).isEqualTo("a,Ts,n\nx,2026-01-02T03:04:05.5Z,2\nCount\n0\nn\n0\n");
            cluster.standIn().command("Metrics", ".create-or-alter function Seven() { print x = 7 }");
            assertThat(query("--format", "json", "Seven | extend d = dynamic({'a': [1]})"))
                    .isZero();
            assertThat(out.toString()).endsWith("{\"x\":7,\"d\":\"{\\\"a\\\":[1]}\"}\n");
            assertThat(query("Nothing | count")).isEqualTo(ExitCodes.FAILED);
            assertThat(err.toString()).contains("'Nothing'").contains("--database");
        }
    }
}
