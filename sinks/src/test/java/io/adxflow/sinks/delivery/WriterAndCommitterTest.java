package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.CodecVersionedSerializer;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SegmentProgress;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterAndCommitterTest {
    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Duration commitTimeout = Duration.ofSeconds(2);
    private Duration drainTimeout = Duration.ofMillis(200);

    @AfterEach
    void close() throws Exception {
        faults("a").heal();
        faults("b").heal();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void handsOverWhatIsStagedAndKeepsTheRestAsState() throws Exception {
        faults("a").hang(FailingDestination.Point.BEFORE_STAGE);
        SealedBatch hanging = batch("a", "1");
        SealedBatch fast = batch("b", "2");
        BatchWriter writer = writer(List.of());
        writer.write(hanging, null);
        writer.write(fast, null);
        writer.write(new SegmentProgress("0/a.seg", 1, false), null);

        List<DeliveryCommittable> handedOver = new ArrayList<>();
        while (handedOver.size() < 2) {
            handedOver.addAll(writer.prepareCommit());
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(handedOver)
                .extracting(DeliveryCommittable::element)
                .containsExactlyInAnyOrder(fast, new SegmentProgress("0/a.seg", 1, false));
        assertThat(writer.snapshotState(1)).containsExactly(hanging);
        assertThat(StorageBudget.of(storage()).held("a")).isEqualTo(hanging.storedBytes());

        faults("a").heal();
        while (handedOver.size() < 3) {
            handedOver.addAll(writer.prepareCommit());
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(writer.snapshotState(2)).isEmpty();
        assertThat(StorageBudget.of(storage()).held("a")).isZero();
    }

    @Test
    void stagesRestoredBatchesAgain() throws Exception {
        SealedBatch batch = batch("a", "1");
        BatchWriter writer = writer(List.of(batch));
        writer.flush(true);
        assertThat(writer.prepareCommit())
                .extracting(DeliveryCommittable::element)
                .containsExactly(batch);
    }

    @Test
    void theEndOfTheInputHandsOverWhatHangsToo() throws Exception {
        faults("a").hang(FailingDestination.Point.BEFORE_STAGE);
        BatchWriter writer = writer(List.of());
        writer.write(batch("a", "1"), null);
        writer.flush(true);
        assertThat(writer.prepareCommit()).hasSize(1);
    }

    @Test
    void parksWhatHangsAndDeliversTheOthers() throws Exception {
        faults("a").hang(FailingDestination.Point.BEFORE_COMMIT);
        List<DeliveryCommittable> settled = commit(batch("a", "1"), batch("b", "2"));

        assertThat(outcome(settled, 0).delivered()).isFalse();
        assertThat(outcome(settled, 0).kind()).isEqualTo(FailureKind.LATE);
        assertThat(outcome(settled, 1).delivered()).isTrue();
        assertThat(CommittedRows.of(tables("b"))).containsExactly("row-2");
    }

    @Test
    void leavesAFailingDestinationAloneAfterAFewFailures() throws Exception {
        faults("a").fail(FailingDestination.Point.BEFORE_COMMIT, Integer.MAX_VALUE, FailureKind.TRANSIENT);
        SealedBatch[] batches = new SealedBatch[20];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = batch("a", String.valueOf(i));
        }
        List<DeliveryCommittable> settled = commit(batches);

        assertThat(settled)
                .allMatch(committable -> !outcome(List.of(committable), 0).delivered());
        // One thread commits here, so that the breaker opens after exactly three.
        assertThat(faults("a").commits).hasValue(3);
    }

    @Test
    void aDatabaseThatRefusesTakesNoneOfItsMonikersOthersWithIt() throws Exception {
        faults("a").refuse("Gone", "no such database").refuse("Closed", "403");
        List<SealedBatch> batches = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batches.add(batch("a", "Gone", "gone-" + i));
            batches.add(batch("a", "Closed", "closed-" + i));
            batches.add(batch("a", "Metrics", String.valueOf(i)));
        }
        List<DeliveryCommittable> settled = commit(batches.toArray(SealedBatch[]::new));

        for (int i = 0; i < settled.size(); i++) {
            Outcome outcome = outcome(settled, i);
            assertThat(outcome.delivered()).isEqualTo(i % 3 == 2);
            if (i % 3 != 2) {
                assertThat(outcome.scope()).isEqualTo(FailureScope.DATABASE);
                assertThat(outcome.reason()).isEqualTo(i % 3 == 0 ? "no such database" : "403");
            }
        }
        // One of each, and the others are not even tried, so that nobody waits for them.
        assertThat(faults("a").refusals).containsExactlyInAnyOrderEntriesOf(Map.of("Gone", 1, "Closed", 1));
        assertThat(CommittedRows.of(tables("a"))).hasSize(20);
    }

    @Test
    void stagesNothingForADatabaseThatRefuses() throws Exception {
        faults("a").refuse("Gone", "no such database");
        try (Lanes lanes = Lanes.open(settings())) {
            assertThat(lanes.lane(new Place("a", "", ""))
                            .commit(batch("a", "Gone", "1"))
                            .delivered())
                    .isFalse();
            BatchWriter writer = writer(List.of());
            writer.write(batch("a", "Gone", "2"), null);
            writer.write(batch("a", "Metrics", "3"), null);
            writer.flush(true);
            assertThat(writer.prepareCommit()).hasSize(2);
            assertThat(faults("a").stages).containsExactly(Map.entry("Metrics", 1));
        }
    }

    @Test
    void opensADatabaseAgainWithTheFirstParkedBatchThatGetsThrough() throws Exception {
        faults("a").refuse("Gone", "no such database");
        try (Lanes lanes = Lanes.open(settings())) {
            Lane lane = lanes.lane(new Place("a", "", ""));
            assertThat(lane.commit(batch("a", "Gone", "1")).delivered()).isFalse();
            faults("a").take("Gone");
            assertThat(lane.commit(batch("a", "Gone", "2")).attempts())
                    .as("not tried")
                    .isZero();
            assertThat(lane.commitParked(batch("a", "Gone", "3"), 1).delivered())
                    .isTrue();
            assertThat(lane.commit(batch("a", "Gone", "4")).delivered()).isTrue();
        }
    }

    @Test
    void believesNoCommitThatIsNotDurable() throws Exception {
        faults("a").fail(FailingDestination.Point.SYNC, 1, FailureKind.TRANSIENT);
        SealedBatch batch = batch("a", "1");
        assertThat(outcome(commit(batch), 0).delivered()).isFalse();
        assertThat(outcome(commit(batch), 0).delivered()).isTrue();
    }

    @Test
    void aBatchThatHangsTakesNoneWithItWhereCommitsAreDurableByThemselves() throws Exception {
        faults("a").hangAfter(FailingDestination.Point.BEFORE_COMMIT, 2).commitsAreDurable = true;
        List<DeliveryCommittable> settled = commit(batch("a", "1"), batch("a", "2"), batch("a", "3"));
        assertThat(outcome(settled, 0).delivered()).isTrue();
        assertThat(outcome(settled, 1).delivered()).isTrue();
        assertThat(outcome(settled, 2).delivered()).isFalse();
    }

    @Test
    void aBatchThatHangsTakesAllWithItWhereTheyAreMadeDurableTogether() throws Exception {
        faults("a").hangAfter(FailingDestination.Point.BEFORE_COMMIT, 1);
        List<DeliveryCommittable> settled = commit(batch("a", "1"), batch("a", "2"));
        assertThat(outcome(settled, 0).delivered()).isFalse();
        assertThat(outcome(settled, 1).delivered()).isFalse();
    }

    @Test
    void theLastCommitsHaveTheTimeOfTheDrain() throws Exception {
        commitTimeout = Duration.ZERO;
        drainTimeout = Duration.ofMinutes(1);
        faults("a").hang(FailingDestination.Point.BEFORE_COMMIT);
        assertThat(outcome(commit(batch("a", "1")), 0).delivered()).isFalse();
        faults("a").heal();

        writer(List.of()).flush(true);
        assertThat(outcome(commit(batch("a", "2"), batch("a", "3")), 1).delivered())
                .isTrue();
    }

    @Test
    void anUnknownMonikerIsParkedForSomebodyToRepair() throws Exception {
        assertThat(outcome(commit(batch("unknown", "1")), 0).kind()).isEqualTo(FailureKind.CONFIGURATION);
    }

    @Test
    void outcomesSurviveTheNetwork() throws Exception {
        CodecVersionedSerializer<DeliveryCommittable> serializer =
                new CodecVersionedSerializer<>(DeliveryCodecs.COMMITTABLE);
        SealedBatch batch = batch("a", "1");
        for (FailureKind kind : FailureKind.values()) {
            DeliveryCommittable committable = DeliveryCommittable.of(batch, 5);
            committable.settle(new Outcome(kind, FailureScope.DATABASE, "why", 7));
            DeliveryCommittable copy = serializer.deserialize(1, serializer.serialize(committable));
            assertThat(copy.element()).isEqualTo(batch);
            assertThat(copy.outcome()).isEqualTo(new Outcome(kind, FailureScope.DATABASE, "why", 7));
            assertThat(copy.attempt()).isEqualTo(5);
        }
        DeliveryCommittable unsettled =
                serializer.deserialize(1, serializer.serialize(DeliveryCommittable.of(batch, 5)));
        assertThat(unsettled.outcome()).isNull();
    }

    private static Outcome outcome(List<DeliveryCommittable> committables, int index) {
        return java.util.Objects.requireNonNull(committables.get(index).outcome());
    }

    private List<DeliveryCommittable> commit(SealedBatch... batches) throws Exception {
        List<DeliveryCommittable> committables = new ArrayList<>();
        List<Committer.CommitRequest<DeliveryCommittable>> requests = new ArrayList<>();
        for (SealedBatch batch : batches) {
            committables.add(DeliveryCommittable.of(batch, 5));
            requests.add(new Request(committables.get(committables.size() - 1)));
        }
        try (BatchCommitter committer = new BatchCommitter(
                settings(), new DeliveryMetrics(UnregisteredMetricsGroup.createOperatorMetricGroup()))) {
            committer.commit(requests);
        }
        return committables;
    }

    private BatchWriter writer(Collection<SealedBatch> restored) throws Exception {
        BatchWriter writer = new BatchWriter(
                settings(),
                LedgerSettings.defaults(),
                UnregisteredMetricsGroup.createOperatorMetricGroup(),
                restored,
                false,
                5);
        open.add(writer);
        return writer;
    }

    private SealedBatch batch(String moniker, String database, String number) throws Exception {
        return Batches.ofOneRow(
                storage(),
                new BatchKey(moniker, database, "T", Chunks.key(moniker, "T").schema()),
                number);
    }

    private SealedBatch batch(String moniker, String number) throws Exception {
        return Batches.ofOneRow(storage(), moniker, number);
    }

    private StorageSettings storage() {
        return new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
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
        return new DeliverySettings(
                Map.of("a", moniker("a"), "b", moniker("b")),
                MonikerBook.NONE,
                storage(),
                1,
                1,
                1,
                commitTimeout,
                Duration.ofMinutes(1),
                drainTimeout,
                3,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }

    private record Request(DeliveryCommittable committable) implements Committer.CommitRequest<DeliveryCommittable> {
        @Override
        public DeliveryCommittable getCommittable() {
            return committable;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable t) {
            throw new AssertionError(t);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable t) {
            throw new AssertionError(t);
        }

        @Override
        public void retryLater() {
            throw new AssertionError("never");
        }

        @Override
        public void updateAndRetryLater(DeliveryCommittable committable) {
            throw new AssertionError("never");
        }

        @Override
        public void signalAlreadyCommitted() {
            throw new AssertionError("not used");
        }
    }
}
