package io.adxflow.job.cli;

import io.adxflow.job.ops.DrainSignal;
import io.adxflow.job.ops.MetricStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a run in good order: no more requests, everything open cut, sealed and committed, one more checkpoint, end.
 *
 * <p>The job is cancelled after that checkpoint and not stopped with a savepoint: what must outlive the run (parked batches,
 * hashes of bodies) is in the checkpoint, and so the next start has one place to look, whichever way the last run ended.
 */
final class Drain {
    private static final long POLL_MILLIS = 200;

    /** Segment files that hold parked batches outlive the drain. That only those are left shows in that nothing moves for this long. */
    private static final int STILL_POLLS = 15;

    private static final String[] MUST_BE_ZERO = {
        "acks_waiting",
        "buffered_rows",
        "metrics_from_windows",
        "open_batches",
        "late_batches",
        "pending_batches",
        "body_log_files",
        "segment_files"
    };

    private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final EmbeddedCluster cluster;
    private final Duration timeout;
    private final MetricStore metrics;

    Drain(EmbeddedCluster cluster, Duration timeout, MetricStore metrics) {
        this.cluster = cluster;
        this.timeout = timeout;
        this.metrics = metrics;
    }

    /** Returns the exit code: good when everything that can be committed is. */
    int run() throws Exception {
        long deadline = System.nanoTime() + timeout.toNanos();
        System.out.println("Draining: refusing requests, committing what is open (a second signal ends at once) …");
        DrainSignal.begin();
        try {
            // Behind this checkpoint stands everything taken before the signal, and readers have seen the flag.
            cluster.checkpoint(left(deadline));
            awaitQuiet(deadline);
            cluster.checkpoint(left(deadline));
            cluster.cancel(left(deadline));
        } catch (TimeoutException | ExecutionException late) {
            System.err.println("The drain did not end within " + Text.duration(timeout) + " (run.drain-timeout)"
                    + (late instanceof ExecutionException ? ": " + late.getCause() : "") + "; still there: "
                    + describe(remaining())
                    + ".\nNothing is lost: the next run with the same --data continues from the newest checkpoint.");
            cancelAnyway();
            return ExitCodes.FAILED;
        }
        double parked = waiting();
        System.out.println("Drained: everything open is committed"
                + (parked > 0 ? ", except " + Text.plural((long) parked, "parked batch") + " for the next run" : "")
                + ".");
        return ExitCodes.OK;
    }

    /** So that the tasks end in order and not with errors in the log. */
    private void cancelAnyway() throws InterruptedException {
        try {
            cluster.cancel(CANCEL_TIMEOUT);
        } catch (TimeoutException | ExecutionException stuck) {
            LOG.warn("The job could not be cancelled", stuck);
        }
    }

    private void awaitQuiet(long deadline) throws InterruptedException, TimeoutException {
        Map<String, Double> before = Map.of();
        int still = 0;
        while (true) {
            Map<String, Double> now = remaining();
            if (now.isEmpty()) {
                return;
            }
            still = now.equals(before) ? still + 1 : 0;
            boolean onlyParked = waiting() > 0 && now.keySet().equals(Set.of("segment_files"));
            if (onlyParked && still >= STILL_POLLS) {
                return;
            }
            before = now;
            left(deadline);
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Batches that no drain can deliver: their destination does not take them, or somebody has paused them. */
    private double waiting() {
        return metrics.sum("parked_batches") + metrics.sum("held_batches");
    }

    private Map<String, Double> remaining() {
        Map<String, Double> remaining = new LinkedHashMap<>();
        for (String name : MUST_BE_ZERO) {
            double value = metrics.sum(name);
            if (value > 0) {
                remaining.put(name, value);
            }
        }
        // Between sealed and committed a batch is in no gauge. After a restore more may be committed than was sealed.
        double underway = metrics.sum("sealed_batches_total")
                - metrics.sum("committed_batches_total")
                - metrics.sum("missing_batches_total")
                - metrics.sum("dead_batches_total")
                - metrics.sum("dropped_batches_total")
                - waiting();
        if (underway > 0) {
            remaining.put("uncommitted_batches", underway);
        }
        return remaining;
    }

    private static String describe(Map<String, Double> remaining) {
        return remaining.isEmpty()
                ? "the last checkpoint"
                : remaining.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + Text.count(entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static Duration left(long deadline) throws TimeoutException {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new TimeoutException();
        }
        return Duration.ofNanos(nanos);
    }
}
