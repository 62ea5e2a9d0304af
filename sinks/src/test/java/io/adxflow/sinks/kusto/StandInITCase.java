package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.TableSchema.Column;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import io.adxflow.sinks.schema.ColumnConflictException;
import java.util.ArrayList;
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
    void aTableThatHasAColumnOfAnotherTypeIsToldAndTakesTheRowsUnderAnotherName() throws Exception {
        open("mode", "direct");
        destination
                .connection()
                .engine()
                .run("Metrics", ".create table Cpu (Timestamp:datetime, Value:guid, ['my own']:string)");
        SealedBatch batch = rows("Cpu", 100);
        destination.stage(batch, batches.content(batch));

        List<ColumnConflictException> conflicts = new ArrayList<>();
        eventually(() -> {
            try {
                destination.commit(batch, batches.content(batch));
                return true;
            } catch (ColumnConflictException e) {
                conflicts.add(e);
                return true;
            } catch (Exception e) {
                assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.PENDING);
                return false;
            }
        });
        assertThat(conflicts).hasSize(1);
        assertThat(conflicts.get(0).real())
                .containsExactly(
                        new Column("Timestamp", "datetime"),
                        new Column("Value", "guid"),
                        new Column("my own", "string"));

        commitUntilDone(batch.resolved(batch.key().schema().replace("Value:", "Value_other:"), 2));
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(100);
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
