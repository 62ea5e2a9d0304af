package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows into tables of the stand-in, through everything there is in between. */
class StandInITCase extends StandInTestBase {
    @Test
    void queuedRowsAreInTheirTableOnce() throws Exception {
        open("tag-min-size", "0");
        delivered("Cpu", 1_000);
        eventually(() -> cluster.rowCount("Metrics", "Cpu") == 1_000);
        eventually(() -> status().equals(List.of("Succeeded")));

        // As after a crash between message and marker, with the line gone too: the message is sent again.
        for (var table : destination.connection().queues().statusTables()) {
            for (var line : table.list("adxflow-adx", "", 10)) {
                assertThat(destination.connection().queues().sendAgain(line, table))
                        .isTrue();
            }
        }
        eventually(() -> status().equals(List.of("Skipped")));
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
    }

    @Test
    void directRowsAreInTheirTableWhenTheCommitReturns() throws Exception {
        open("mode", "direct");
        SealedBatch batch = delivered("Cpu", 1_000);
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
        destination.commit(batch, batches.gone(batch));
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
    }

    @Test
    void nothingStandsInTheWayOfDelivery() throws Exception {
        open();
        assertThat(destination.diagnose(List.of("Metrics"))).isEmpty();
        destination.probe();
        cluster.down();
        assertThat(destination.diagnose(List.of("Metrics"))).isNotEmpty();
    }

    private List<String> status() throws Exception {
        return lines().stream().map(IngestionStatus::status).toList();
    }
}
