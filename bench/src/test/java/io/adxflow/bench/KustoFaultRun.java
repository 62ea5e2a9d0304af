package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.load.LoadListener;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.engine.ResultTable;
import io.adxflow.emulator.faults.StorageFaults;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.sources.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A job under load that delivers to a stand-in over a storage of its own, and the means to hurt any of them. In the end, what
 * was acknowledged is held against the rows that the stand-in has.
 */
final class KustoFaultRun implements AutoCloseable {
    /** What the job sends once a batch is staged. */
    static final String BLOCK_LIST = "PUT .*comp=blocklist";

    static final String MARKER = "PUT .*comp=metadata";
    static final String MESSAGE = "POST .*/messages";

    private static final String DATABASE = "Metrics";
    private static final int SENDERS = 2;
    private static final double SAMPLES_PER_SECOND = 1_000;
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(400);
    private static final int QUIET_LOOKS = 20;
    private static final char OWN_TABLE_MARK = '_';

    private final KustoFault fault;
    private final KustoMode mode;
    private final long startNanos = System.nanoTime();
    private final AzuriteProcess azurite;
    private final KustoStandIn standIn;
    private final SenderWatch watch = new SenderWatch(address -> false, System::nanoTime);
    private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    private final List<RetryingSender> senders = new ArrayList<>();
    private final List<BitSet> abandonable = new ArrayList<>();
    private final List<Future<LoadResult>> results = new ArrayList<>();
    private volatile boolean abandoning;
    private int windows;
    private @Nullable FaultyJob job;

    KustoFaultRun(KustoFault fault, KustoMode mode, Path folder) throws Exception {
        this.fault = fault;
        this.mode = mode;
        azurite = AzuriteProcess.start(folder.resolve("azurite"));
        try {
            standIn = KustoStandIn.in(folder.resolve("kusto"), azurite)
                    .unseen(Duration.ofSeconds(10))
                    .start();
        } catch (Exception | Error e) {
            azurite.close();
            throw e;
        }
    }

    /** Starts the job and the load; returns when rows are acknowledged and in the stand-in. */
    void start(FaultyJob started, long seed) throws Exception {
        job = started;
        started.awaitReady();
        for (int i = 0; i < SENDERS; i++) {
            WireFormat format = i == 0 ? WireFormat.REMOTE_WRITE_2 : WireFormat.REMOTE_WRITE_1;
            Workload workload =
                    new Workload("kusto " + i, 10, 500, 50, 1, SAMPLES_PER_SECOND / SENDERS, 15_000, seed + i);
            BitSet mayBeAbandoned = new BitSet();
            abandonable.add(mayBeAbandoned);
            RetryingSender sender = new RetryingSender(
                    started.endpoints(), workload, format, LONGEST_BACKOFF, noting(mayBeAbandoned));
            senders.add(sender);
            results.add(threads.submit(sender));
        }
        acknowledge(1);
        Waiting.until("rows are in the stand-in", () -> rows() > 0);
    }

    private LoadListener noting(BitSet mayBeAbandoned) {
        return new LoadListener() {
            @Override
            public void acknowledged(long body) {
                if (abandoning) {
                    mayBeAbandoned.set((int) body);
                }
                watch.acknowledged(body);
            }
        };
    }

    KustoMode mode() {
        return mode;
    }

    FaultyJob job() {
        return job;
    }

    /** The job, where a cell needs a cluster. */
    ClusterJob cluster() {
        return (ClusterJob) job;
    }

    AzuriteProcess azurite() {
        return azurite;
    }

    StorageFaults storage() {
        return azurite.faults();
    }

    KustoStandIn standIn() {
        return standIn;
    }

    private long rows() {
        return standIn.stats().get(Count.ROWS);
    }

    /** Waits for this many more acknowledged bodies. */
    void acknowledge(int bodies) throws Exception {
        watch.awaitAcknowledgements(bodies, Waiting.PATIENCE.toMillis());
    }

    /** Waits until a fault of the storage has happened so often. */
    void await(StorageFaults.Rule rule, int times) throws Exception {
        assertThat(rule.await(times, Waiting.PATIENCE))
                .as("the fault happened %d times of %d", rule.acted(), times)
                .isTrue();
    }

    /** Waits until the stand-in has failed so often, counted from its start. */
    void awaitFaults(long times) throws Exception {
        Waiting.until("the stand-in has failed " + times + " times", () -> standIn.stats()
                        .get(Count.FAULTS)
                >= times);
    }

