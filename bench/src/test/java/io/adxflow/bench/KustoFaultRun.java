package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.load.LoadListener;
import io.adxflow.bench.load.LoadResult;
import io.adxflow.bench.load.Workload;
import io.adxflow.emulator.AzuriteProcess;
import io.adxflow.emulator.KustoStandIn;
import io.adxflow.emulator.faults.StorageFaults;
import io.adxflow.emulator.ingestion.StandInStats.Count;
import io.adxflow.sources.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A job that delivers to a stand-in over a storage of its own, and the means to hurt any of them. Each fault is a cell: it has
 * senders, and so series, of its own, and is over when all that they sent is delivered. In the end the rows of each cell are
 * held against what was acknowledged in it.
 */
final class KustoFaultRun implements AutoCloseable {
    static final String BLOCK_LIST = "PUT .*comp=blocklist";
    static final String MARKER = "PUT .*comp=metadata";
    static final String MESSAGE = "POST .*/messages";

    private static final int SENDERS = 2;
    private static final double SAMPLES_PER_SECOND = 1_000;
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(400);
    private static final int QUIET_LOOKS = 15;

    private final KustoMode mode;
    private final long seed;
    private final AzuriteProcess azurite;
    private final KustoStandIn standIn;
    private final SenderWatch watch = new SenderWatch(address -> false, System::nanoTime);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<KustoCell> cells = new ArrayList<>();
    private volatile boolean abandoning;
    private long rowsBefore;
    private @Nullable KustoCell cell;
    private @Nullable FaultyJob job;

    KustoFaultRun(KustoMode mode, Path folder, long seed) throws Exception {
        this.mode = mode;
        this.seed = seed;
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

    void use(FaultyJob started) throws Exception {
        job = started;
        started.awaitReady();
    }

    /** Sends, has the fault happen, and waits until all that was sent is delivered. */
    void suffer(KustoFault fault) throws Exception {
        System.out.println("kusto begins fault=" + fault.label() + " mode=" + mode.label());
        rowsBefore = StandInRows.count(standIn);
        cell = new KustoCell(fault.label(), mode.label(), standIn);
        List<Future<LoadResult>> results = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            WireFormat format = i == 0 ? WireFormat.REMOTE_WRITE_2 : WireFormat.REMOTE_WRITE_1;
            Workload workload = new Workload(
                    "kusto " + i,
                    10,
                    500,
                    50,
                    1,
                    SAMPLES_PER_SECOND / SENDERS,
                    15_000,
                    seed + (long) cells.size() * SENDERS + i);
            KustoCell.Sent sent = new KustoCell.Sent();
            sent.sender = new RetryingSender(job.endpoints(), workload, format, LONGEST_BACKOFF, noting(sent));
            cell.sent.add(sent);
            results.add(threads.submit(sent.sender));
        }
        fault.happen(this);
        azurite.faults().clear();
        standIn.faults().clear();
        for (KustoCell.Sent sent : cell.sent) {
            sent.sender.finish();
        }
        for (Future<LoadResult> result : results) {
            result.get();
        }
        awaitQuiet();
        cell.end();
        cells.add(cell);
    }

    private LoadListener noting(KustoCell.Sent sent) {
        return new LoadListener() {
            @Override
            public void attempted(long body) {
                if (body > sent.lastAttempted) {
                    sent.lastAttempted = (int) body;
                }
            }

            @Override
            public void acknowledged(long body) {
                if (abandoning) {
                    sent.abandonable.set((int) body);
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

    /** The job, where a fault needs a cluster. */
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

    /** How often the stand-in has failed by now. */
    long faults() {
        return standIn.stats().get(Count.FAULTS);
    }

    /** Waits until the stand-in has failed so often. */
    void awaitFaults(long times) throws Exception {
        Waiting.until("the stand-in has failed " + times + " times", () -> faults() >= times);
    }

    /** Lets this many batches without a tag be ingested twice: the window that {@code docs/delivery.md} tells of. */
    void openWindow(int batches) {
        cell.windows.batches += mode == KustoMode.MARKER ? batches : 0;
    }

    /** Takes a savepoint, loads on until more than it held is delivered, and has the job start again from there. */
    void goBack(int bodies) throws Exception {
        abandoning = true;
        long deliveredBefore = delivered();
        String older = cluster().cluster().rest().savepoint(Waiting.PATIENCE);
        long attempted = cell.attempted();
        // What the job held then is delivered again, in other batches, as far as its files are still there.
        cell.windows.samples += attempted - deliveredBefore;
        acknowledge(bodies);
        Waiting.until("what the savepoint held is delivered", () -> delivered() > attempted);
        long delivered = delivered();
        cluster().goBackTo(older);
        // Nobody answers yet, so nearly nothing more was sent.
        cell.windows.abandoned += cell.attempted() - delivered;
        job.awaitReady();
        abandoning = false;
    }

    /** Samples of this fault that are in their tables. */
    private long delivered() throws Exception {
        return StandInRows.count(standIn) - rowsBefore;
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

    /** Drains the job, prints a line for each cell, and holds what is there against what was acknowledged. */
    void finish() throws Exception {
        job.drain();
        Waiting.until("the stand-in has nothing left to do", () -> standIn.queuedMessages() + standIn.inFlight() == 0);
        SampleCensus census = new SampleCensus();
        cells.forEach(cell -> cell.expect(census));
        StandInRows.visit(standIn, census::row);
        for (KustoCell cell : cells) {
            System.out.println(cell.line(census));
        }
        assertThat(census.strange()).as("rows nobody sent").isEmpty();
        assertThat(standIn.stats().get(Count.VALUES_NOT_OF_THEIR_TYPE)).isZero();
        assertThat(cells).allSatisfy(cell -> cell.check(census));
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
