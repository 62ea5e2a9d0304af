package io.adxflow.sinks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonikerVerdictsTest {
    private static final String OF_MONIKER = "adxflow/moniker=adx/";

    @TempDir
    Path data;

    private final RecordedMetrics metrics = new RecordedMetrics();
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private MonikerVerdicts verdicts;

    @BeforeEach
    void make() {
        DeadBatches dead = new DeadBatches(new StorageSettings(data.toUri(), 1, 1).deadBatches());
        verdicts = new MonikerVerdicts("adx", dead, metrics, millis::get);
    }

    @Test
    void countsByTable() {
        verdicts.ingested(batch("Cpu"), 7);
        verdicts.ingested(batch("Cpu"), 3);
        verdicts.requeued(batch("Mem"), "busy");
        verdicts.failed(dead("Disk"));
        String tables = OF_MONIKER + "database=Metrics/table=";
        assertThat(metrics.values())
                .containsEntry(tables + "Cpu/ingested_batches_total", 2L)
                .containsEntry(tables + "Cpu/ingested_rows_total", 20L)
                .containsEntry(tables + "Cpu/ingested_raw_bytes_total", 200L)
                .containsEntry(OF_MONIKER + "ingestion_seconds_total", 10L)
                .containsEntry(tables + "Mem/requeued_batches_total", 1L)
                .containsEntry(tables + "Mem/requeued_rows_total", 10L)
                .containsEntry(tables + "Disk/failed_batches_total", 1L)
                .containsEntry(tables + "Disk/failed_rows_total", 10L)
                .containsEntry(OF_MONIKER + "dead_batches_total", 1L)
                .containsEntry(OF_MONIKER + "dead_rows_total", 10L);
    }

    @Test
    void countsTablesBeyondTheBoundTogether() {
        for (int i = 0; i < VerdictMetrics.MAX_TABLES + 50; i++) {
            verdicts.ingested(batch("T" + i), 0);
            verdicts.requeued(batch("T" + i), "busy");
        }
        String others = OF_MONIKER + "database=(others)/table=(others)/";
        assertThat(metrics.values())
                .hasSize(5 * (VerdictMetrics.MAX_TABLES + 1) + 1)
                .containsEntry(others + "ingested_batches_total", 50L)
                .containsEntry(others + "requeued_batches_total", 50L);
    }

    @Test
    void showsGaugesOnceSomebodyDecidesLaterAndHowOldTheyAre() {
        assertThat(metrics.values()).isEmpty();
        verdicts.begin();
        verdicts.begin();
        millis.addAndGet(90_000);
        assertThat(metrics.values())
                .containsEntry(OF_MONIKER + "verdicts_age_seconds", 90L)
                .containsEntry(OF_MONIKER + "unconfirmed_batches", 0L)
                .containsEntry(OF_MONIKER + "dead_batches_total", 0L);

        verdicts.open(5, 60, 2, "look");
        millis.addAndGet(1_000);
        assertThat(metrics.values())
                .containsEntry(OF_MONIKER + "verdicts_age_seconds", 1L)
                .containsEntry(OF_MONIKER + "unconfirmed_batches", 5L)
                .containsEntry(OF_MONIKER + "oldest_unconfirmed_seconds", 60L)
                .containsEntry(OF_MONIKER + "overdue_batches", 2L);
    }

    @Test
    void keepsBytesAndReasonAlsoASecondTime() throws Exception {
        verdicts.keep(dead("Cpu"), out -> out.write("half".getBytes(UTF_8)));
        verdicts.keep(dead("Cpu"), out -> out.write("whole".getBytes(UTF_8)));
        assertThat(data.resolve("dead-batches/b-Cpu.csv.gz")).hasContent("whole");
        assertThat(Files.readString(data.resolve("dead-batches/b-Cpu.json")))
                .contains("\"reason\": \"wrong \\\"width\\\"\"", "\"failure\": \"PERMANENT\"", "\"table\": \"Cpu\"");
    }

    @Test
    void keepsTheReasonWhenTheBytesAreGone() throws Exception {
        verdicts.keep(dead("Cpu"), null);
        assertThat(data.resolve("dead-batches/b-Cpu.csv.gz")).doesNotExist();
        assertThat(data.resolve("dead-batches/b-Cpu.json")).exists();
    }

    @Test
    void saysWhenBytesCouldNotBeKeptAndWritesNoReason() {
        assertThatThrownBy(() -> verdicts.keep(dead("Cpu"), out -> {
                    throw new TimeoutException("no blob");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b-Cpu")
                .hasMessageContaining("no blob");
        assertThat(data.resolve("dead-batches/b-Cpu.json")).doesNotExist();
    }

    private static VerdictListener.Batch batch(String table) {
        return new VerdictListener.Batch("b-" + table, key(table), 10, 100);
    }

    private static DeadBatch dead(String table) {
        return new DeadBatch("b-" + table, key(table), 10, 100, FailureKind.PERMANENT, "wrong \"width\"", 1);
    }

    private static BatchKey key(String table) {
        return new BatchKey("adx", "Metrics", table, "");
    }
}
