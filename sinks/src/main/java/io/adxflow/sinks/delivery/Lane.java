package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.storage.AppendStore;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one JVM has for one moniker: its destination, threads of its own for each phase, and its breaker, so that
 * monikers share nothing that one of them could exhaust. Thread-safe. Operations block, and turn every failure into an
 * {@link Outcome}.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** No server keeps us away for longer, whatever it says. */
    private static final long MAX_RETRY_AFTER_MILLIS = 600_000;

    /** The reason of what was interrupted. */
    static final String INTERRUPTED = "interrupted";

    private final String moniker;
    private final DeliverySettings settings;
    private final AppendStore segments;
    private final CircuitBreaker breaker;
    private final ExecutorService stageThreads;
    private final ExecutorService commitThreads;
    private final ExecutorService parkedThreads;
    private final ExecutorService probeThread;
    private @Nullable Destination destination;
    private boolean closed;

    Lane(String moniker, DeliverySettings settings) {
        this.moniker = moniker;
        this.settings = settings;
        this.segments = settings.storage().segments();
        this.breaker = new CircuitBreaker(
                settings.breakerFailures(),
                Backoff.between(settings.minBackoff(), settings.maxBackoff()),
                System::currentTimeMillis);
        this.stageThreads = Threads.pool("stage-" + moniker, settings.stageThreads());
        this.commitThreads = Threads.pool("commit-" + moniker, settings.commitThreads());
        this.parkedThreads = Threads.pool("parked-" + moniker, settings.parkedThreads());
        this.probeThread = Threads.pool("probe-" + moniker, 1);
    }

    ExecutorService stageThreads() {
        return stageThreads;
    }

    ExecutorService commitThreads() {
        return commitThreads;
    }

    ExecutorService parkedThreads() {
        return parkedThreads;
    }

    /** When the destination may be asked again, epoch milliseconds; in the past when it may be now. */
    long availableAtMillis() {
        return available() ? 0 : breaker.openUntil();
    }

    /** False while the breaker is open. Starts a probe, aside, when it is time for one. */
    boolean available() {
        if (breaker.mayProbe()) {
            probeThread.execute(this::probe);
        }
        return !breaker.isOpen();
    }

    /** Stages a batch; returns null when that worked. */
    @Nullable
    Outcome stage(SealedBatch batch) {
        return attempt(batch, 0, target -> target.stage(batch, content(batch)));
    }

    /** Commits a batch. {@link #sync} must follow before the outcome may be believed, unless {@link #commitsAreDurable}. */
    Outcome commit(SealedBatch batch, int attemptsBefore) {
        Outcome failure = attempt(batch, attemptsBefore, target -> target.commit(batch, content(batch)));
        if (failure != null) {
            return failure;
        }
        breaker.succeeded();
        return Outcome.DELIVERED;
    }

    /** Whether {@link #sync} has nothing to do, ever. */
    synchronized boolean commitsAreDurable() {
        return destination != null && destination.commitsAreDurable();
    }

    /** Makes commits durable; returns null when that worked. */
    @Nullable
    Outcome sync() {
        return attempt(null, 0, Destination::sync);
    }

    void abort(SealedBatch batch) {
        attempt(batch, 0, target -> target.abort(batch));
    }

    void sweep() {
        Outcome failure = attempt(null, 0, Destination::sweep);
        if (failure != null) {
            LOG.warn("Staged files of earlier attempts at moniker {} were not removed: {}", moniker, failure.reason());
        }
    }

    /**
     * {@linkplain Destination#confirm Looks for verdicts}, unless the breaker is open. A failure here opens no breaker, since
     * deliveries may well go on; but a time for which the destination wants to be left alone holds for all.
     */
    long confirm(VerdictListener listener) throws Exception {
        if (!available()) {
            throw new IOException("paused after failures, last: " + breaker.lastFailure());
        }
        try {
            return destination().confirm(listener);
        } catch (Exception e) {
            leaveAlone(e);
            throw e;
        }
    }

    /** What a batch's bytes are read from. */
    BatchContent content(SealedBatch batch) {
        return new BatchContent(segments, batch);
    }

    private interface Step {
        void run(Destination destination) throws Exception;
    }

    private @Nullable Outcome attempt(@Nullable SealedBatch batch, int attemptsBefore, Step step) {
        if (!available()) {
            return Outcome.parked(
                    FailureKind.TRANSIENT, "paused after failures, last: " + breaker.lastFailure(), attemptsBefore);
        }
        try {
            step.run(destination());
            return null;
        } catch (Throwable e) {
            FailureKind kind = classify(e);
            boolean interrupted = isInterruption(e);
            if (kind.blamesDestination() && !interrupted) {
                breaker.failed(String.valueOf(e));
                leaveAlone(e);
            }
            LOG.debug("Moniker {}, batch {}: {}", moniker, batch == null ? "-" : batch.batchId(), kind, e);
            return Outcome.parked(
                    kind,
                    interrupted ? INTERRUPTED : String.valueOf(e),
                    kind == FailureKind.PENDING ? attemptsBefore : attemptsBefore + 1);
        }
    }

    private void probe() {
        boolean good = false;
        String failure = "";
        try {
            destination().probe();
            good = true;
        } catch (Throwable e) {
            failure = String.valueOf(e);
            leaveAlone(e);
        } finally {
            breaker.probed(good, failure);
        }
        LOG.info("Moniker {}: probe {}", moniker, good ? "succeeded" : "failed: " + failure);
    }

    /** Keeps away from a destination that said for how long. */
    private void leaveAlone(Throwable failure) {
        Destination target;
        synchronized (this) {
            target = destination;
        }
        long millis = target == null ? 0 : target.retryAfterMillis(failure);
        if (millis > 0) {
            breaker.pause(Math.min(millis, MAX_RETRY_AFTER_MILLIS), String.valueOf(failure));
        }
    }

    private synchronized Destination destination() throws Exception {
        if (closed) {
            throw new InterruptedException("closed");
        }
        Destination opened = destination;
        if (opened == null) {
            opened = Destinations.open(settings.monikers().get(moniker), moniker, settings.storage());
            destination = opened;
        }
        return opened;
    }

    private FailureKind classify(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingSegmentException) {
                return FailureKind.MISSING_DATA;
            }
            if (cause instanceof CorruptSliceException) {
                return FailureKind.CORRUPT_DATA;
            }
            if (cause instanceof Destinations.UnusableMonikerException) {
                return FailureKind.CONFIGURATION;
            }
        }
        Destination target;
        synchronized (this) {
            target = destination;
        }
        return target == null || isInterruption(failure) ? FailureKind.TRANSIENT : target.classify(failure);
    }

    private static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** Stops the threads without waiting for them. */
    @Override
    public void close() throws Exception {
        stageThreads.shutdownNow();
        commitThreads.shutdownNow();
        parkedThreads.shutdownNow();
        probeThread.shutdownNow();
        Destination closing;
        synchronized (this) {
            closed = true;
            closing = destination;
            destination = null;
        }
        if (closing != null) {
            closing.close();
        }
    }
}
