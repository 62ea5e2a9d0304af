package io.adxflow.sinks.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.events.EventBatches;
import io.adxflow.sinks.storage.LocalAppendStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a batch goes whose staging takes so long that it is given up, and the batch committed without. */
class PairStagingTest {
    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private final FakePart a = new FakePart("a", log);
    private final FakePart b = new FakePart("b", log);
    private EventBatches batches;
    private SealedBatch batch;
    private FakePart first;
    private FakePart second;

    @BeforeEach
    void chooseABatch() throws Exception {
        batches = new EventBatches(folder.resolve("segments"));
        batch = batches.metrics("Cpu", 1);
        first = new Pool(List.of(member(a), member(b)))
                                .order(batch.batchId())
                                .get(0)
                                .destination()
                        == a
                ? a
                : b;
        second = first == a ? b : a;
    }

    @Test
    void aBatchThatIsCommittedWhileItIsStagedIsInOneStorageWhoeverRepeatsTheCommit() throws Exception {
        PairDestination pair = pair();
        first.whileStaging = () -> {
            pair.commit(batch, batches.content(batch));
            throw new IOException("too late");
        };
        pair.stage(batch, batches.content(batch));
        pair.commit(batch, batches.gone(batch));
        pair().commit(batch, batches.gone(batch));
        assertThat(log).containsExactly(first.name + " " + batch.batchId());
        assertThat(second.staged).as("what nobody will commit").isEmpty();
    }

    @Test
    void stagingThatIsInterruptedGoesNowhereElse() throws Exception {
        PairDestination pair = pair();
        first.whileStaging = () -> {
            // As an SDK says it.
            throw new IllegalStateException(new InterruptedException());
        };
        assertThatThrownBy(() -> pair.stage(batch, batches.content(batch)))
                .hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(second.staged).isEmpty();
        pair.commit(batch, batches.content(batch));
        assertThat(log).containsExactly(first.name + " " + batch.batchId());
    }

    private PairDestination pair() {
        return new PairDestination(
                new PairSettings("m", List.of(), List.of(), false, "topic", 0),
                new Pool(List.of(member(a), member(b))),
                new Pool(List.of()),
                new Diversions(new LocalAppendStore(folder.resolve("pairs"))),
                () -> 10_000_000);
    }

    private static Member member(FakePart part) {
        return new Member(part.name, part, () -> 10_000_000);
    }
}
