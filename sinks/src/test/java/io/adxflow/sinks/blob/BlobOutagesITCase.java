package io.adxflow.sinks.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.faults.StorageFaults.Rule;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.FailureKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is in a container after a process died, went on, or was cut off in the middle: each batch once, recorded once. */
class BlobOutagesITCase extends BlobTestBase {
    /** Sends blocks for every batch, as large ones have them. */
    private static final String[] BLOCKS = {"single-put-size", "0", "block-size", "64kb"};

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** What ends a process. */
    private static final class Died extends Error {}

    @Test
    void aProcessThatDiesWhileItStagesIsFollowedByOneWhoseBlocksMixWithItsOwn() throws Exception {
        SealedBatch batch = batches.batch("T", 4, 100_000);
        BlobDestination dying = open(BLOCKS);
        assertThatThrownBy(() -> dying.stage(batch, batches.content(batch, slice -> {
                    if (slice == 2) {
                        throw new Died();
                    }
                })))
                .hasStackTraceContaining(Died.class.getName());
        assertThat(files()).isEmpty();
        deliver(open(BLOCKS), batch);
        assertThat(bytes(files().get(0))).isEqualTo(batches.bytes(batch));
        assertOnce(List.of(batch));
    }

    @Test
    void aProcessThatGoesOnAfterAnotherTookOverAddsNothing() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        for (String[] options : new String[][] {BLOCKS, {}}) {
            SealedBatch staged = batches.batch("T", 3, 50_000);
            SealedBatch committed = batches.batch("T", 3, 50_000);
            SealedBatch whileItReads = batches.batch("T", 3, 50_000);
            all.addAll(List.of(staged, committed, whileItReads));
            BlobDestination thoughtDead = open(options);
            BlobDestination other = open(options);

            thoughtDead.stage(staged, batches.content(staged));
            thoughtDead.stage(committed, batches.content(committed));
            thoughtDead.commit(committed, batches.content(committed));
            deliver(other, staged);
            deliver(other, committed);
            // The round's end records what the other has recorded by now.
            thoughtDead.commit(staged, batches.content(staged));
            thoughtDead.sync();

            thoughtDead.commit(whileItReads, batches.content(whileItReads, slice -> {
                if (slice == 1) {
                    unchecked(() -> deliver(other, whileItReads));
                }
            }));
            thoughtDead.sync();
        }
        assertOnce(all);
        for (SealedBatch batch : all) {
            assertThat(files())
                    .filteredOn(file -> file.contains(batch.batchId()))
                    .singleElement()
                    .satisfies(file -> assertThat(bytes(file)).isEqualTo(batches.bytes(batch)));
        }
    }

    @Test
    void requestsThatAreBrokenOffBeforeOrAfterTheyAreCarriedOutDoubleNothing() throws Exception {
        List<SealedBatch> all = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            for (String request : List.of(
                    "PUT .*comp=block&",
                    "PUT .*comp=blocklist",
                    "PUT .*comp=appendblock",
                    "PUT .*\\.csv\\.gz\\?sv",
                    "PUT .*_schema",
                    "GET .*_manifest",
                    "HEAD ")) {
                SealedBatch batch = rows("T" + all.size(), 10);
                all.add(batch);
                BlobDestination destination =
                        open(request.contains("block&") || request.contains("blocklist") ? BLOCKS : new String[0]);
                Rule hangs = azurite.faults().hang(request, 1);
                Rule lost = azurite.faults().loseAnswer(request, 1);
                Future<?> delivery = thread.submit(() -> {
                    untilDelivered(destination, batch);
                    // And once more by a process that knows nothing of it, which has to ask.
                    untilDelivered(open(), batch);
                    return null;
                });
                assertThat(hangs.await(1, DEADLINE)).as(request).isTrue();
                azurite.faults().release();
                delivery.get();
                assertThat(lost.acted()).as(request).isEqualTo(1);
                azurite.faults().clear();
            }
        } finally {
            thread.shutdownNow();
        }
        assertOnce(all);
    }

    @Test
    void anAccountThatThrottlesHasTheBatchOnceInItsTime() throws Exception {
        SealedBatch batch = rows("T", 10);
        BlobDestination destination = open();
        // More than the SDK repeats by itself.
        Rule busy = azurite.faults().answer("PUT .*csv", 503, 3);
        Rule tooMany = azurite.faults().answer("PUT .*csv", 429, 3);
        untilDelivered(destination, batch);
        assertThat(List.of(busy.acted(), tooMany.acted())).containsExactly(3, 3);
        assertOnce(List.of(batch));
    }

    @Test
    void aStorageThatGoesAwayInTheMiddleHasTheBatchOnceWhenItIsBack() throws Exception {
        SealedBatch batch = batches.batch("T", 6, 100_000);
        BlobDestination destination = open(BLOCKS);
        assertThatThrownBy(() -> destination.stage(batch, batches.content(batch, slice -> {
                    if (slice == 3) {
                        azurite.crash();
                    }
                })))
                .satisfies(e -> assertThat(destination.classify(e)).isEqualTo(FailureKind.TRANSIENT));
        azurite.start();
        untilDelivered(destination, batch);
        assertThat(bytes(files().get(0))).isEqualTo(batches.bytes(batch));
        assertOnce(List.of(batch));
    }

    private interface Call {
        void run() throws Exception;
    }

    private static void unchecked(Call call) throws IOException {
        try {
            call.run();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
