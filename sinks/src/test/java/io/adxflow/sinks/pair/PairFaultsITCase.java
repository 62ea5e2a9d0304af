package io.adxflow.sinks.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.faults.StorageFaults.Rule;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.pair.HookedPart.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in two containers and on a hub after a fault of one of them, or of the process: each batch one blob, and told of once. */
class PairFaultsITCase extends PairTestBase {
    /** What ends a process at a point. */
    private static final class Died extends Error {}

    @Test
    void aProcessThatDiesAtAnyPointIsFollowedByOneThatTellsOfEachBlobOnce() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (Point point : Point.values()) {
            SealedBatch batch = batches.metrics("Cpu", 10);
            all.add(batch);
            PairDestination dying = open(true, at -> {
                if (at == point) {
                    throw new Died();
                }
            });
            dying.stage(batch, batches.content(batch));
            assertThatThrownBy(() -> dying.commit(batch, batches.content(batch)))
                    .hasStackTraceContaining(Died.class.getName());
            PairDestination next = open(true, NOTHING);
            commit(next, batch);
            next.commit(batch, batches.gone(batch));
        }
        assertOnce(all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProcessThatGoesOnAfterAnotherTookOverAddsNothing(boolean transactions) throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (Point point : Point.values()) {
            SealedBatch batch = batches.metrics("Cpu", 10);
            all.add(batch);
            PairDestination other = open(transactions, NOTHING);
            PairDestination thoughtDead = open(transactions, at -> {
                if (at == point) {
                    commit(other, batch);
                }
            });
            thoughtDead.stage(batch, batches.content(batch));
            commit(thoughtDead, batch);
        }
        assertOnce(all);
    }

    @Test
    void processesThatCommitTheSameBatchesAtOnceTellOfEachBlobOnce() throws Exception {
        PairDestination stages = open(true, NOTHING);
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SealedBatch batch = batches.metrics("Cpu", 10);
            all.add(batch);
            stages.stage(batch, batches.content(batch));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> processes = new ArrayList<>();
            for (PairDestination pair : List.of(stages, open(true, NOTHING))) {
                processes.add(threads.submit(() -> {
                    for (SealedBatch batch : all) {
                        untilCommitted(pair, batch);
                    }
                    return null;
                }));
            }
            for (Future<?> process : processes) {
                process.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertOnce(all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsThatBreakInTheMiddleLoseNothingAndDoubleNothing(boolean transactions) throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 3; i++) {
                SealedBatch batch = batches.metrics("Cpu", 10);
                all.add(batch);
                PairDestination pair = open(transactions, at -> {
                    if (at == Point.BEFORE_NOTICE) {
                        broker.proxy().goAway();
                        broker.proxy().comeBack();
                    }
                });
                pair.stage(batch, batches.content(batch));
                Rule hangs = azurite.faults().hang("PUT .*" + batch.batchId(), 1);
                Future<?> commit = thread.submit(() -> {
                    untilCommitted(pair, batch);
                    return null;
                });
                assertThat(hangs.await(1, Duration.ofMinutes(2))).isTrue();
                azurite.faults().release();
                commit.get();
            }
        } finally {
            thread.shutdownNow();
        }
        assertOnce(all);
    }

    @Tag("soak")
    @ParameterizedTest
    @ValueSource(ints = {503, 507})
    void aStorageThatThrottlesOrIsFullKeepsWhatWasToGoThereAndTheOtherOneTakesTheRest(int status) throws Exception {
        PairDestination pair = open(true, NOTHING);
        List<SealedBatch> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SealedBatch batch = batches.metrics("Cpu", 10);
            all.add(batch);
            pair.stage(batch, batches.content(batch));
        }
        azurite.faults().answer("PUT .*/" + containers.get(0) + "/", status, 1_000);
        List<SealedBatch> waiting = new ArrayList<>();
        for (SealedBatch batch : all) {
            try {
                pair.commit(batch, batches.content(batch));
            } catch (Exception e) {
                assertThat(pair.classify(e)).as(e.toString()).isEqualTo(FailureKind.TRANSIENT);
                waiting.add(batch);
            }
        }
        for (int i = 0; i < 4; i++) {
            SealedBatch batch = batches.metrics("Cpu", 10);
            all.add(batch);
            pair.stage(batch, batches.content(batch));
            commit(pair, batch);
        }
        azurite.faults().clear();
        for (SealedBatch batch : waiting) {
            untilCommitted(pair, batch);
        }
        assertOnce(all);
    }

    @Test
    void aSignatureThatHasExpiredIsTakenUpWhenItIsRenewedAndEachBatchIsToldOfOnce() throws Exception {
        PairDestination pair = open(true, NOTHING);
        SealedBatch first = batches.metrics("Cpu", 10);
        pair.stage(first, batches.content(first));
        commit(pair, first);
        pair.sync();
        SealedBatch batch = batches.metrics("Cpu", 10);
        pair.stage(batch, batches.content(batch));
        azurite.faults().expireSignatures();
        assertThatThrownBy(() -> pair.commit(batch, batches.content(batch)))
                .satisfies(e -> assertThat(pair.classify(e)).isEqualTo(FailureKind.CONFIGURATION));
        renewSignature();
        untilCommitted(pair, batch);
        assertOnce(List.of(first, batch));
    }
}
