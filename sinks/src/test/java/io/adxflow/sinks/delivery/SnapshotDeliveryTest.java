package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDeliveryTest {
    private static final long HOUR = 3_600_000;

    @TempDir
    Path data;

    private int parkedThreads = 1;

    @Test
    void attemptsAParkedBatchAgainAfterAPauseAndReleasesItsSlices() throws Exception {
        SealedBatch batch = batch("a", "1");
        try (Harness delivery = start()) {
            delivery.park(batch, FailureKind.TRANSIENT);
            assertThat(faults("a").commits).hasValue(0);
            delivery.setProcessingTime(HOUR);
            delivery.until(() -> !delivery.released().isEmpty());
            assertThat(delivery.released())
                    .containsExactly(SegmentEvent.released(batch.slices().get(0).segment(), 1));
            assertThat(delivery.numKeyedStateEntries())
                    .as("only the next number")
                    .isEqualTo(1);
        }
        assertThat(CommittedRows.of(tables("a"))).containsExactly("row-1");
    }

    @Test
    void goesOnTrying() throws Exception {
        faults("a").fail(FailingDestination.Point.BEFORE_COMMIT, 2, FailureKind.TRANSIENT);
        try (Harness delivery = start()) {
            delivery.park(batch("a", "1"), FailureKind.TRANSIENT);
            delivery.passTimeUntil(() -> !delivery.released().isEmpty());
        }
        assertThat(faults("a").commits).hasValue(3);
        assertThat(CommittedRows.of(tables("a"))).containsExactly("row-1");
    }

    @Test
    void asksEverySecondForABatchThatTheDestinationIsWorkingOn() throws Exception {
        faults("a").fail(FailingDestination.Point.BEFORE_COMMIT, 5, FailureKind.PENDING);
        try (Harness delivery = start()) {
            delivery.setProcessingTime(0);
            delivery.park(batch("a", "1"), FailureKind.PENDING);
            assertThat(faults("a").commits).hasValue(0);
            for (int second = 1; second <= 6; second++) {
                int asked = second;
                delivery.setProcessingTime(second * 1_000L);
                delivery.until(() -> faults("a").commits.get() == asked && delivery.isIdle());
            }
            delivery.until(() -> !delivery.released().isEmpty());
        }
        assertThat(CommittedRows.of(tables("a"))).containsExactly("row-1");
    }

    @Test
    void manyPendingBatchesDoNotOpenTheBreaker() throws Exception {
        faults("a").fail(FailingDestination.Point.BEFORE_COMMIT, 40, FailureKind.PENDING);
        try (Harness delivery = start()) {
            delivery.park(batch("a", "1"), FailureKind.PENDING);
            delivery.park(batch("a", "2"), FailureKind.PENDING);
            delivery.passTimeUntil(() -> delivery.released().size() == 2);
        }
        assertThat(faults("a").commits).hasValue(42);
    }

    @Test
    void aDeadMonikerDoesNotHoldUpAnother() throws Exception {
        faults("a").fail(FailingDestination.Point.BEFORE_COMMIT, Integer.MAX_VALUE, FailureKind.TRANSIENT);
        try (Harness delivery = start()) {
            delivery.park(batch("a", "1"), FailureKind.TRANSIENT);
            delivery.park(batch("b", "2"), FailureKind.TRANSIENT);
            delivery.setProcessingTime(HOUR);
            delivery.until(() -> !delivery.released().isEmpty());
        }
        assertThat(CommittedRows.of(tables("a"))).isEmpty();
        assertThat(CommittedRows.of(tables("b"))).containsExactly("row-2");
    }

    @Test
    void remembersWhatIsParked() throws Exception {
        List<SealedBatch> batches = new ArrayList<>();
        OperatorSubtaskState state;
        try (Harness delivery = start()) {
            for (int i = 0; i < 6; i++) {
                batches.add(batch(i % 2 == 0 ? "a" : "b", String.valueOf(i)));
                delivery.park(batches.get(i), FailureKind.TRANSIENT);
            }
            state = delivery.snapshot(1, 1);
        }
        assertThat(StorageBudget.of(settings().storage()).held("a")).isZero();
        int released = 0;
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 8, 1, 2, subtask);
            try (Harness delivery = new Harness(settings(), 2, subtask)) {
                delivery.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
                delivery.initializeState(part);
                delivery.open();
                long expected = batches.stream()
                        .filter(batch -> delivery.owns(batch.key().moniker()))
                        .count();
                delivery.until(() -> delivery.released().size() == expected);
                released += delivery.released().size();
            }
        }
        assertThat(released).isEqualTo(6);
        assertThat(CommittedRows.of(tables("a"))).containsExactlyInAnyOrder("row-0", "row-2", "row-4");
        assertThat(CommittedRows.of(tables("b"))).containsExactlyInAnyOrder("row-1", "row-3", "row-5");
    }

    @Test
    void costsCheckpointsNothingUntilABatchIsParked() throws Exception {
        try (Harness delivery = start()) {
            assertThat(delivery.snapshot(1, 1).getManagedKeyedState()).isEmpty();
            delivery.park(batch("a", "1"), FailureKind.TRANSIENT);
            assertThat(delivery.snapshot(2, 2).getManagedKeyedState()).isNotEmpty();
        }
    }

    @Test
    void setsADamagedBatchAsideWithItsReason() throws Exception {
        SealedBatch batch = batch("a", "1");
        Path segment = data.resolve("segments").resolve(batch.slices().get(0).segment());
        byte[] bytes = Files.readAllBytes(segment);
        bytes[0] ^= 1;
        Files.write(segment, bytes);
        try (Harness delivery = start()) {
            delivery.park(batch, FailureKind.TRANSIENT);
            delivery.passTimeUntil(() -> !delivery.released().isEmpty());
        }
        assertThat(data.resolve("dead-batches/" + batch.batchId() + ".csv.gz")).exists();
        assertThat(data.resolve("dead-batches/" + batch.batchId() + ".json"))
                .content()
                .contains("CORRUPT_DATA")
                .contains("\"rows\": 1");
    }

    @Test
    void aMissingSegmentCountsAsDelivered() throws Exception {
        SealedBatch batch = batch("a", "1");
        Files.delete(data.resolve("segments").resolve(batch.slices().get(0).segment()));
        try (Harness delivery = start()) {
            delivery.park(batch, FailureKind.TRANSIENT);
            delivery.setProcessingTime(HOUR);
            delivery.until(() -> !delivery.released().isEmpty());
        }
    }

    @Test
    void aMonikerThatIsGoneKeepsItsBatches() throws Exception {
        OperatorSubtaskState state;
        try (Harness delivery = start()) {
            delivery.park(batch("unknown", "1"), FailureKind.CONFIGURATION);
            delivery.setProcessingTime(HOUR);
            delivery.setProcessingTime(2 * HOUR);
            assertThat(delivery.released()).isEmpty();
            state = delivery.snapshot(1, 1);
        }
        StorageBudget budget = StorageBudget.of(settings().storage());
        try (Harness delivery = new Harness(settings(), 1, 0)) {
            delivery.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
            delivery.initializeState(state);
            delivery.open();
            assertThat(budget.held("unknown")).isPositive();
        }
    }

    @Test
    void databasesThatRefuseDoNotHoldUpAnotherOfTheirMoniker() throws Exception {
        faults("a").refuse("Gone", "no such database").refuse("Closed", "403");
        try (Harness delivery = start()) {
            for (int i = 0; i < 20; i++) {
                delivery.parkUndeliverable(batch("a", "Gone", "gone-" + i));
                delivery.parkUndeliverable(batch("a", "Closed", "closed-" + i));
                delivery.park(batch("a", "Metrics", String.valueOf(i)), FailureKind.LATE);
            }
            delivery.until(() -> delivery.released().size() == 20);
            assertThat(faults("a").refusals)
                    .as("not even tried in their first pause")
                    .isEmpty();
            delivery.passTimeUntil(() -> faults("a").refusals.getOrDefault("Gone", 0) > 3
                    && faults("a").refusals.getOrDefault("Closed", 0) > 3);
            delivery.park(batch("a", "Metrics", "20"), FailureKind.LATE);
            delivery.until(() -> delivery.released().size() == 21);
            faults("a").take("Gone");
            delivery.passTimeUntil(() -> delivery.released().size() == 41);
        }
        assertThat(CommittedRows.of(tables("a"))).hasSize(41).noneMatch(row -> row.contains("closed"));
    }

    @Test
    void aDatabaseThatRefusesIsTriedWithOneBatchAtATime() throws Exception {
        faults("a").refuse("Gone", "no such database");
        try (Harness delivery = start(4)) {
            for (int i = 0; i < 8; i++) {
                delivery.park(batch("a", "Gone", String.valueOf(i)), FailureKind.LATE);
            }
            delivery.until(() -> delivery.isIdle() && faults("a").refusals.get("Gone") == 4);
            for (int second = 1; second <= 5; second++) {
                int before = faults("a").refusals.get("Gone");
                delivery.setProcessingTime(second * HOUR);
                delivery.until(() -> delivery.isIdle() && faults("a").refusals.get("Gone") > before);
                assertThat(faults("a").refusals.get("Gone")).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void bytesOfUndeliverableDatabasesTakeTheirShareOfTheQuotaAndNoMore() throws Exception {
        StorageBudget budget = StorageBudget.of(settings().storage());
        StorageSettings tight = new StorageSettings(data.toUri(), Long.MAX_VALUE, 200, 0.5);
        OperatorSubtaskState state;
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            assertThat(budget.overload("a", "Gone", tight)).isNull();
            for (int i = 2; i < 12; i++) {
                delivery.parkUndeliverable(batch("a", "Gone", String.valueOf(i)));
            }
            assertThat(budget.overload("a", "Gone", tight))
                    .contains("database Gone of moniker a", "no such database", "storage.max-undeliverable-share");
            assertThat(budget.overload("a", "Metrics", tight)).isNull();
            assertThat(budget.overload("a", tight)).isNull();
            state = delivery.snapshot(1, 1);
        }
        assertThat(budget.overload("a", "Gone", tight)).isNull();
        try (Harness delivery = restored(state)) {
            assertThat(budget.overload("a", "Gone", tight))
                    .as("after a restart")
                    .isNotNull();
        }
    }

    @Test
    void dropsWhatItIsToldTo() throws Exception {
        ParkedOrders desk = orders();
        faults("a").refuse("Gone", "no such database").refuse("Closed", "403");
        OperatorSubtaskState state;
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            delivery.parkUndeliverable(batch("a", "Gone", "2"));
            delivery.parkUndeliverable(batch("a", "Closed", "3"));
            desk.write(order("order-1", ParkedOrder.Action.DROP, "Gone", null));
            delivery.nextSecondsUntil(() -> delivery.released().size() == 2);
            assertThat(desk.takeAnswer("order-1"))
                    .as("not before a checkpoint holds it")
                    .isNull();
            state = delivery.snapshot(1, 1);
            delivery.notifyOfCompletedCheckpoint(1);
            delivery.until(() -> answered("order-1"));
            assertThat(desk.takeAnswer("order-1")).isEqualTo("done: 2 batches, 2 rows dropped");
            ParkedReport report = new ParkedReport(settings().storage().folder("parked"), System::currentTimeMillis);
            delivery.until(() -> Files.exists(data.resolve("parked/report/a")));
            delivery.until(() -> !lines(report).isEmpty());
            assertThat(lines(report)).singleElement().asString().contains("\"Closed\"", "\"undeliverable\": 1");
        }
        faults("a").take("Gone");
        faults("a").take("Closed");
        try (Harness delivery = restored(state)) {
            delivery.passTimeUntil(() -> delivery.released().size() == 1);
        }
        assertThat(CommittedRows.of(tables("a"))).containsExactly("row-3");
    }

    @Test
    void movesWhatItIsToldToAnotherDatabase() throws Exception {
        faults("a").refuse("Gone", "no such database");
        orders().write(order("order-1", ParkedOrder.Action.MOVE, "Gone", "Metrics"));
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            delivery.nextSecondsUntil(() -> delivery.released().size() == 1);
            delivery.snapshot(1, 1);
            delivery.notifyOfCompletedCheckpoint(1);
            delivery.until(() -> answered("order-1"));
            assertThat(orders().takeAnswer("order-1")).isEqualTo("done: 1 batch, 1 rows moved to Metrics");
        }
        assertThat(CommittedRows.of(tables("a").resolve("Metrics"))).containsExactly("row-1");
    }

    @Test
    void movesWhatItIsToldToAnotherMonikerAndOnceWhenARestartInterrupts() throws Exception {
        faults("a").refuse("Gone", "no such database").refuse("Other", "403");
        faults("b").fail(FailingDestination.Point.BEFORE_COMMIT, 2, FailureKind.TRANSIENT);
        OperatorSubtaskState before;
        OperatorSubtaskState moved;
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            delivery.parkUndeliverable(batch("a", "Gone", "2"));
            delivery.parkUndeliverable(batch("a", "Other", "3"));
            before = delivery.snapshot(1, 1);
            orders().write(toMoniker("order-1", "Gone", "b", null));
            delivery.nextSecondsUntil(() -> delivery.released().size() == 2);
        }
        assertThat(CommittedRows.of(tables("b").resolve("Gone"))).containsExactlyInAnyOrder("row-1", "row-2");
        // It dies with both moved and delivered, and no checkpoint that says so; and once more with one that does.
        faults("b").fail(FailingDestination.Point.BEFORE_COMMIT, 4, FailureKind.TRANSIENT);
        try (Harness delivery = restored(before)) {
            moved = delivery.snapshot(2, 2);
            delivery.notifyOfCompletedCheckpoint(2);
            delivery.until(() -> answered("order-1"));
        }
        assertThat(orders().takeAnswer("order-1")).isEqualTo("done: 2 batches, 2 rows moved to moniker b");
        for (int subtask = 0; subtask < 2; subtask++) {
            OperatorSubtaskState part =
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(moved, 8, 1, 2, subtask);
            try (Harness delivery = new Harness(settings(), 2, subtask)) {
                delivery.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
                delivery.initializeState(part);
                delivery.open();
                // They are with those of the moniker for which they were parked, and so is their room.
                long expected = delivery.owns("a") ? 2 : 0;
                delivery.passTimeUntil(() -> delivery.released().size() == expected);
            }
        }
        assertThat(CommittedRows.of(tables("b").resolve("Gone"))).containsExactlyInAnyOrder("row-1", "row-2");
        assertThat(tables("a").resolve("Gone")).doesNotExist();
    }

    @Test
    void movesToAnotherMonikersDatabaseAndRefusesOneThatNobodyKnows() throws Exception {
        faults("a").refuse("Gone", "no such database");
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            orders().write(toMoniker("order-1", "Gone", "nobody", null));
            delivery.nextSecondsUntil(() -> Files.exists(data.resolve("parked/accepted/order-1")));
            long[] checkpoint = {1};
            delivery.nextSecondsUntil(() -> {
                delivery.complete(++checkpoint[0]);
                return answered("order-1");
            });
            assertThat(orders().takeAnswer("order-1")).isEqualTo("refused: there is no moniker nobody");
            assertThat(delivery.released()).isEmpty();
            orders().write(toMoniker("order-2", "Gone", "b", "Metrics"));
            delivery.nextSecondsUntil(() -> delivery.released().size() == 1);
        }
        assertThat(CommittedRows.of(tables("b").resolve("Metrics"))).containsExactly("row-1");
    }

    @Test
    void anOrderThatARestartInterruptsMovesTheSameBatchesOnce() throws Exception {
        faults("a").refuse("Gone", "no such database");
        OperatorSubtaskState before;
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            before = delivery.snapshot(1, 1);
            orders().write(order("order-1", ParkedOrder.Action.MOVE, "Gone", "Metrics"));
            delivery.nextSecondsUntil(() -> delivery.released().size() == 1);
        }
        // It dies with the batch moved and delivered, and no checkpoint that says so. The database is there now.
        faults("a").take("Gone");
        try (Harness delivery = restored(before)) {
            // Parked behind the checkpoint that was restored, and so it comes once more.
            delivery.parkUndeliverable(batch("a", "Gone", "2"));
            delivery.until(() -> delivery.released().size() == 2);
            delivery.snapshot(2, 2);
            delivery.notifyOfCompletedCheckpoint(2);
            delivery.until(() -> answered("order-1"));
        }
        assertThat(CommittedRows.of(tables("a").resolve("Metrics"))).containsExactlyInAnyOrder("row-1", "row-2");
        assertThat(tables("a").resolve("Gone")).doesNotExist();
        assertThat(orders().takeAnswer("order-1")).isEqualTo("done: 2 batches, 2 rows moved to Metrics");
    }

    @Test
    void anOrderConcernsNoBatchThatWasSealedLater() throws Exception {
        faults("a").refuse("Gone", "no such database");
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            orders().write(order("order-1", ParkedOrder.Action.DROP, "Gone", null));
            delivery.nextSecondsUntil(() -> delivery.released().size() == 1);
            delivery.parkUndeliverable(sealedAt(batch("a", "Gone", "2"), System.currentTimeMillis() + HOUR));
            assertThat(delivery.released()).hasSize(1);
        }
    }

    @Test
    void refusesAnOrderThatIsNoneOrThatNobodyWaitsFor() throws Exception {
        Files.createDirectories(data.resolve("parked/orders"));
        Files.writeString(data.resolve("parked/orders/odd"), "action=dorp\nmoniker=a\n");
        orders().write(new ParkedOrder("old", ParkedOrder.Action.DROP, "a", "Gone", null, 1, 0));
        try (Harness delivery = start()) {
            delivery.parkUndeliverable(batch("a", "Gone", "1"));
            delivery.nextSecondsUntil(() -> answered("old") && answered("odd"));
            assertThat(delivery.released()).isEmpty();
        }
        assertThat(orders().takeAnswer("odd")).contains("action=dorp", "database (expected: a name)");
        assertThat(orders().takeAnswer("old")).contains("not taken up within 10 minutes");
    }

    private ParkedOrders orders() throws Exception {
        return new ParkedOrders(settings().storage().folder("parked"), System::currentTimeMillis);
    }

    private static List<String> lines(ParkedReport report) {
        try {
            return report.read();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private boolean answered(String order) {
        Path answer = data.resolve("parked/answers").resolve(order);
        try {
            return Files.exists(answer) && Files.readString(answer).endsWith("\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ParkedOrder order(String id, ParkedOrder.Action action, String database, @Nullable String to) {
        return new ParkedOrder(id, action, "a", database, to, System.currentTimeMillis(), 0);
    }

    private static ParkedOrder toMoniker(String id, String database, String moniker, @Nullable String to) {
        return new ParkedOrder(id, ParkedOrder.Action.MOVE, "a", database, to, moniker, System.currentTimeMillis(), 0);
    }

    private static SealedBatch sealedAt(SealedBatch batch, long millis) {
        return new SealedBatch(
                batch.batchId(), batch.key(), batch.slices(), batch.rows(), batch.rawBytes(), 0, 0, 0, millis);
    }

    private FailingDestination.Faults faults(String moniker) {
        return FailingDestination.faults(data + "/" + moniker);
    }

    private Path tables(String moniker) {
        return data.resolve("out-" + moniker);
    }

    private MonikerSpec moniker(String name) {
        return new MonikerSpec(name, "failing", Map.of("path", tables(name).toString(), "faults", data + "/" + name));
    }

    private DeliverySettings settings() throws Exception {
        Files.createDirectories(tables("a"));
        Files.createDirectories(tables("b"));
        return new DeliverySettings(
                Map.of("a", moniker("a"), "b", moniker("b")),
                MonikerBook.NONE,
                new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE),
                1,
                1,
                parkedThreads,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                10,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
    }

    private SealedBatch batch(String moniker, String database, String number) throws Exception {
        return Batches.ofOneRow(
                settings().storage(),
                new BatchKey(moniker, database, "T", Chunks.key(moniker, "T").schema()),
                number);
    }

    private SealedBatch batch(String moniker, String number) throws Exception {
        return Batches.ofOneRow(settings().storage(), moniker, number);
    }

    private Harness restored(OperatorSubtaskState state) throws Exception {
        Harness harness = new Harness(settings(), 1, 0);
        harness.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private Harness start() throws Exception {
        return start(1);
    }

    private Harness start(int threads) throws Exception {
        parkedThreads = threads;
        Harness harness = new Harness(settings(), 1, 0);
        harness.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
        harness.open();
        return harness;
    }

    static final class Harness extends KeyedOneInputStreamOperatorTestHarness<String, ParkedBatch, SegmentEvent> {
        private final int parallelism;
        private final int subtask;

        Harness(DeliverySettings settings, int parallelism, int subtask) throws Exception {
            super(
                    new SnapshotDeliveryFactory(settings, LedgerSettings.defaults()),
                    parked -> parked.batch().key().moniker(),
                    Types.STRING,
                    8,
                    parallelism,
                    subtask);
            this.parallelism = parallelism;
            this.subtask = subtask;
        }

        void park(SealedBatch batch, FailureKind kind) throws Exception {
            processElement(new StreamRecord<>(new ParkedBatch(batch, kind, FailureScope.DESTINATION, "test", 1, 0)));
        }

        void parkUndeliverable(SealedBatch batch) throws Exception {
            processElement(new StreamRecord<>(new ParkedBatch(
                    batch, FailureKind.CONFIGURATION, FailureScope.DATABASE, "no such database", 1, 1)));
        }

        /** A checkpoint that completes. */
        void complete(long checkpoint) {
            try {
                snapshot(checkpoint, checkpoint);
                notifyOfCompletedCheckpoint(checkpoint);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        List<SegmentEvent> released() {
            return extractOutputValues();
        }

        boolean owns(String moniker) {
            return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            moniker, 8, parallelism)
                    == subtask;
        }

        private int mails;
        private int mailsWhenIdle;

        /** Runs what other threads have sent to the task. */
        void drainMails() throws Exception {
            getTaskMailbox().createBatch();
            for (var mail = getTaskMailbox().tryTake(0);
                    mail.isPresent();
                    mail = getTaskMailbox().tryTake(0)) {
                mail.get().run();
                mails++;
            }
        }

        /** True once for each answer that came. */
        boolean isIdle() {
            if (mails == mailsWhenIdle) {
                return false;
            }
            mailsWhenIdle = mails;
            return true;
        }

        void nextSecondsUntil(BooleanSupplier condition) throws Exception {
            until(() -> {
                try {
                    setProcessingTime(getProcessingTime() + 100);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return condition.getAsBoolean();
            });
        }

        void passTimeUntil(BooleanSupplier condition) throws Exception {
            until(() -> {
                try {
                    setProcessingTime(getProcessingTime() + HOUR);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return condition.getAsBoolean();
            });
        }

        void until(BooleanSupplier condition) throws Exception {
            long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                drainMails();
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
