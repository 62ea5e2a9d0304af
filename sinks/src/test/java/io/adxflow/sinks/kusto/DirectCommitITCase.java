package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What direct ingestion promises: one operation per batch, and the engine's verdict. */
class DirectCommitITCase extends KustoTestBase {
    private String container;

    @BeforeEach
    void openDirect() throws Exception {
        container = storage.container("a");
        list(container);
        open("mode", "direct", "max-concurrent-ingestions", "1");
    }

    private void restart() throws Exception {
        open("mode", "direct", "max-concurrent-ingestions", "1");
    }

    @Test
    void aCommitReturnsWhenTheEngineHasTheRows() throws Exception {
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        String command = cluster.commands.stream()
                .filter(each -> each.startsWith(".ingest"))
                .findFirst()
                .orElseThrow();
        assertThat(command)
                .startsWith(".ingest async into table ['Cpu'] (h'" + container + "/" + BatchNames.blob(batch) + "?")
                .contains("tags='[\"ingest-by:" + batch.batchId() + "\"]'")
                .contains("ingestIfNotExists='[\"" + batch.batchId() + "\"]'");
        assertThat(storage.metadata(container, BatchNames.blob(batch))).containsKey("adxflow_ingested");
        assertThat(storage.messages()).isEmpty();

        destination.commit(batch, batches.gone(batch));
        restart();
        destination.commit(batch, batches.gone(batch));
        assertThat(cluster.count(".ingest")).isEqualTo(1);
    }

    @Test
    void anOperationUnderWayIsAskedForAgainNotBegunAgain() throws Exception {
        cluster.operationState = "InProgress";
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        fails(batch, FailureKind.PENDING);
        fails(batch, FailureKind.PENDING);
        restart();
        fails(batch, FailureKind.PENDING);
        cluster.operationState = "Completed";
        destination.commit(batch, batches.gone(batch));
        assertThat(cluster.count(".ingest")).isEqualTo(1);
    }

    @Test
    void onlySoManyOperationsRunAtOnce() throws Exception {
        cluster.operationState = "InProgress";
        SealedBatch first = batches.batch("Cpu", 1, 1_000);
        SealedBatch second = batches.batch("Cpu", 1, 1_000);
        fails(first, FailureKind.PENDING);
        assertThat(fails(second, FailureKind.PENDING)).contains("max-concurrent-ingestions");
        assertThat(cluster.count(".ingest")).isEqualTo(1);
        cluster.operationState = "Completed";
        destination.commit(first, batches.content(first));
        destination.commit(second, batches.content(second));
        assertThat(cluster.count(".ingest")).isEqualTo(2);
    }

    @Test
    void aFailedOperationIsBegunAgainWhenTheEngineSaysThatThisMayHelp() throws Exception {
        cluster.operationState = "Failed";
        cluster.operationStatus = "out of memory";
        cluster.shouldRetry = true;
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        assertThat(fails(batch, FailureKind.TRANSIENT)).contains("out of memory");
        cluster.operationState = "Completed";
        destination.commit(batch, batches.gone(batch));
        assertThat(cluster.count(".ingest")).isEqualTo(2);
    }

    @Test
    void aVerdictOnTheRowsThemselvesIsFinal() throws Exception {
        cluster.operationState = "Failed";
        cluster.operationStatus = "Stream_WrongNumberOfFields";
        assertThat(fails(batches.batch("Cpu", 1, 1_000), FailureKind.PERMANENT)).contains("Stream_WrongNumberOfFields");
    }
}
