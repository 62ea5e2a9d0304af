package io.adxflow.sinks.kusto;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import com.fasterxml.jackson.databind.JsonNode;
import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.kusto.staging.BlobStaging.Blob;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What queued ingestion promises, at each point where a process may die. */
class QueuedCommitITCase extends KustoTestBase {
    private static final String TAG_ALL = "0";

    @Test
    void whatIsStagedIsNotSeenAndWhatIsCommittedIsWhole() throws Exception {
        String container = storage.container("a");
        list(container);
        open();
        SealedBatch batch = batches.batch("Cpu", 10, 70_000);

        destination.stage(batch, batches.content(batch));
        assertThat(storage.exists(container, BatchNames.blob(batch))).isFalse();
        assertThat(storage.messages()).isEmpty();

        destination.commit(batch, batches.content(batch));
        assertThat(storage.blob(container, BatchNames.blob(batch))).isEqualTo(batches.bytes(batch));
        assertThat(BatchNames.blob(batch)).isEqualTo("adxflow/Metrics/Cpu/" + batch.batchId() + ".csv.gz");
        assertThat(storage.metadata(container, BatchNames.blob(batch))).containsKey("adxflow_queued");
    }

    @Test
    void theMessageSaysAllThatTheClusterNeeds() throws Exception {
        String container = storage.container("a");
        list(container);
        open("tag-min-size", TAG_ALL);
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);

        JsonNode message = only(storage.messages());
        assertThat(message.get("blobPath").asText())
                .isEqualTo(container + "/" + BatchNames.blob(batch) + "?" + storage.sas);
        assertThat(message.get("rawDataSize").asLong()).isEqualTo(1_000);
        assertThat(message.get("databaseName").asText()).isEqualTo("Metrics");
        assertThat(message.get("tableName").asText()).isEqualTo("Cpu");
        assertThat(message.get("retainBlobOnSuccess").asBoolean()).isTrue();
        JsonNode properties = message.get("additionalProperties");
        assertThat(properties.get("tags").asText()).isEqualTo("[\"ingest-by:" + batch.batchId() + "\"]");
        assertThat(properties.get("ingestIfNotExists").asText()).isEqualTo("[\"" + batch.batchId() + "\"]");
        assertThat(properties.get("authorizationContext").asText()).isEqualTo(FakeKusto.TOKEN);
        assertThat(properties.get("ingestionMappingReference").asText()).isNotEmpty();

