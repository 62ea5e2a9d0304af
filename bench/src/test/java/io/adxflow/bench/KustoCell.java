package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** What one fault did to one mode: what was acknowledged meanwhile, and what became of it. */
final class KustoCell {
    /** A sender's load. */
    static final class Sent {
        RetryingSender sender;
        /** Acknowledged bodies that a restore of an older savepoint may abandon. */
        final BitSet abandonable = new BitSet();
        /** The highest body that was sent. */
        volatile int lastAttempted = -1;

        private long attemptedSamples() {
            return IntStream.rangeClosed(0, lastAttempted)
                    .mapToLong(sender.generator()::sampleCount)
                    .sum();
        }

        private BitSet firm() {
            BitSet firm = (BitSet) sender.acknowledged().clone();
            firm.andNot(abandonable);
            return firm;
        }
    }

    /** What the fault is allowed to do; see {@code docs/delivery.md}. */
    static final class Windows {
        /** Batches that may be ingested twice. */
        int batches;
        /** Samples that may be there in two batches. */
        long samples;
        /** Samples acknowledged after a savepoint that may go with it. */
        long abandoned;
    }

    final List<Sent> sent = new ArrayList<>();
    final Windows windows = new Windows();
    private final String fault;
    private final String mode;
    private final KustoStandIn standIn;
    private final long startNanos = System.nanoTime();
    private final long blobsBefore;
    private final long skippedBefore;
    private final long failedBefore;
    private final long blobsAgainBefore;
    private final long rowsAgainBefore;
    private long seconds;
    private long blobs;
    private long skipped;
    private long failed;
    private long blobsAgain;
    private long rowsAgain;

    KustoCell(String fault, String mode, KustoStandIn standIn) {
        this.fault = fault;
        this.mode = mode;
        this.standIn = standIn;
        blobsBefore = count(Count.BLOBS_INGESTED);
        skippedBefore = count(Count.BLOBS_SKIPPED);
        failedBefore = count(Count.BLOBS_FAILED);
        blobsAgainBefore = count(Count.BLOBS_INGESTED_AGAIN);
        rowsAgainBefore = count(Count.ROWS_INGESTED_AGAIN);
    }

    private long count(Count count) {
        return standIn.stats().get(count);
    }

    /** Samples that were sent by now, answered or not. */
    long attempted() {
        return sent.stream().mapToLong(Sent::attemptedSamples).sum();
    }

    /** All is delivered. */
    void end() {
        seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
        blobs = count(Count.BLOBS_INGESTED) - blobsBefore;
        skipped = count(Count.BLOBS_SKIPPED) - skippedBefore;
        failed = count(Count.BLOBS_FAILED) - failedBefore;
        blobsAgain = count(Count.BLOBS_INGESTED_AGAIN) - blobsAgainBefore;
        rowsAgain = count(Count.ROWS_INGESTED_AGAIN) - rowsAgainBefore;
    }

    void expect(SampleCensus census) {
        sent.forEach(each -> census.expect(each.sender.generator()));
    }

    private long acknowledged() {
        return sent.stream()
                .mapToLong(each -> each.sender.acknowledged().stream()
                        .mapToLong(body -> each.sender.generator().sampleCount(body))
                        .sum())
                .sum();
    }

    private long rows(SampleCensus census) {
        return sent.stream()
                .mapToLong(each -> census.rows(each.sender.generator()))
                .sum();
    }

    private long lost(SampleCensus census) {
        return sent.stream()
                .mapToLong(each -> census.missing(each.sender.generator(), each.firm()))
                .sum();
    }

    private long abandoned(SampleCensus census) {
        return sent.stream()
                .mapToLong(each -> census.missing(each.sender.generator(), each.abandonable))
                .sum();
    }

    private long doubled(SampleCensus census) {
        return sent.stream()
                .mapToLong(each -> census.doubled(each.sender.generator()).size())
                .sum();
    }

    /** All of it, in one line. */
    String line(SampleCensus census) {
        return ("kusto fault=%s mode=%s acknowledged=%d in_adx=%d lost=%d abandoned=%d doubled=%d batches_twice=%d"
                        + " window_batches=%d window_samples=%d window_abandoned=%d batches=%d skipped=%d failed=%d seconds=%d")
                .formatted(
                        fault,
                        mode,
                        acknowledged(),
                        rows(census),
                        lost(census),
                        abandoned(census),
                        doubled(census),
                        blobsAgain,
                        windows.batches,
                        windows.samples,
                        windows.abandoned,
                        blobs,
                        skipped,
                        failed,
                        seconds);
    }

    /** Fails unless everything is there once, but for the windows. */
    void check(SampleCensus census) {
        String cell = fault + " " + mode;
        assertThat(sent).as(cell).allSatisfy(each -> assertThat(each.sender.failures())
                .isEmpty());
        assertThat(acknowledged()).as(cell).isPositive();
        assertThat(lost(census))
                .as("%s: acknowledged samples that are not there", cell)
                .isZero();
        assertThat(blobsAgain).as("%s: batches ingested twice", cell).isBetween(0L, (long) windows.batches);
        // Of those batches some hold metadata, which the census leaves out.
        assertThat(doubled(census))
                .as("%s: samples there twice, of batches ingested twice", cell)
                .isBetween(0L, rowsAgain + windows.samples);
        assertThat(abandoned(census))
                .as("%s: samples acknowledged after the savepoint that are not there", cell)
                .isBetween(0L, windows.abandoned);
    }
}
