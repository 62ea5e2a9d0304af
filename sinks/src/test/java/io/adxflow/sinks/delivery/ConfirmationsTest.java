package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.delivery.FailingDestination.Point;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfirmationsTest {
    @TempDir
    Path data;

    private final RecordedMetrics metrics = new RecordedMetrics();
    private FailingDestination.Faults faults;

    /** Of this test alone, as is the thread that bears it. */
    private String moniker;

    private String age;

    @BeforeEach
    void prepare() throws Exception {
        moniker = data.getFileName().toString();
        age = "adxflow/moniker=" + moniker + "/verdicts_age_seconds";
        Files.createDirectories(data.resolve("out"));
        faults = FailingDestination.faults(data.toString());
        faults.decidesLater = true;
    }

    @AfterEach
    void heal() {
        faults.heal();
    }

    @Test
    void noCheckpointWaitsForVerdicts() throws Exception {
        faults.hang(Point.CONFIRM);
        try (BatchWriter writer = writer(true)) {
            eventually(() -> faults.confirms.get() == 1);
            writer.write(Batches.ofOneRow(storage(), moniker, "1"), null);
            writer.flush(true);
            assertThat(writer.prepareCommit()).hasSize(1);
            assertThat(writer.snapshotState(1)).isEmpty();
        }
        assertThat(faults.confirms).as("closed while it hung").hasValue(1);
    }

    @Test
    void goesOnAfterFailures() throws Exception {
        faults.fail(Point.CONFIRM, 3, FailureKind.TRANSIENT);
        try (BatchWriter writer = writer(true)) {
            eventually(() -> faults.confirms.get() > 10);
        }
        assertThat(faults.injected).hasValue(3);
        assertThat(metrics.values()).containsKey(age);
    }

    @Test
    void goesOnWhileADatabaseRefuses() throws Exception {
        faults.refuse("Metrics", "no such database");
        try (BatchWriter writer = writer(true);
                Lanes lanes = Lanes.open(settings())) {
            for (int i = 0; i < 5; i++) {
                Lane lane = lanes.lane(new Place(moniker, "", ""));
                assertThat(lane.commitParked(Batches.ofOneRow(storage(), moniker, String.valueOf(i)), i)
                                .scope())
                        .isEqualTo(FailureScope.DATABASE);
            }
            int before = faults.confirms.get();
            eventually(() -> faults.confirms.get() > before + 10);
        }
    }

    @Test
    void endsWhereTheCommitHasDecided() throws Exception {
        faults.decidesLater = false;
        try (BatchWriter writer = writer(true)) {
            eventually(() -> faults.confirms.get() == 1 && !isLooking());
        }
        assertThat(metrics.values()).doesNotContainKey(age);
    }

    @Test
    void onlyTheFirstSubtaskLooks() throws Exception {
        try (BatchWriter other = writer(false)) {
            assertThat(isLooking()).isFalse();
            try (BatchWriter first = writer(true)) {
                assertThat(isLooking()).isTrue();
            }
            eventually(() -> !isLooking());
        }
    }

    private boolean isLooking() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("adxflow-confirm-" + moniker));
    }

    private BatchWriter writer(boolean first) {
        return new BatchWriter(
                settings(), LedgerSettings.defaults(), first ? metrics : new RecordedMetrics(), List.of(), first, 0);
    }

    private DeliverySettings settings() {
        MonikerSpec spec = new MonikerSpec(
                moniker, "failing", Map.of("path", data.resolve("out").toString(), "faults", data.toString()));
        return new DeliverySettings(
                Map.of(moniker, spec),
                MonikerBook.NONE,
                storage(),
                1,
                1,
                1,
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(60),
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(1));
    }

    private StorageSettings storage() {
        return new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
