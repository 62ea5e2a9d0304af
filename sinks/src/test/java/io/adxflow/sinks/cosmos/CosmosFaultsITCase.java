package io.adxflow.sinks.cosmos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.CosmosProcess;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in a container after a fault: each row as one item. */
class CosmosFaultsITCase extends CosmosTestBase {
    /** A batch of so many is written in three requests of at most 100, and a fourth one says that it is there. */
    private static final int ROWS = 250;

    private static final int REQUESTS = 4;
    private static final long DEADLINE_NANOS = 120_000_000_000L;

    /** What ends a process. */
    private static final class Died extends Error {}

    @Test
    void aProcessThatDiesBeforeOrAfterAnyWriteIsFollowedByOneThatLeavesEachRowOnce() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (int written = 0; written < REQUESTS; written++) {
            for (boolean carriedOut : new boolean[] {false, true}) {
                SealedBatch batch = batches.metrics("Cpu", ROWS);
                all.add(batch);
                if (carriedOut) {
                    server.loseAnswers(written, 1);
                } else {
                    server.cut(written, 1);
                }
                CosmosDestination dying = open();
                assertThatThrownBy(() -> dying.commit(batch, batches.content(batch)))
                        .satisfies(e -> assertThat(dying.classify(e)).isEqualTo(FailureKind.TRANSIENT));
                assertThat(server.acted()).isEqualTo(1);
                server.clear();
                untilCommitted(open(), batch);
                open().commit(batch, batches.gone(batch));
            }
        }
        assertOnce(all.toArray(SealedBatch[]::new));

        SealedBatch whole = batches.metrics("Cpu", ROWS);
        server.cut(REQUESTS, 1);
        open().commit(whole, batches.content(whole));
        assertThat(server.acted()).as("there is no request after these").isZero();
    }

    @Test
    void aProcessThatDiesWhileItReadsABatchIsFollowedByOneThatLeavesEachRowOnce() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 2_500);
        CosmosDestination dying = open();
        assertThatThrownBy(() -> dying.commit(batch, batches.content(batch, slice -> {
                    if (slice == 2) {
                        throw new Died();
                    }
                })))
                .hasRootCauseInstanceOf(Died.class);
        open().commit(batch, batches.content(batch));
        assertOnce(batch);
    }

    @Test
    void aProcessThatGoesOnAfterAnotherTookOverAddsNothing() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 2_500);
        CosmosDestination thoughtDead = open();
        CosmosDestination other = open();
        thoughtDead.commit(batch, batches.content(batch, slice -> {
            if (slice == 1) {
                unchecked(() -> other.commit(batch, batches.content(batch)));
            }
        }));
        assertOnce(batch);
    }

    @Test
    void processesThatCommitTheSameBatchesAtOnceLeaveEachRowOnce() throws Exception {
        List<SealedBatch> all = List.of(batches.metrics("Cpu", ROWS), batches.metrics("Mem", ROWS));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int process = 0; process < 3; process++) {
                CosmosDestination destination = open();
                futures.add(threads.submit(() -> {
                    for (SealedBatch batch : all) {
                        destination.commit(batch, batches.content(batch));
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertOnce(all.toArray(SealedBatch[]::new));
    }

    @Test
    void lostAnswersToReadsAreAskedForAgain() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 25);
        server.loseReads(2);
        untilCommitted(open(), batch);
        assertThat(server.acted()).isEqualTo(2);
        assertOnce(batch);
    }

    /** The SDK takes half a minute until it looks again. */
    @Tag("soak")
    @Test
    void aServerThatIsAwayInTheMiddleIsWaitedForAndHasEachRowOnce() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", 2_500);
        CosmosDestination destination = open();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> commit = thread.submit(() -> {
                try {
                    destination.commit(batch, batches.content(batch, slice -> {
                        if (slice == 1) {
                            unchecked(server::goAway);
                        }
                    }));
                } catch (Exception e) {
                    assertThat(destination.classify(e)).as(e.toString()).isEqualTo(FailureKind.TRANSIENT);
                }
                return null;
            });
            long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (server.acted() < 2) {
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                Thread.onSpinWait();
            }
            server.clear();
            commit.get();
        } finally {
            thread.shutdownNow();
        }
        untilCommitted(destination, batch);
        assertOnce(batch);
    }

    @Test
    void aKeyThatIsRefusedIsReadAnewAndTheBatchIsThereOnce() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", ROWS);
        CosmosDestination destination = open();
        server.refuse(401, 1);
        fails(destination, batch, "401");
        server.clear();
        Files.writeString(key, "no key");
        fails(destination, batch, "the account's key is none");
        Files.writeString(key, CosmosProcess.KEY);
        destination.commit(batch, batches.content(batch));
        assertOnce(batch);
    }

    @Test
    void aContainerThatIsFullIsToldOfAndHasEachRowOnceWhenThereIsRoom() throws Exception {
        SealedBatch batch = batches.metrics("Cpu", ROWS);
        CosmosDestination destination = open();
        server.refuse(403, 100);
        fails(destination, batch, "a container that is full needs more partitions or a time to live");
        server.clear();
        destination.commit(batch, batches.content(batch));
        assertOnce(batch);
    }

    @Test
    void aRowThatIsLargerThanAnItemMayBeIsToldOfAndTheOthersAreThereOnce() throws Exception {
        String huge = "0123456789".repeat(250_000);
        SealedBatch batch = batches.of("Logs", "Value:real,Body:string", 3, "0.5,a\n", "1.5," + huge + "\n", "2.5,c\n");
        CosmosDestination destination = open();
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> destination.commit(batch, batches.content(batch)))
                    .satisfies(e -> {
                        assertThat(destination.classify(e)).isEqualTo(FailureKind.PERMANENT);
                        assertThat(destination.scope(e)).isEqualTo(FailureScope.TABLE);
                    })
                    .hasMessageContaining("1 of 3 rows are larger than an item may be");
        }
        assertThat(new StoredItems(server.endpoint(), "metrics", "rows").rows())
                .extracting(item -> item.path("id").asText())
                .filteredOn(id -> id.startsWith(batch.batchId()))
                .containsExactlyInAnyOrder(batch.batchId() + "-0", batch.batchId() + "-2");
    }

    private void fails(CosmosDestination destination, SealedBatch batch, String why) {
        assertThatThrownBy(() -> destination.commit(batch, batches.content(batch)))
                .satisfies(e -> assertThat(destination.classify(e)).isEqualTo(FailureKind.CONFIGURATION))
                .asString()
                .contains(why);
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void unchecked(Call call) {
        try {
            call.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