    /** Lets this many batches without a tag be ingested twice: the window that {@code docs/delivery.md} tells of. */
    void openWindow(int batches) {
        windows += mode == KustoMode.MARKER ? batches : 0;
    }

    /** What is acknowledged from now on until {@code false} may be abandoned, as by a restore of an older savepoint. */
    void abandoning(boolean now) {
        abandoning = now;
    }

    /** Ends the load, drains the job, prints the cell's line, and holds what is there against what was acknowledged. */
    void finish() throws Exception {
        azurite.faults().clear();
        standIn.faults().clear();
        senders.forEach(RetryingSender::finish);
        for (Future<LoadResult> result : results) {
            result.get();
        }
        awaitQuiet();
        job.drain();
        Waiting.until("the stand-in has nothing left to do", () -> standIn.queuedMessages() + standIn.inFlight() == 0);
        SampleCensus census = census();
        long acknowledged = 0;
        long lost = 0;
        long abandoned = 0;
        for (int i = 0; i < SENDERS; i++) {
            RetryingSender sender = senders.get(i);
            BitSet firm = (BitSet) sender.acknowledged().clone();
            firm.andNot(abandonable.get(i));
            acknowledged += sender.acknowledged().stream()
                    .mapToLong(body -> sender.generator().sampleCount(body))
                    .sum();
            lost += census.missing(sender.generator(), firm);
            abandoned += census.missing(sender.generator(), abandonable.get(i));
        }
        long again = standIn.stats().get(Count.BLOBS_INGESTED_AGAIN);
        System.out.printf(
                "kusto fault=%s mode=%s acknowledged=%d in_adx=%d lost=%d abandoned=%d doubled=%d batches_twice=%d"
                        + " window_batches=%d batches=%d skipped=%d failed=%d seconds=%d%n",
                fault.label(),
                mode.name().toLowerCase(java.util.Locale.ROOT),
                acknowledged,
                census.rows(),
                lost,
                abandoned,
                census.doubled().size(),
                again,
                windows,
                standIn.stats().get(Count.BLOBS_INGESTED),
                standIn.stats().get(Count.BLOBS_SKIPPED),
                standIn.stats().get(Count.BLOBS_FAILED),
                (System.nanoTime() - startNanos) / 1_000_000_000);
        assertThat(senders).allSatisfy(sender -> assertThat(sender.failures()).isEmpty());
        assertThat(acknowledged).isPositive();
        assertThat(census.strange()).as("rows nobody sent").isEmpty();
        assertThat(lost).as("acknowledged samples that are not there").isZero();
        assertThat(again).as("batches ingested twice").isBetween(0L, (long) windows);
        assertThat(census.doubled())
                .as("samples there twice, but for those of batches ingested twice")
                .hasSize(Math.toIntExact(standIn.stats().get(Count.ROWS_INGESTED_AGAIN)));
        assertThat(standIn.stats().get(Count.VALUES_NOT_OF_THEIR_TYPE)).isZero();
    }

    /** Until nothing is on its way any more: what is parked at the end of a job waits for the next one. */
    private void awaitQuiet() throws Exception {
        long[] lastRows = {-1};
        int[] looks = {0};
        Waiting.until("nothing is on its way", () -> {
            Map<String, Double> metrics = job.metrics();
            boolean quiet = !metrics.isEmpty() && standIn.queuedMessages() == 0 && lastRows[0] == rows();
            for (String gauge : List.of("buffered_rows", "open_batches", "parked_batches")) {
                quiet &= metrics.getOrDefault("adxflow_" + gauge, 0.0) == 0;
            }
            lastRows[0] = rows();
            looks[0] = quiet ? looks[0] + 1 : 0;
            return looks[0] == QUIET_LOOKS;
        });
    }

    private SampleCensus census() throws Exception {
        SampleCensus census = new SampleCensus();
        senders.forEach(sender -> census.expect(sender.generator()));
        for (List<@Nullable Object> found :
                standIn.command(DATABASE, ".show tables").rows()) {
            String table = String.valueOf(found.get(0));
            if (table.indexOf(OWN_TABLE_MARK) < 0) {
                ResultTable rows = standIn.query(DATABASE, table + " | project Timestamp, SeriesId, Labels, Value");
                for (List<@Nullable Object> row : rows.rows()) {
                    census.row(table, row.stream().map(String::valueOf).toList());
                }
            }
        }
        return census;
    }

    @Override
    public void close() throws Exception {
        threads.shutdownNow();
        try (azurite;
                standIn) {
            if (job != null) {
                job.close();
            }
        }
    }
}
