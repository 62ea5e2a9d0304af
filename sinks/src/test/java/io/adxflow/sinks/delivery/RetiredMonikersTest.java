package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailingDestination.Point;
import io.adxflow.sinks.delivery.MonikerBoard.Defined;
import io.adxflow.sinks.delivery.MonikerBoard.Notice;
import io.adxflow.sinks.delivery.MonikerBoard.Retired;
import io.adxflow.sinks.delivery.SnapshotDeliveryTest.Harness;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of parked batches whose moniker is retired, through failures and restarts. */
class RetiredMonikersTest {
    private static final String OLD = "old";
    private static final String NEW = "new";
    private static final String OTHER = "other";

    @TempDir
    Path data;

    private StorageSettings storage;
    private int versions;

    /** Definitions by the names of folders. */
    private record Book(Path data) implements MonikerBook {
        @Override
        public MonikerSpec definition(String moniker, String definition) throws FileNotFoundException {
            return spec(data, moniker, definition);
        }
    }

    private static MonikerSpec spec(Path data, String moniker, String definition) {
        return new MonikerSpec(
                moniker,
                "failing",
                Map.of("path", data.resolve(definition).toString(), "faults", data + "/" + definition));
    }

    @BeforeEach
    void prepare() throws IOException {
        storage = new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
        for (String folder : new String[] {OLD, NEW, OTHER}) {
            Files.createDirectories(data.resolve(folder));
        }
    }

    @Test
    void dropForgetsWhatTheRetiredDefinitionHadAndNothingElseOnceTheVersionIsDurable() throws Exception {
        faults(OLD).fail(Point.BEFORE_COMMIT, Integer.MAX_VALUE, FailureKind.TRANSIENT);
        publish(Map.of("m", OLD), Map.of(), true);
        try (Harness delivery = start()) {
            delivery.park(batch("m", OLD, "1"), FailureKind.TRANSIENT);
            delivery.park(batch("m", OLD, "2"), FailureKind.TRANSIENT);
            delivery.park(batch("m", NEW, "3"), FailureKind.LATE);
            String document = publish(Map.of("m", NEW), Map.of("m", new Retired.Drop()), false);
            delivery.passTimeUntil(() -> faults(OLD).commits.get() > 1);
            assertThat(delivery.released())
                    .as("a version that a failure may take back drops nothing")
                    .hasSizeLessThan(2);
            confirm(document);
            delivery.passTimeUntil(() -> delivery.released().size() == 3);
        }
        assertThat(CommittedRows.of(data.resolve(OLD))).isEmpty();
        assertThat(CommittedRows.of(data.resolve(NEW))).containsExactly("row-3");
    }

    @Test
    void dropWaitsForAnAttemptUnderWay() throws Exception {
        faults(OLD).hang(Point.BEFORE_COMMIT);
        publish(Map.of("m", OLD), Map.of(), true);
        try (Harness delivery = start()) {
            delivery.park(batch("m", OLD, "1"), FailureKind.LATE);
            delivery.until(() -> faults(OLD).commits.get() == 1);
            confirm(publish(Map.of(), Map.of("m", new Retired.Drop()), false));
            delivery.park(batch("m", OLD, "2"), FailureKind.LATE);
            assertThat(delivery.released())
                    .as("what nobody attempts is dropped at once")
                    .hasSize(1);
            faults(OLD).heal();
            delivery.passTimeUntil(() -> delivery.released().size() == 2);
        }
        assertThat(CommittedRows.of(data.resolve(OLD))).as("it was on its way").containsExactly("row-1");
    }

    @Test
    void moveTakesBatchesToTheOtherMonikerThoughARestartComesBetween() throws Exception {
        faults(OLD).fail(Point.BEFORE_COMMIT, Integer.MAX_VALUE, FailureKind.TRANSIENT);
        publish(Map.of("m", OLD), Map.of(), true);
        OperatorSubtaskState state;
        try (Harness delivery = start()) {
            delivery.park(batch("m", OLD, "1"), FailureKind.TRANSIENT);
            delivery.park(batch("m", OLD, "2"), FailureKind.TRANSIENT);
            state = delivery.snapshot(1, 1);
            confirm(publish(Map.of("n", OTHER), Map.of("m", new Retired.Move("n")), false));
            delivery.passTimeUntil(() -> delivery.released().size() == 2);
        }
        try (Harness delivery = restored(state)) {
            // Attempted once more, since the checkpoint: the destination knows them by their ids.
            delivery.passTimeUntil(() -> delivery.released().size() == 2);
        }
        assertThat(CommittedRows.of(data.resolve(OTHER))).containsExactlyInAnyOrder("row-1", "row-2");
        assertThat(CommittedRows.of(data.resolve(OLD))).isEmpty();
    }

    @Test
    void drainDeliversWhereTheyWereToGoThoughTheMonikerIsGone() throws Exception {
        faults(OLD).fail(Point.BEFORE_COMMIT, 3, FailureKind.TRANSIENT);
        publish(Map.of("m", OLD), Map.of(), true);
        OperatorSubtaskState state;
        try (Harness delivery = start()) {
            delivery.park(batch("m", OLD, "1"), FailureKind.TRANSIENT);
            state = delivery.snapshot(1, 1);
        }
        confirm(publish(Map.of("n", OTHER), Map.of(), false));
        try (Harness delivery = restored(state)) {
            delivery.passTimeUntil(() -> delivery.released().size() == 1);
        }
        assertThat(CommittedRows.of(data.resolve(OLD))).containsExactly("row-1");
        assertThat(CommittedRows.of(data.resolve(OTHER))).isEmpty();
    }

    private String publish(Map<String, String> monikers, Map<String, Retired> retired, boolean durable) {
        Map<String, Defined> defined = new java.util.TreeMap<>();
        monikers.forEach(
                (name, definition) -> defined.put(name, new Defined(definition, spec(data, name, definition))));
        String hash = "v" + ++versions;
        Notice notice = new Notice(hash, defined, retired, Set.of(), false);
        MonikerBoard.of(storage).publish(notice);
        last = notice;
        if (durable) {
            confirm(hash);
        }
        return hash;
    }

    private Notice last;

    private void confirm(String hash) {
        assertThat(hash).isEqualTo(last.hash());
        MonikerBoard.of(storage).publish(new Notice(hash, last.monikers(), last.retired(), last.paused(), true));
    }

    private FailingDestination.Faults faults(String definition) {
        return FailingDestination.faults(data + "/" + definition);
    }

    private SealedBatch batch(String moniker, String definition, String number) throws IOException {
        return Batches.ofOneRow(
                storage,
                new BatchKey(moniker, "Metrics", "T", Chunks.key(moniker, "T").schema(), definition, ""),
                number);
    }

    private Harness start() throws Exception {
        Harness harness = harness();
        harness.open();
        return harness;
    }

    private Harness restored(OperatorSubtaskState state) throws Exception {
        Harness harness = harness();
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    private Harness harness() throws Exception {
        DeliverySettings settings = new DeliverySettings(
                Map.of(),
                new Book(data),
                storage,
                1,
                1,
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                10,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1));
        Harness harness = new Harness(settings, 1, 0);
        harness.setup(DeliveryTypes.SegmentEventSerializer.INSTANCE);
        return harness;
    }
}
