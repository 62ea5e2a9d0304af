package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.storage.StorageSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParkedOverviewTest {
    private final StorageSettings storage =
            new StorageSettings(URI.create("file:///" + System.nanoTime()), 1_000, 1_000);

    private final RecordedMetrics metrics = new RecordedMetrics();
    private final StorageBudget.Account account = StorageBudget.of(storage).open();
    private long now = 10_000;
    private final ParkedOverview overview = new ParkedOverview(metrics, account, () -> now);

    @Test
    void tellsWhatIsLateFromWhatIsParked() {
        overview.add("a", batch("Metrics", FailureKind.LATE, FailureScope.DESTINATION, 1_000), 1);
        overview.add("a", batch("Metrics", FailureKind.PENDING, FailureScope.DESTINATION, 2_000), 1);
        assertThat(gauge("moniker=a/parked_batches")).isZero();
        assertThat(gauge("moniker=a/parked_bytes")).isZero();
        assertThat(gauge("moniker=a/late_batches")).isEqualTo(1);
        assertThat(gauge("moniker=a/pending_batches")).isEqualTo(1);
        assertThat(gauge("moniker=a/oldest_undelivered_seconds")).isEqualTo(9);
        overview.add("a", batch("Metrics", FailureKind.TRANSIENT, FailureScope.DESTINATION, 3_000), 1);
        assertThat(gauge("moniker=a/parked_batches")).isEqualTo(1);
        assertThat(gauge("moniker=a/parked_bytes")).isEqualTo(7);
        assertThat(overview.rows(null)).isEqualTo(2);
        assertThat(overview.rows(FailureKind.LATE)).isEqualTo(2);
        overview.add("a", batch("Metrics", FailureKind.LATE, FailureScope.DESTINATION, 1_000), -1);
        assertThat(gauge("moniker=a/oldest_undelivered_seconds")).isEqualTo(8);
    }

    @Test
    void forgetsWhatIsDelivered() {
        ParkedBatch batch = batch("Gone", FailureKind.CONFIGURATION, FailureScope.DATABASE, 1_000);
        overview.add("a", batch, 1);
        assertThat(overview.databases("a")).containsOnlyKeys("Gone");
        assertThat(gauge("moniker=a/database=Gone/undeliverable_batches")).isEqualTo(1);
        overview.add("a", batch, -1);
        assertThat(overview.databases("a")).isEmpty();
        assertThat(gauge("moniker=a/database=Gone/undeliverable_batches")).isZero();
        assertThat(gauge("moniker=a/oldest_undelivered_seconds")).isZero();
        assertThat(StorageBudget.of(storage).held("a")).isZero();
        assertThat(overview.changed()).containsExactly("a");
        assertThat(overview.changed()).isEmpty();
    }

    @Test
    void showsAHundredDatabasesByNameAndTheOthersTogether() {
        List<ParkedBatch> all = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            all.add(batch("D" + i, FailureKind.CONFIGURATION, FailureScope.DATABASE, 1_000));
        }
        all.forEach(batch -> overview.add("a", batch, 1));
        assertThat(metrics.values().keySet().stream().filter(name -> name.endsWith("undeliverable_batches")))
                .hasSize(101);
        assertThat(gauge("moniker=a/database=(others)/undeliverable_batches")).isEqualTo(50);
        all.forEach(batch -> overview.add("a", batch, -1));
        assertThat(gauge("moniker=a/database=(others)/undeliverable_batches")).isZero();
    }

    private long gauge(String name) {
        return (Long) metrics.values().get("adxflow/" + name);
    }

    private static ParkedBatch batch(String database, FailureKind kind, FailureScope scope, long atMillis) {
        SealedBatch batch = new SealedBatch(
                "id-" + database + kind,
                new BatchKey("a", database, "T", "Id:string"),
                List.of(new SliceRef("0/a.seg", 0, 7, 0, 9, 0, 2)),
                2,
                9,
                0,
                0,
                0,
                0);
        return new ParkedBatch(batch, kind, scope, "why", 1, atMillis);
    }
}
