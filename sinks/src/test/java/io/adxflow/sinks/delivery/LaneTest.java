package io.adxflow.sinks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.batch.BatchKey;
import io.adxflow.sinks.batch.Chunks;
import io.adxflow.sinks.delivery.MonikerBoard.Defined;
import io.adxflow.sinks.delivery.MonikerBoard.Notice;
import io.adxflow.sinks.storage.StorageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {
    @TempDir
    Path data;

    /** What the one before has not made durable, the next one cannot: it knows nothing of it. */
    @Test
    void believesNoCommitOfADestinationThatWasOpenedAnewBeforeItsSync() throws Exception {
        StorageSettings storage = new StorageSettings(data.toUri(), Long.MAX_VALUE, Long.MAX_VALUE);
        define(storage, "2");
        try (Lane lane = new Lane(new Place("m", "one", ""), settings(storage))) {
            long before = lane.reopened();
            assertThat(lane.commit(Batches.ofOneRow(storage, key(), "1"))).isEqualTo(Outcome.DELIVERED);
            assertThat(lane.sync(before)).isNull();
            define(storage, "3");
            Outcome outcome = Objects.requireNonNull(lane.sync(before));
            assertThat(outcome.kind()).isEqualTo(FailureKind.LATE);
            assertThat(lane.sync(lane.reopened())).isNull();
        }
    }

    private void define(StorageSettings storage, String faults) throws Exception {
        MonikerBoard.of(storage)
                .publish(new Notice(
                        "v" + faults, Map.of("m", new Defined("one", spec(faults))), Map.of(), Set.of(), false));
    }

    private MonikerSpec spec(String faults) throws Exception {
        return new MonikerSpec(
                "m",
                "failing",
                Map.of("path", Files.createDirectories(data.resolve("out")).toString(), "faults", data + faults));
    }

    private static BatchKey key() {
        return Chunks.key("m", "T");
    }

    private DeliverySettings settings(StorageSettings storage) throws Exception {
        return new DeliverySettings(
                Map.of("m", spec("1")),
                MonikerBook.NONE,
                storage,
                1,
                1,
                1,
                Duration.ofSeconds(60),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                3,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }
}