        TableEntity line = only(storage.lines());
        JsonNode status = message.get("ingestionStatusInTable");
        assertThat(line.getPartitionKey())
                .isEqualTo("adxflow-adx")
                .isEqualTo(status.get("partitionKey").asText());
        assertThat(line.getRowKey())
                .isEqualTo(message.get("id").asText())
                .isEqualTo(status.get("rowKey").asText());
        assertThat(line.getProperties())
                .containsEntry("Status", "Pending")
                .containsEntry("AdxflowBatchId", batch.batchId())
                .containsEntry("AdxflowRawBytes", 1_000L)
                .containsEntry("AdxflowRows", 1L)
                .containsEntry("AdxflowTagged", true)
                .containsEntry("AdxflowBlobUrl", container + "/" + BatchNames.blob(batch));
        assertThat(line.getProperties().toString()).doesNotContain("sig=");
    }

    @Test
    void aSmallBatchCarriesNoTagSoThatTheClusterMayGatherIt() throws Exception {
        list(storage.container("a"));
        open("tag-min-size", "1001b");
        deliver(batches.batch("Cpu", 1, 1_000));
        deliver(batches.batch("Cpu", 1, 1_001));
        assertThat(storage.messages())
                .extracting(message -> message.get("additionalProperties").has("tags"))
                .containsExactly(false, true);
    }

    @Test
    void aCommitAgainDoesNothingAndDoesNotReadTheBytes() throws Exception {
        list(storage.container("a"), storage.container("b"), storage.container("c"));
        open();
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        destination.commit(batch, batches.gone(batch));
        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void aProcessThatDiesBeforeTheBlockListLosesNothing() throws Exception {
        String container = storage.container("a");
        list(container);
        open();
        SealedBatch batch = batches.batch("Cpu", 10, 70_000);
        destination.stage(batch, batches.content(batch));
        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.blob(container, BatchNames.blob(batch))).isEqualTo(batches.bytes(batch));
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void aProcessThatDiesAfterTheBlockListIsFollowedByOneMessage() throws Exception {
        list(storage.container("a"), storage.container("b"));
        open();
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        blobOnly(batch);
        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void aProcessThatDiesAfterTheStatusLineIsFollowedByOneMessage() throws Exception {
        list(storage.container("a"));
        open();
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        TableEntity line = only(storage.lines());
        storage.queue.clearMessages();
        unmark(batch);
        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(only(storage.messages()).get("id").asText()).isEqualTo(line.getRowKey());
        assertThat(storage.lines()).hasSize(1);
    }

    @Test
    void aMessageThatTheClusterHasSeenIsNotSentAgain() throws Exception {
        String container = storage.container("a");
        list(container);
        open();
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        TableEntity line = only(storage.lines());
        storage.table.updateEntity(
                new TableEntity(line.getPartitionKey(), line.getRowKey()).addProperty("Status", "Succeeded"),
                TableEntityUpdateMode.MERGE);
        unmark(batch);
        open();
        destination.commit(batch, batches.gone(batch));
        assertThat(storage.messages()).hasSize(1);
        assertThat(storage.metadata(container, BatchNames.blob(batch))).containsKey("adxflow_queued");
    }

    @Test
    void aMessageThatMayBeThereIsSentAgainUnderTheSameTag() throws Exception {
        list(storage.container("a"));
        open("tag-min-size", TAG_ALL);
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        unmark(batch);
        open("tag-min-size", TAG_ALL);
        destination.commit(batch, batches.gone(batch));
        List<JsonNode> messages = storage.messages();
        assertThat(messages).hasSize(2);
        assertThat(messages.get(1).get("id")).isEqualTo(messages.get(0).get("id"));
        assertThat(messages.get(1).at("/additionalProperties/ingestIfNotExists"))
                .isEqualTo(messages.get(0).at("/additionalProperties/ingestIfNotExists"));
    }

    @Test
    void aCommitWithoutStagedBlocksStagesThem() throws Exception {
        String container = storage.container("a");
        list(container, storage.container("b"));
        open();
        SealedBatch batch = batches.batch("Cpu", 3, 70_000);
        destination.commit(batch, batches.content(batch));
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void blocksOfAnotherSizeAreNotMixed() throws Exception {
        String container = storage.container("a");
        list(container);
        open("block-size", "64kb");
        SealedBatch batch = batches.batch("Cpu", 5, 70_000);
        destination.stage(batch, batches.content(batch));
        open("block-size", "128kb");
        destination.commit(batch, batches.content(batch));
        assertThat(storage.blob(container, BatchNames.blob(batch))).isEqualTo(batches.bytes(batch));
    }

    @Test
    void manyCommitsOfOneBatchAtOnceSendOneMessage() throws Exception {
        list(storage.container("a"));
        open();
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        destination.stage(batch, batches.content(batch));
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                try {
                    destination.commit(batch, batches.content(batch));
                } catch (Exception pending) {
                    assertThat(destination.classify(pending)).isEqualTo(FailureKind.PENDING);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(storage.messages()).hasSize(1);
    }

    @Test
    void aVerdictCanBeAnsweredByTheSameMessageOnceMore() throws Exception {
        list(storage.container("a"));
        open("tag-min-size", TAG_ALL);
        SealedBatch batch = batches.batch("Cpu", 1, 1_000);
        deliver(batch);
        storage.queue.clearMessages();

        var queues = destination.connection().queues();
        var table = queues.statusTables().get(0);
        var line = table.list("adxflow-adx", "", 10).get(0);
        assertThat(queues.sendAgain(line, table)).isTrue();
        assertThat(queues.sendAgain(line, table))
                .as("by another, who has read the same")
                .isFalse();

        assertThat(only(storage.messages()).get("blobPath").asText()).contains(BatchNames.blob(batch) + "?");
        assertThat(only(storage.lines()).getProperties())
                .containsEntry("AdxflowAttempts", 2)
                .containsEntry("Status", "Pending");
        assertThat(table.delete(line)).as("as it was read then").isFalse();
        var now = table.list("adxflow-adx", "", 10).get(0);
        assertThat(table.delete(now)).isTrue();
        assertThat(table.delete(now)).isFalse();
        assertThat(storage.lines()).isEmpty();
    }

    @Test
    void aCommitThatIsInterruptedBeforeItsMessageIsThereFinishesAside() throws Exception {
        String container = storage.container("a");
        try (HangingQueue queue = new HangingQueue()) {
            cluster.resources = storage.resources(storage.sas, container).stream()
                    .map(row -> row.get(0).equals("SecuredReadyForAggregationQueue")
                            ? List.of(row.get(0), queue.url() + "?" + storage.sas)
                            : row)
                    .toList();
            open();
            SealedBatch batch = batches.batch("Cpu", 1, 1_000);
            destination.stage(batch, batches.content(batch));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread committer = new Thread(() -> {
                try {
                    destination.commit(batch, batches.content(batch));
                } catch (Exception e) {
                    thrown.set(e);
                }
            });
            committer.start();
            queue.awaitMessage();
            committer.interrupt();
            committer.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(storage.exists(container, BatchNames.blob(batch))).isTrue();
            assertThat(storage.lines()).hasSize(1);
            assertThat(fails(batch, FailureKind.PENDING)).contains("an earlier attempt");

            queue.release();
            StandInTestBase.eventually(
                    () -> storage.metadata(container, BatchNames.blob(batch)).containsKey("adxflow_queued"));
            StandInTestBase.eventually(() -> {
                try {
                    destination.commit(batch, batches.gone(batch));
                    return true;
                } catch (AzureFailure pending) {
                    assertThat(pending.kind()).isEqualTo(FailureKind.PENDING);
                    return false;
                }
            });
            assertThat(queue.messages).hasValue(1);
        }
    }

    /** As far as the first half of a commit gets. */
    private void blobOnly(SealedBatch batch) throws Exception {
        Blob blob = destination
                .connection()
                .staging()
                .commit(batch.batchId(), BatchNames.blob(batch), batches.content(batch));
        assertThat(blob.metadata()).isEmpty();
    }

    private void unmark(SealedBatch batch) {
        String blob = only(storage.lines()).getProperty("AdxflowBlobUrl").toString();
        String container = blob.substring(0, blob.indexOf("/adxflow/"));
        storage.setMetadata(container, BatchNames.blob(batch), Map.of());
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }
}
