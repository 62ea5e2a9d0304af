package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.CorruptSliceException;
import io.adxflow.sinks.batch.MissingSegmentException;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.RateGate.NotYetException;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.watch.DeliveryRecords;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that one JVM has for one moniker as it was defined at a time: its destination, threads of its own for each phase, its breaker, and a gate for each
 * database that fails alone, so that monikers share nothing that one of them could exhaust, and databases nothing that one
 * of them could close. Thread-safe. Operations block, and turn every failure into an {@link Outcome}.
 */
final class Lane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** No server keeps us away for longer, whatever it says. */
    private static final long MAX_RETRY_AFTER_MILLIS = 600_000;

    /** The reason of what was interrupted. */
    static final String INTERRUPTED = "interrupted";

    private final Place place;
    private final String moniker;
    private final MonikerBoard board;
    private final Definitions definitions;
    private final DeliverySettings settings;
    private final AppendStore segments;
    private final CircuitBreaker breaker;
    private final DatabaseGates gates;
    private final ExecutorService stageThreads;
    private final ExecutorService commitThreads;
    private final ExecutorService parkedThreads;
    private final ExecutorService probeThread;
    private final ExecutorService databaseProbeThread;
    private @Nullable Destination destination;
    private @Nullable MonikerSpec opened;
    private volatile RateGate rate = new RateGate(RateLimits.NONE, System::nanoTime);
    private volatile long usedAtMillis = System.currentTimeMillis();
    private long takenRequests;
    private long reopened;
    private boolean closed;

    Lane(Place place, DeliverySettings settings) {
        this.place = place;
        this.moniker = place.moniker();
        this.board = MonikerBoard.of(settings.storage());
        this.definitions = new Definitions(place, settings);
        this.settings = settings;
        this.segments = settings.storage().segments();
        Backoff pauses = Backoff.between(settings.minBackoff(), settings.maxBackoff());
        this.breaker = new CircuitBreaker(settings.breakerFailures(), pauses, System::currentTimeMillis);
        this.gates = new DatabaseGates(moniker, settings.breakerFailures(), pauses, System::currentTimeMillis);
        this.stageThreads = Threads.pool("stage-" + moniker, settings.stageThreads());
        this.commitThreads = Threads.pool("commit-" + moniker, settings.commitThreads());
        this.parkedThreads = Threads.pool("parked-" + moniker, settings.parkedThreads());
        this.probeThread = Threads.pool("probe-" + moniker, 1);
        this.databaseProbeThread = Threads.pool("probe-database-" + moniker, 1);
    }

    Lane used() {
        usedAtMillis = System.currentTimeMillis();
        return this;
    }

    /** For how long nobody has asked for this lane. */
    long unusedMillis(long nowMillis) {
        return nowMillis - usedAtMillis;
    }

    /** Why batches of this place wait, though nothing has failed; or null. */
    private @Nullable Outcome held(int attempts) {
        return board.isPaused(place.held())
                ? Outcome.parked(FailureKind.HELD, "subscription " + place.held() + " is paused", attempts)
                : null;
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

    /** Ends the pause that the breaker is in, so that the destination is probed at once. */
    void probeNow() {
        breaker.endPause();
    }

    /** Requests that the destination has counted since this was last asked, by whomever. */
    synchronized long takeRequests() {
        long now = destination == null ? takenRequests : destination.requests();
        // Less than before: the destination was opened anew.
        long since = now < takenRequests ? now : now - takenRequests;
        takenRequests = now;
        return since;
    }

    /** For how long no batch is let in for the moniker's rate, milliseconds. */
    long rateWaitMillis() {
        return rate.waitMillis();
    }

    /** False while the breaker is open. Starts a probe, aside, when it is time for one. */
    boolean available() {
        if (breaker.mayProbe()) {
            probeThread.execute(this::probe);
        }
        return !breaker.isOpen();
    }

    /** Stages a batch, unless its database is left alone now; returns null when that worked. */
    @Nullable
    Outcome stage(SealedBatch batch) {
        Outcome held = held(0);
        Outcome refusal = held != null ? held : gates.closed(batch.key().database());
        if (refusal != null) {
            return refusal;
        }
        return attempt(batch, 0, target -> {
            rate.enter(batch, target.requests());
            target.stage(batch, content(batch));
        });
    }

    /**
     * Commits a batch for the first time, unless its database is left alone now. {@link #sync} must follow before the outcome
     * may be believed, unless {@link #commitsAreDurable}.
     *
     * <p>A database that is left alone is tried again by a batch of its own, aside: those of other databases are not to wait for
     * that, and who is told that its batch is parked finds it done.
     */
    Outcome commit(SealedBatch batch) {
        Outcome held = held(0);
        if (held != null) {
            return held;
        }
        String database = batch.key().database();
        Outcome refusal = gates.closed(database);
        if (refusal == null) {
            return commit(batch, 0);
        }
        if (available() && gates.mayProbe(database)) {
            databaseProbeThread.execute(() -> {
                Outcome unused = commit(batch, 0);
            });
        }
        return refusal;
    }

    /** The same for a batch that was parked, whatever is known of its database: its holder sees to the pauses. */
    Outcome commitParked(SealedBatch batch, int attemptsBefore) {
        return commit(batch, attemptsBefore);
    }

    /** The same for one whose bytes are elsewhere. */
    Outcome commitKept(SealedBatch batch, int attemptsBefore, AppendStore store) {
        return commit(batch, attemptsBefore, new BatchContent(store, batch));
    }

    private Outcome commit(SealedBatch batch, int attemptsBefore) {
        return commit(batch, attemptsBefore, content(batch));
    }

    private Outcome commit(SealedBatch batch, int attemptsBefore, BatchContent content) {
        Outcome failure = attempt(batch, attemptsBefore, target -> {
            rate.enter(batch, target.requests());
            target.commit(batch, content);
        });
        if (failure != null) {
            return failure;
        }
        rate.left(batch);
        breaker.succeeded();
        gates.succeeded(batch.key().database());
        DeliveryRecords.jvm().delivered(moniker, batch.key().database());
        return Outcome.DELIVERED;
    }

    /** Keeps a database's batches back from the start, as one was parked for its sake before a restart. */
    void leaveAlone(String database, FailureKind kind, String reason) {
        gates.failed(database, kind, reason);
    }

    /** Whether {@link #sync} has nothing to do, ever. */
    synchronized boolean commitsAreDurable() {
        return destination != null && destination.commitsAreDurable();
    }

    /** How often the destination was opened anew, since its moniker was defined otherwise; for {@link #sync}. */
    synchronized long reopened() {
        return reopened;
    }

    /**
     * Makes commits durable; returns null when that worked.
     *
     * @param reopenedBefore what {@link #reopened} was before the first of the commits: what a destination that is closed since has not
     *     made durable, the one that took its place knows nothing of
     */
    @Nullable
    Outcome sync(long reopenedBefore) {
        Outcome failure = attempt(null, 0, Destination::sync);
        return failure != null || commitsAreDurable() || reopened() == reopenedBefore
                ? failure
                : Outcome.parked(FailureKind.LATE, "the moniker was defined otherwise meanwhile", 0);
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
            decided(batch, null, "");
            return Outcome.parked(
                    FailureKind.TRANSIENT, "paused after failures, last: " + breaker.lastFailure(), attemptsBefore);
        }
        try {
            step.run(destination());
            return null;
        } catch (Throwable e) {
            FailureKind kind = classify(e);
            FailureScope scope = batch == null ? FailureScope.DESTINATION : scope(e);
            boolean interrupted = isInterruption(e);
            boolean blames = kind.blamesPlace() && !interrupted;
            if (blames && scope == FailureScope.DESTINATION) {
                breaker.failed(String.valueOf(e));
                leaveAlone(e);
            }
            if (blames && scope != FailureScope.TABLE) {
                failed(scope, kind, batch, e);
            }
            decided(batch, blames && scope == FailureScope.DATABASE ? kind : null, String.valueOf(e));
            LOG.debug("Moniker {}, batch {}: {} of {}", moniker, batch == null ? "-" : batch.batchId(), kind, scope, e);
            return new Outcome(
                    kind,
                    scope,
                    interrupted ? INTERRUPTED : String.valueOf(e),
                    kind == FailureKind.PENDING || e instanceof NotYetException ? attemptsBefore : attemptsBefore + 1);
        }
    }

    private void failed(FailureScope scope, FailureKind kind, @Nullable SealedBatch batch, Throwable failure) {
        String database =
                scope == FailureScope.DATABASE && batch != null ? batch.key().database() : null;
        DeliveryRecords.jvm()
                .failed(
                        moniker,
                        database == null ? DeliveryRecords.Part.DESTINATION : DeliveryRecords.Part.DATABASE,
                        database == null ? "" : database,
                        kind.name().toLowerCase(Locale.ROOT),
                        String.valueOf(failure));
    }

    /** @param ofDatabase how its database failed, null when what happened says nothing of it */
    private void decided(@Nullable SealedBatch batch, @Nullable FailureKind ofDatabase, String failure) {
        if (batch == null) {
            return;
        }
        if (ofDatabase == null) {
            gates.undecided(batch.key().database());
        } else {
            gates.failed(batch.key().database(), ofDatabase, failure);
        }
    }

    private void probe() {
        boolean good = false;
        String failure = "";
        try {
            destination().probe();
            good = true;
            DeliveryRecords.jvm().works(moniker, DeliveryRecords.Part.DESTINATION);
        } catch (Throwable e) {
            failure = String.valueOf(e);
            failed(FailureScope.DESTINATION, classify(e), null, e);
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
        usedAtMillis = System.currentTimeMillis();
        MonikerSpec wanted = definitions.current();
        Destination known = destination;
        if (known != null && !wanted.equals(opened)) {
            // The same place, defined otherwise. What runs in it may fail, and is attempted again.
            destination = null;
            reopened++;
            known.close();
            known = null;
        }
        if (known == null) {
            known = new VersionedDestination(
                    Destinations.open(wanted, moniker, settings.storage()),
                    TableVersions.of(settings.storage()),
                    settings.publishedAt().contains(wanted.kind()));
            if (opened == null || !RateLimits.of(wanted).equals(RateLimits.of(opened))) {
                rate = new RateGate(RateLimits.of(wanted), System::nanoTime);
            }
            destination = known;
            opened = wanted;
        }
        return known;
    }

    private FailureKind classify(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingSegmentException) {
                return FailureKind.MISSING_DATA;
            }
            if (cause instanceof CorruptSliceException) {
                return FailureKind.CORRUPT_DATA;
            }
            if (cause instanceof Definitions.NotKnownYetException || cause instanceof NotYetException) {
                return FailureKind.LATE;
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

    private FailureScope scope(Throwable failure) {
        Destination target;
        synchronized (this) {
            target = destination;
        }
        return target == null || isInterruption(failure) ? FailureScope.DESTINATION : target.scope(failure);
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
        databaseProbeThread.shutdownNow();
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
