package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import com.azure.storage.blob.BlobClient;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sinks.kusto.settings.KustoSettingsParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What follows from each verdict, and at each point where a process may die or another one does the same. */
class ConfirmationITCase extends KustoTestBase {
    private static final String TAG_ALL = "0";

    private final RecordedVerdicts verdicts = new RecordedVerdicts();
    private String container;

    @BeforeEach
    void listOneContainer() {
        container = storage.container("a");
        list(container);
    }

    @Test
    void whatIsInTheTableIsCountedOnceAndForgotten() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Succeeded", "", "");
        assertThat(destination.confirm(verdicts)).isEqualTo(10_000);
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
        assertThat(storage.lines()).isEmpty();
        assertThat(verdicts.open).isZero();

        destination.confirm(verdicts);
        assertThat(verdicts.ingested).hasSize(1);
    }

    @Test
    void aCommitThatIsRepeatedAfterItsVerdictQueuesNothing() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Succeeded", "", "");
        destination.confirm(verdicts);
        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.messages()).hasSize(1);
        assertThat(storage.lines()).isEmpty();
    }

    @Test
    void aVerdictBeforeTheMarkerSetsTheMarkerBeforeTheLineGoes() throws Exception {
        open();
        SealedBatch batch = delivered();
        storage.setMetadata(container, BatchNames.blob(batch), Map.of());
        verdict("Succeeded", "", "");
        destination.confirm(verdicts);
        assertThat(storage.metadata(container, BatchNames.blob(batch))).containsKey("adxflow_queued");
        assertThat(storage.lines()).isEmpty();

        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void aTransientFailureIsQueuedAgainUnderTheSameTagAfterAPause() throws Exception {
        open("tag-min-size", TAG_ALL);
        SealedBatch batch = delivered();
        verdict("Failed", "Transient", "General_InternalServerError");
        destination.confirm(verdicts);
        assertThat(storage.messages()).as("before the pause is over").hasSize(1);

        passedMillis.addAndGet(11_000);
        destination.confirm(verdicts);
        var messages = storage.messages();
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1).get("id")).isEqualTo(messages.get(0).get("id"));
        assertThat(messages.get(1).at("/additionalProperties/tags"))
                .isEqualTo(messages.get(0).at("/additionalProperties/tags"));
        assertThat(verdicts.requeued).containsExactly(batch.batchId());
        assertThat(only(storage.lines()).getProperties())
                .containsEntry("Status", "Pending")
                .containsEntry("FailureStatus", "")
                .containsEntry("AdxflowAttempts", 2);

        verdict("Succeeded", "", "");
        destination.confirm(verdicts);
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
    }

    @Test
    void aTransientFailureThatNeverEndsIsSetAsideWithItsBytes() throws Exception {
        open("confirm-attempts", "3");
        SealedBatch batch = delivered();
        for (int i = 0; i < 3; i++) {
            verdict("Failed", "Transient", "General_InternalServerError");
            passedMillis.addAndGet(Duration.ofMinutes(11).toMillis());
            destination.confirm(verdicts);
        }
        assertThat(storage.messages()).hasSize(3);
        assertThat(only(verdicts.failed).reason()).contains("gave up after 3 messages");
        assertThat(verdicts.kept.get(batch.batchId())).isEqualTo(batches.bytes(batch));
        assertThat(storage.lines()).isEmpty();
    }

    @Test
    void aPermanentFailureIsSetAsideAtOnceWithTheReasonAndTheBytesAsTheyWere() throws Exception {
        open();
        SealedBatch batch = batches.batch("Cpu", 100, 60_000);
        deliver(batch);
        verdict("Failed", "Permanent", "Stream_WrongNumberOfFields");
        destination.confirm(verdicts);
        assertThat(only(verdicts.failed).reason()).isEqualTo("Stream_WrongNumberOfFields: why (Permanent)");
        assertThat(only(verdicts.failed).key()).isEqualTo(batch.key());
        assertThat(only(verdicts.failed).rows()).isEqualTo(100);
        assertThat(batches.bytes(batch)).as("more than one piece").hasSizeGreaterThan(4 << 20);
        assertThat(verdicts.kept.get(batch.batchId())).isEqualTo(batches.bytes(batch));
        assertThat(storage.lines()).isEmpty();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void whatCannotBeKeptIsNotForgotten() throws Exception {
        open();
        SealedBatch poisoned = delivered();
        verdict("Failed", "Permanent", "Stream_WrongNumberOfFields");
        SealedBatch good = batches.batch("Cpu", 1, 1_000);
        deliver(good);
        line(good, "Succeeded", "", "");
        verdicts.full = true;
        assertThatThrownBy(() -> destination.confirm(verdicts)).hasMessageContaining("no space left");
        assertThat(verdicts.ingested).containsExactly(good.batchId());
        assertThat(storage.lines()).hasSize(1);

        verdicts.full = false;
        destination.confirm(verdicts);
        assertThat(verdicts.failed).as("while the claim holds").isEmpty();
        passedMillis.addAndGet(Duration.ofMinutes(6).toMillis());
        destination.confirm(verdicts);
        assertThat(only(verdicts.failed).batchId()).isEqualTo(poisoned.batchId());
        assertThat(storage.lines()).isEmpty();
    }

    @Test
    void aPollerThatDiesBetweenClaimAndMessageIsFollowedByAnother() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Failed", "Transient", "E");
        var table = destination.connection().queues().statusTables().get(0);
        var claimed = table.claim(table.list("adxflow-adx", "", 10).get(0), "Requeueing", 2);
        assertThat(claimed).isNotNull();
        passedMillis.addAndGet(60_000);
        open();
        destination.confirm(verdicts);
        assertThat(storage.messages()).hasSize(1);
        assertThat(verdicts.open).isEqualTo(1);

        passedMillis.addAndGet(Duration.ofMinutes(5).toMillis());
        destination.confirm(verdicts);
        assertThat(storage.messages()).hasSize(2);
        assertThat(verdicts.requeued).containsExactly(batch.batchId());
    }

    @Test
    void twoPollersAtOnceDoEachThingOnce() throws Exception {
        open();
        Set<String> ingested = new HashSet<>();
        Set<String> again = new HashSet<>();
        Set<String> dead = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            SealedBatch batch = batches.batch("Cpu", 1, 500);
            deliver(batch);
            switch (i % 3) {
                case 0 -> {
                    line(batch, "Succeeded", "", "");
                    ingested.add(batch.batchId());
                }
                case 1 -> {
                    line(batch, "Failed", "Transient", "E");
                    again.add(batch.batchId());
                }
                default -> {
                    line(batch, "Failed", "Permanent", "E");
                    dead.add(batch.batchId());
                }
            }
        }
        storage.queue.clearMessages();
        passedMillis.addAndGet(20_000);
        List<KustoDestination> pollers = List.of(destination, another(), another());
        CyclicBarrier together = new CyclicBarrier(pollers.size());
        List<Thread> threads = new ArrayList<>();
        for (KustoDestination poller : pollers) {
            Thread thread = new Thread(() -> {
                try {
                    together.await();
                    poller.confirm(verdicts);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        pollers.get(1).close();
        pollers.get(2).close();

        assertThat(verdicts.ingested).containsExactlyInAnyOrderElementsOf(ingested);
        assertThat(verdicts.requeued).containsExactlyInAnyOrderElementsOf(again);
        assertThat(storage.messages()).hasSize(again.size());
        assertThat(verdicts.failed).extracting("batchId").containsExactlyInAnyOrderElementsOf(dead);
        assertThat(storage.lines()).hasSize(again.size());
    }

    @Test
    void anOverdueBatchWithATagIsSentAgainAndOneWithoutIsOnlyShown() throws Exception {
        open("tag-min-size", "1001b");
        SealedBatch untagged = batches.batch("Cpu", 1, 1_000);
        SealedBatch tagged = batches.batch("Cpu", 1, 1_001);
        deliver(untagged);
        deliver(tagged);
        destination.confirm(verdicts);
        assertThat(verdicts.open).isEqualTo(2);
        assertThat(verdicts.overdue).isZero();

        passedMillis.addAndGet(Duration.ofMinutes(31).toMillis());
        destination.confirm(verdicts);
        assertThat(verdicts.requeued).containsExactly(tagged.batchId());
        assertThat(verdicts.overdue).isEqualTo(2);
        assertThat(verdicts.oldestSeconds).isBetween(31 * 60L, 40 * 60L);
        assertThat(storage.lines()).hasSize(2);
    }

    @Test
    void aBlobThatIsGoneEndsAsADeadBatchWithoutBytes() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Failed", "Transient", "E");
        blob(batch).delete();
        passedMillis.addAndGet(60_000);
        destination.confirm(verdicts);
        assertThat(only(verdicts.failed).reason())
                .contains("E: why (Transient)")
                .contains("its blob is gone");
        assertThat(verdicts.kept.get(batch.batchId())).isEmpty();
        assertThat(storage.lines()).isEmpty();
    }

    @Test
    void aContainerThatIsNotListedKeepsTheLineAsTheMemoryOfItsBatch() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Succeeded", "", "");
        list(storage.container("b"));
        open();
        destination.confirm(verdicts);
        assertThat(storage.lines()).hasSize(1);
        destination.commit(batch, batches.content(batch));
        assertThat(storage.messages()).as("the line says that it was ingested").hasSize(1);

        passedMillis.addAndGet(Duration.ofDays(8).toMillis());
        destination.confirm(verdicts);
        assertThat(storage.lines()).isEmpty();
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
    }

    @Test
    void aLineOfASecondMessageIsRemoved() throws Exception {
        open();
        delivered();
        storage.table.createEntity(new TableEntity("adxflow-adx", "zz").addProperty("Status", "Succeeded"));
        destination.confirm(verdicts);
        assertThat(storage.lines()).hasSize(1);
        assertThat(verdicts.ingested).isEmpty();
    }

    @Test
    void otherMonikersLinesAreLeftAlone() throws Exception {
        open();
        storage.table.createEntity(new TableEntity("adxflow-other", "x").addProperty("Status", "Succeeded"));
        destination.confirm(verdicts);
        assertThat(storage.lines()).hasSize(1);
        assertThat(verdicts.open).isZero();
    }

    @Test
    void anExpiredSignatureOfTheStatusTableIsRenewed() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Succeeded", "", "");
        var good = cluster.resources;
        cluster.resources = storage.resources(storage.sas, container).stream()
                .map(row -> row.get(0).equals("IngestionsStatusTable")
                        ? List.of(row.get(0), row.get(1).replaceFirst("sig=[^&]+", "sig=AAAA"))
                        : row)
                .toList();
        open();
        assertThatThrownBy(() -> destination.confirm(verdicts)).isInstanceOf(AzureFailure.class);
        cluster.resources = good;
        passedMillis.addAndGet(11_000);
        assertThatThrownBy(() -> destination.confirm(verdicts)).isInstanceOf(AzureFailure.class);
        destination.confirm(verdicts);
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
    }

    @Test
    void aClusterThatIsAwayIsAFailureAndNothingIsLost() throws Exception {
        open();
        SealedBatch batch = delivered();
        verdict("Succeeded", "", "");
        cluster.refuseWith = 503;
        KustoDestination fresh = another();
        assertThatThrownBy(() -> fresh.confirm(verdicts)).isInstanceOf(AzureFailure.class);
        cluster.refuseWith = 0;
        fresh.confirm(verdicts);
        assertThat(verdicts.ingested).containsExactly(batch.batchId());
        fresh.close();
    }

    @Test
    void aTableThatWasDroppedIsMadeBeforeTheNextMessage() throws Exception {
        open();
        delivered();
        verdict("Failed", "Permanent", "BadRequest_TableNotExist");
        passedMillis.addAndGet(11_000);
        long before = cluster.count(".create-merge table");
        destination.confirm(verdicts);
        assertThat(cluster.count(".create-merge table")).isEqualTo(before + 1);
        assertThat(storage.messages()).hasSize(2);
    }

    @Test
    void inModeDirectThereIsNothingToLookFor() throws Exception {
        open("mode", "direct");
        assertThat(destination.confirm(verdicts)).isEqualTo(Destination.NEVER);
    }

    private KustoDestination another() {
        return new KustoDestination(
                new KustoSettingsParser(new MonikerSpec(
                                "adx", "kusto", Map.of("endpoint", cluster.url(), "block-size", "64kb")))
                        .settings(),
                () -> System.currentTimeMillis() + passedMillis.get());
    }

    private SealedBatch delivered() throws Exception {
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        return batch;
    }

    /** What the service writes about the only line. */
    private void verdict(String status, String failureStatus, String errorCode) {
        write(only(storage.lines()).getRowKey(), status, failureStatus, errorCode);
    }

    private void line(SealedBatch batch, String status, String failureStatus, String errorCode) {
        write(BatchNames.messageId(batch), status, failureStatus, errorCode);
    }

    private void write(String id, String status, String failureStatus, String errorCode) {
        storage.table.updateEntity(
                new TableEntity("adxflow-adx", id)
                        .addProperty("Status", status)
                        .addProperty("Details", status.equals("Failed") ? "why" : "")
                        .addProperty("FailureStatus", failureStatus)
                        .addProperty("ErrorCode", errorCode),
                TableEntityUpdateMode.MERGE);
    }

    private BlobClient blob(SealedBatch batch) {
        return storage.blobs
                .getBlobContainerClient(container.substring(container.lastIndexOf('/') + 1))
                .getBlobClient(BatchNames.blob(batch));
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
