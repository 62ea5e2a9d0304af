package io.adxflow.job.cli.parked;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.ExitCodes;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.StoredBatches;
import io.adxflow.sinks.standby.KeptBatch;
import io.adxflow.sinks.standby.StandbyStore;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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

    @Test
    void exportsTheSoundBatchesOfAStandbyAndNamesTheOthers() throws Exception {
        StoredBatches segments = new StoredBatches(data.resolve("segments"));
        Path folder = data.resolve("standby");
        StandbyStore standby = new StandbyStore(new LocalAppendStore(folder));
        SealedBatch sound = segments.of("Cpu", "2026-01-02T03:04:05Z,1\n".getBytes(UTF_8), 1);
        SealedBatch damaged = segments.of("Cpu", "2026-01-02T03:04:05Z,2\n".getBytes(UTF_8), 1);
        standby.keep(new KeptBatch(sound, 1, 3, "TRANSIENT", "the cluster is away"), segments.content(sound));
        Path file = folder.resolve(
                standby.keep(new KeptBatch(damaged, 1, 3, "TRANSIENT", "away"), segments.content(damaged))
                        .text());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 15] ^= 1;
        Files.write(file, bytes);

        assertThat(standby("show", folder.toString())).isEqualTo(ExitCodes.FAILED);
        assertThat(said.toString()).contains("the cluster is away", "sound", "damaged", damaged.batchId());
        Path to = data.resolve("rescued");
        assertThat(standby("export", folder.toString(), "--to", to.toString())).isEqualTo(ExitCodes.FAILED);
        assertThat(said.toString()).contains("Wrote 1 batch, 1 row, to", "Left out, damaged: " + damaged.batchId());
        Path cpu = to.resolve("Metrics/Cpu");
        try (GZIPInputStream rows =
                new GZIPInputStream(Files.newInputStream(cpu.resolve(sound.batchId() + ".csv.gz")))) {
            assertThat(new String(rows.readAllBytes(), UTF_8)).isEqualTo("2026-01-02T03:04:05Z,1\n");
        }
        assertThat(cpu.resolve(sound.batchId() + ".schema")).hasContent(StoredBatches.SCHEMA);
        try (Stream<Path> files = Files.list(cpu)) {
            assertThat(files).hasSize(2);
        }
        assertThat(standby(
                        "export", folder.toString(), "--to", to.toString(), "--database", "Other", "--format", "json"))
                .isEqualTo(ExitCodes.OK);
        assertThat(said.toString()).contains("{\"batches\":0,\"rows\":0,\"damaged\":[]}");
        assertThat(standby("show", data.resolve("nowhere").toString())).isEqualTo(ExitCodes.USAGE);
        assertThat(said.toString()).contains("(expected: a folder)");
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

    /** About the job's own data. */
    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[all.length - 2] = "--data";
        all[all.length - 1] = data.toString();
        return standby(all);
    }

    private int standby(String... all) {
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
