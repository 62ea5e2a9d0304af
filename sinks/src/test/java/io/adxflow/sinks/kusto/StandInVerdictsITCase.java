package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.faults.Faults;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.kusto.ingest.IngestionStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts as the stand-in writes them, and what the rows in its tables are in the end. */
class StandInVerdictsITCase extends StandInTestBase {
    private static final String WRONG_WIDTH = "Stream_WrongNumberOfFields";

    private final RecordedVerdicts verdicts = new RecordedVerdicts();

    @Test
    void aPoisonedBatchIsSetAsideWithTheClustersReasonWhileOthersFlow() throws Exception {
        open();
        cluster.faults().reject("\\.Poisoned$", WRONG_WIDTH, "7 fields, expected 5", true, Faults.ALWAYS);
        SealedBatch poisoned = delivered("Poisoned", 10);
        SealedBatch good = delivered("Cpu", 1_000);
        SealedBatch poisonedToo = delivered("Poisoned", 20);
        SealedBatch goodToo = delivered("Mem", 500);
        walkUntilNothingIsOpen();

        assertThat(verdicts.failed)
                .extracting("batchId")
                .containsExactlyInAnyOrder(poisoned.batchId(), poisonedToo.batchId());
        assertThat(verdicts.failed).allSatisfy(dead -> assertThat(dead.reason())
                .isEqualTo(WRONG_WIDTH + ": 7 fields, expected 5 (Permanent)"));
        assertThat(verdicts.kept.get(poisoned.batchId())).isEqualTo(batches.bytes(poisoned));
        assertThat(verdicts.kept.get(poisonedToo.batchId())).isEqualTo(batches.bytes(poisonedToo));
        assertThat(verdicts.ingested).containsExactlyInAnyOrder(good.batchId(), goodToo.batchId());
        assertThat(verdicts.requeued).isEmpty();
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
        assertThat(cluster.rowCount("Metrics", "Mem")).isEqualTo(500);
        assertThat(cluster.rowCount("Metrics", "Poisoned")).isZero();
    }

    @Test
    void aTransientFailureIsQueuedAgainWithItsTagAndIngestedOnce() throws Exception {
        open("tag-min-size", "0");
        cluster.faults().reject("\\.Cpu$", "General_InternalServerError", "try later", false, 2);
        SealedBatch batch = delivered("Cpu", 1_000);
        walkUntilNothingIsOpen();

        assertThat(verdicts.requeued).containsExactly(batch.batchId(), batch.batchId());
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
        assertThat(verdicts.failed).isEmpty();
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
        assertThat(cluster.extents("Metrics", "Cpu")).singleElement().satisfies(extent -> assertThat(extent.tags())
                .containsExactly("ingest-by:" + batch.batchId()));
    }

    @Test
    void aFailureThatNeverEndsIsSetAsideAfterSoManyMessages() throws Exception {
        open("confirm-attempts", "3");
        cluster.faults().reject("\\.Cpu$", "General_InternalServerError", "try later", false, Faults.ALWAYS);
        SealedBatch batch = delivered("Cpu", 10);
        walkUntilNothingIsOpen();

        assertThat(verdicts.requeued).hasSize(2);
        assertThat(verdicts.failed).singleElement().satisfies(dead -> assertThat(dead.reason())
                .startsWith("gave up after 3 messages (confirm-attempts), last: General_InternalServerError"));
        assertThat(verdicts.kept.get(batch.batchId())).isEqualTo(batches.bytes(batch));
        assertThat(verdicts.ingested).isEmpty();
    }

    @Test
    void aTableThatIsDroppedUnderAQueuedBatchIsMadeAgain() throws Exception {
        open();
        cluster.faults().pauseIngestion();
        SealedBatch batch = delivered("Cpu", 1_000);
        cluster.command("Metrics", ".drop table Cpu");
        cluster.faults().resumeIngestion();
        walkUntilNothingIsOpen();

        assertThat(verdicts.requeued).containsExactly(batch.batchId());
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
    }

    @Test
    void anotherProcessReadsTheVerdictsOfOneThatIsGone() throws Exception {
        open("tag-min-size", "0");
        cluster.faults().pauseIngestion();
        SealedBatch good = delivered("Cpu", 1_000);
        cluster.faults().reject("\\.Poisoned$", WRONG_WIDTH, "7 fields, expected 5", true, Faults.ALWAYS);
        SealedBatch poisoned = delivered("Poisoned", 10);
        open("tag-min-size", "0");
        cluster.faults().resumeIngestion();
        walkUntilNothingIsOpen();

        assertThat(verdicts.ingested).containsExactly(good.batchId());
        assertThat(verdicts.failed).extracting("batchId").containsExactly(poisoned.batchId());
        assertThat(verdicts.kept.get(poisoned.batchId())).isEqualTo(batches.bytes(poisoned));
    }

    @Test
    void anOverdueBatchWithATagIsSentAgainAndIngestedOnceAllTheSame() throws Exception {
        open("tag-min-size", "0");
        cluster.faults().pauseIngestion();
        SealedBatch batch = delivered("Cpu", 1_000);
        passedMillis.addAndGet(Duration.ofMinutes(31).toMillis());
        destination.confirm(verdicts);
        assertThat(verdicts.requeued).containsExactly(batch.batchId());
        assertThat(verdicts.overdue).isEqualTo(1);
        cluster.faults().resumeIngestion();
        eventually(() -> cluster.stats().get(Count.MESSAGES) == 2 && cluster.inFlight() == 0);
        walkUntilNothingIsOpen();

        assertThat(verdicts.ingested).containsExactly(batch.batchId());
        assertThat(cluster.rowCount("Metrics", "Cpu")).isEqualTo(1_000);
    }

    /** Looks again and again until every batch has its end; time passes when one waits to be queued again. */
    private void walkUntilNothingIsOpen() throws Exception {
        eventually(() -> {
            destination.confirm(verdicts);
            List<IngestionStatus> lines = lines();
            if (lines.stream().anyMatch(line -> line.status().equals("Failed"))) {
                passedMillis.addAndGet(Duration.ofMinutes(1).toMillis());
            }
            return lines.isEmpty();
        });
        destination.confirm(verdicts);
        assertThat(verdicts.open).isZero();
    }
}
