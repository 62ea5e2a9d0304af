package io.adxflow.job.cli.parked;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.ExitCodes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command says when no job answers; UndeliverableDatabasesITCase has one that does. */
class ParkedCommandTest {
    @TempDir
    Path data;

    private final StringWriter said = new StringWriter();

    @Test
    void saysThatNothingIsParked() {
        assertThat(run("list")).isEqualTo(ExitCodes.OK);
        assertThat(said.toString()).contains("Nothing is parked");
    }

    @Test
    void showsTheNewestWholeReportOfEachMoniker() throws Exception {
        report("adx", 1, line("adx", "Old", 9, "gone") + "{\"end\": true}\n");
        report("adx", 2, line("adx", "Gone", 3, "no such database") + "{\"end\": true}\n");
        report("adx", 3, line("adx", "Half", 3, "being written"));
        assertThat(run("list")).isEqualTo(ExitCodes.OK);
        assertThat(said.toString())
                .contains("Gone", "no such database", "parked move --moniker adx --database Gone")
                .doesNotContain("Old", "Half");
        assertThat(run("list", "--format", "json", "--database", "Gone")).isEqualTo(ExitCodes.OK);
        assertThat(said.toString()).contains("{\"moniker\":\"adx\"");
    }

    @Test
    void dropsNothingUnasked() throws Exception {
        report("adx", 1, line("adx", "Gone", 3, "no such database") + "{\"end\": true}\n");
        assertThat(run("drop", "--database", "Gone")).isEqualTo(ExitCodes.USAGE);
        assertThat(said.toString()).contains("3 batches", "--yes");
        assertThat(data.resolve("parked/orders")).doesNotExist();
    }

    @Test
    void takesAnOrderBackThatNoJobTakesUp() throws Exception {
        report("adx", 1, line("adx", "Gone", 3, "no such database") + "{\"end\": true}\n");
        assertThat(run("move", "--database", "Gone", "--to-database", "Metrics", "--timeout", "0"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(said.toString()).contains("no job has taken the order up");
        try (Stream<Path> orders = Files.list(data.resolve("parked/orders"))) {
            assertThat(orders).isEmpty();
        }
    }

    @Test
    void asksWhichMonikerIsMeant() throws Exception {
        report("adx", 1, line("adx", "Gone", 3, "no such database") + "{\"end\": true}\n");
        report("other", 1, line("other", "Gone", 3, "no such database") + "{\"end\": true}\n");
        assertThat(run("move", "--database", "Gone", "--to-database", "Metrics"))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(said.toString()).contains("--moniker, one of adx, other");
        assertThat(run("move", "--database", "Nowhere", "--to-database", "Metrics"))
                .isEqualTo(ExitCodes.FAILED);
        assertThat(said.toString()).contains("nothing is parked for database Nowhere");
    }

    private static String line(String moniker, String database, int batches, String reason) {
        return "{\"moniker\": \"" + moniker + "\", \"database\": \"" + database + "\", \"batches\": " + batches
                + ", \"underWay\": 0, \"undeliverable\": " + batches
                + ", \"rows\": 7, \"bytes\": 99, \"oldestAtMillis\": 1,"
                + " \"failure\": \"CONFIGURATION\", \"reason\": \"" + reason + "\"}\n";
    }

    private void report(String moniker, int number, String text) throws Exception {
        Path folder = Files.createDirectories(data.resolve("parked/report").resolve(moniker));
        Files.writeString(folder.resolve(String.format("%019d", number)), text);
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[all.length - 2] = "--data";
        all[all.length - 1] = data.toString();
        PrintWriter out = new PrintWriter(said, true);
        return new CommandLine(new ParkedCommand())
                .setOut(out)
                .setErr(out)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof io.adxflow.job.cli.CliException told) {
                        out.println(told.getMessage());
                        return told.exitCode();
                    }
                    throw failure;
                })
                .execute(all);
    }
}
