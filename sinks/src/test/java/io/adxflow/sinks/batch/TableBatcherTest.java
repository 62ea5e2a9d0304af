package io.adxflow.sinks.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.delivery.CommittedRows;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableBatcherTest {
    private static final AtomicInteger IDS = new AtomicInteger();
    private static final BatchKey KEY = Chunks.key("m", "T");
    private static final BatchKey OTHER = Chunks.key("m", "U");
    private static final int MAX_PARALLELISM = 8;

    @TempDir
    Path data;

    @Test
    void sealsAtTheEarliestTimeThatAChunkAskedFor() throws Exception {
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "a\n", 500));
            batcher.process(Chunks.of(KEY, "b\nc\n", 300));
            batcher.process(Chunks.of(KEY, "d\n", 400));
            batcher.setProcessingTime(299);
            assertThat(batches(batcher.take())).isEmpty();

            batcher.setProcessingTime(300);
            SealedBatch batch = only(batches(batcher.take()));
            assertThat(text(batch)).isEqualTo("a\nb\nc\nd\n");
            assertThat(batch.rows()).isEqualTo(4);
            assertThat(batch.rawBytes()).isEqualTo(8);
            assertThat(batch.sealedAtMillis()).isEqualTo(300);

            batcher.setProcessingTime(10_000);
            assertThat(batcher.take()).isEmpty();
        }
    }

    @Test
    void sealsBeforeAChunkThatWouldPassTheSize() throws Exception {
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "x".repeat(59) + "\n", 1_000));
            batcher.process(Chunks.of(KEY, "y".repeat(39) + "\n", 1_000));
            assertThat(batches(batcher.take())).isEmpty();
            batcher.process(Chunks.of(KEY, "z\n", 2_000));
            assertThat(only(batches(batcher.take())).rawBytes()).isEqualTo(100);

            batcher.setProcessingTime(1_000);
            assertThat(batches(batcher.take())).isEmpty();
            batcher.setProcessingTime(2_000);
            assertThat(text(only(batches(batcher.take())))).isEqualTo("z\n");
        }
    }

    @Test
    void takesAChunkThatIsLate() throws Exception {
        try (Harness batcher = start()) {
            batcher.setProcessingTime(1_000);
            batcher.process(Chunks.of(KEY, "late\n", 10));
            batcher.setProcessingTime(1_001);
            assertThat(text(only(batches(batcher.take())))).isEqualTo("late\n");
        }
    }

    @Test
    void aMarkerSealsItsKeyAndNoOther() throws Exception {
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "a\n", 1_000));
            batcher.process(Chunks.of(OTHER, "b\n", 1_000));
            batcher.process(Chunks.sealNow(KEY));
            batcher.process(Chunks.sealNow(KEY));
            batcher.process(Chunks.sealNow(Chunks.key("m", "unknown")));
            assertThat(only(batches(batcher.take())).key()).isEqualTo(KEY);
        }
    }

    @Test
    void theEndOfTheInputSealsEverythingAndClosesTheSegment() throws Exception {
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "a\n", 1_000));
            batcher.process(Chunks.of(OTHER, "b\n", 1_000));
            batcher.endInput();
            List<DeliveryElement> emitted = batcher.take();
            assertThat(batches(emitted)).hasSize(2);
            assertThat(progress(emitted)).hasSize(1).allMatch(SegmentProgress::closed);
            batcher.prepareSnapshotPreBarrier(1);
            assertThat(batcher.take())
                    .as("nothing may follow the end of the input")
                    .isEmpty();
        }
    }

    @Test
    void tellsOfNewSlicesBeforeTheBarrierOnlyWhenThereAreAny() throws Exception {
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "a\n", 1_000));
            batcher.process(Chunks.of(OTHER, "b\n", 1_000));
            batcher.checkpoint(1);
            List<SegmentProgress> progress = progress(batcher.take());
            assertThat(only(progress).slicesWritten()).isEqualTo(2);
            assertThat(only(progress).closed()).isFalse();

            batcher.checkpoint(2);
            assertThat(batcher.take()).isEmpty();

            batcher.process(Chunks.of(KEY, "c\n", 1_000));
            batcher.checkpoint(3);
            assertThat(only(progress(batcher.take())).slicesWritten()).isEqualTo(3);
        }
    }

    @Test
    void letsGoOfItsSegmentWhenNoBatchIsOpen() throws Exception {
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "a\n", 100));
            batcher.setProcessingTime(100);
            batcher.checkpoint(1);
            assertThat(only(progress(batcher.take())).closed()).isTrue();
        }
    }

    @Test
    void goesOnWithARestoredBatchInANewSegment() throws Exception {
        OperatorSubtaskState state;
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "a\n", 500));
            state = batcher.checkpoint(1);
            batcher.process(Chunks.of(KEY, "lost\n", 500));
        }
        try (Harness batcher = restore(state)) {
            List<DeliveryElement> first = batcher.take();
            assertThat(first).hasSize(1).allMatch(StaleSegment.class::isInstance);
            batcher.process(Chunks.of(KEY, "b\n", 900));
            batcher.setProcessingTime(500);
            SealedBatch batch = only(batches(batcher.take()));
            assertThat(text(batch)).isEqualTo("a\nb\n");
            assertThat(batch.slices().get(1).segment())
                    .isNotEqualTo(batch.slices().get(0).segment());
        }
    }

    @Test
    void batchesFollowTheirKeysToAnotherParallelism() throws Exception {
        List<BatchKey> keys = new ArrayList<>();
        OperatorSubtaskState state;
        try (Harness batcher = start()) {
            for (int i = 0; i < 20; i++) {
                keys.add(Chunks.key("m", "T" + i));
                batcher.process(Chunks.of(keys.get(i), i + "\n", 500));
            }
            state = batcher.checkpoint(1);
        }
        List<BatchKey> sealed = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, MAX_PARALLELISM, 1, 2, subtask);
            try (Harness batcher = new Harness(settings(), 2, subtask)) {
                batcher.setup(BatchTypes.DeliveryElementSerializer.INSTANCE);
                batcher.initializeState(part);
                batcher.open();
                batcher.setProcessingTime(500);
                batches(batcher.take()).forEach(batch -> sealed.add(batch.key()));
            }
        }
        assertThat(sealed).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void namesSegmentsOfSubtasksThatAreNoMore() throws Exception {
        AppendStore segments = settings().storage().segments();
        for (String name : List.of("0/a.seg", "1/b.seg", "2/c.seg", "7/d.seg")) {
            segments.create(name).close();
        }
        try (Harness first = new Harness(settings(), 2, 0);
                Harness second = new Harness(settings(), 2, 1)) {
            first.open();
            second.open();
            assertThat(first.take())
                    .containsExactlyInAnyOrder(
                            new StaleSegment("0/a.seg"), new StaleSegment("2/c.seg"), new StaleSegment("7/d.seg"));
            assertThat(second.take()).containsExactly(new StaleSegment("1/b.seg"));
        }
    }

    @Test
    void sealsARestoredBatchThatLostASegmentBeforeANewRowJoinsIt() throws Exception {
        OperatorSubtaskState state;
        AppendStore segments = settings().storage().segments();
        try (Harness batcher = start()) {
            batcher.process(Chunks.of(KEY, "delivered\n", 500));
            state = batcher.checkpoint(1);
        }
        for (String segment : segments.list("")) {
            segments.delete(segment);
        }
        try (Harness batcher = restore(state)) {
            assertThat(only(batches(batcher.take())).rows()).isEqualTo(1);
            batcher.process(Chunks.of(KEY, "new\n", 900));
            batcher.setProcessingTime(900);
            assertThat(text(only(batches(batcher.take())))).isEqualTo("new\n");
        }
    }

    @Test
    void accountsForWhatItHolds() throws Exception {
        StorageBudget budget = StorageBudget.of(settings().storage());
        Chunk chunk = Chunks.of(KEY, "a\n", 500);
        OperatorSubtaskState state;
        try (Harness batcher = start()) {
            batcher.process(chunk);
            batcher.process(chunk);
            assertThat(budget.held("m")).isEqualTo(2L * chunk.deflatedLength());
            state = batcher.checkpoint(1);
        }
        assertThat(budget.held("m")).isZero();
        try (Harness batcher = restore(state)) {
            assertThat(budget.held("m")).isEqualTo(2L * chunk.deflatedLength());
            batcher.setProcessingTime(500);
            assertThat(budget.held("m")).isZero();
        }
    }

    private BatchSettings settings() {
        return new BatchSettings(new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE), 100, 1 << 20);
    }

    private Harness start() throws Exception {
        Harness harness = new Harness(settings(), 1, 0);
        harness.setup(BatchTypes.DeliveryElementSerializer.INSTANCE);
        harness.open();
        return harness;
    }

    private Harness restore(OperatorSubtaskState state) throws Exception {
        Harness harness = new Harness(settings(), 1, 0);
        harness.setup(BatchTypes.DeliveryElementSerializer.INSTANCE);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private String text(SealedBatch batch) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new BatchContent(settings().storage().segments(), batch).writeTo(out);
        return new String(CommittedRows.firstMember(out.toByteArray()), StandardCharsets.UTF_8);
    }

    private static List<SealedBatch> batches(Collection<DeliveryElement> elements) {
        return elements.stream()
                .filter(SealedBatch.class::isInstance)
                .map(SealedBatch.class::cast)
                .toList();
    }

    private static List<SegmentProgress> progress(Collection<DeliveryElement> elements) {
        return elements.stream()
                .filter(SegmentProgress.class::isInstance)
                .map(SegmentProgress.class::cast)
                .toList();
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<BatchKey, Chunk, DeliveryElement> {
        Harness(BatchSettings settings, int parallelism, int subtask) throws Exception {
            super(
                    new TableBatcher(
                            settings, LedgerSettings.defaults(), (now, schema) -> now + "-" + IDS.incrementAndGet()),
                    Chunk::key,
                    BatchTypes.BATCH_KEY,
                    MAX_PARALLELISM,
                    parallelism,
                    subtask);
        }

        void process(Chunk chunk) throws Exception {
            processElement(new StreamRecord<>(chunk));
        }

        OperatorSubtaskState checkpoint(long id) throws Exception {
            prepareSnapshotPreBarrier(id);
            return snapshot(id, id);
        }

        /** What was emitted since the last call. */
        List<DeliveryElement> take() {
            List<DeliveryElement> taken = new ArrayList<>(extractOutputValues());
            getOutput().clear();
            return taken;
        }
    }
}
