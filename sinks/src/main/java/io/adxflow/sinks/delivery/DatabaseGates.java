package io.adxflow.sinks.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one moniker's batches away from those of its databases that fail while the others go on. A gate closes at the first
 * failure that somebody has to mend, or after a few of those that pass, and opens again with the first batch that gets through.
 * Parked batches may always try, as who holds them paces them; of others one at a time is a probe, after growing pauses.
 * Thread-safe.
 */
final class DatabaseGates {
    /** Databases that are kept in mind; those beyond are tried with each batch. */
    static final int MAX_DATABASES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseGates.class);

    /** @param kind of the last failure */
    private record Gate(CircuitBreaker breaker, FailureKind kind) {}

    private final String moniker;
    private final int threshold;
    private final Backoff pauses;
    private final LongSupplier millis;

    /** Of databases whose last attempt failed; empty for most. */
    private final Map<String, Gate> failing = new HashMap<>();

    /** @param millis a clock */
    DatabaseGates(String moniker, int threshold, Backoff pauses, LongSupplier millis) {
        this.moniker = moniker;
        this.threshold = threshold;
        this.pauses = pauses;
        this.millis = millis;
    }

    /** What to tell of a batch whose database is left alone; null when it may be tried. */
    synchronized @Nullable Outcome closed(String database) {
        Gate gate = failing.get(database);
        return gate == null || !gate.breaker.isOpen()
                ? null
                : new Outcome(gate.kind, FailureScope.DATABASE, gate.breaker.lastFailure(), 0);
    }

    /** True for one caller when a closed database's pause is over; what becomes of the batch must be told to this. */
    synchronized boolean mayProbe(String database) {
        Gate gate = failing.get(database);
        return gate != null && gate.breaker.mayProbe();
    }

    /** A batch got through. */
    void succeeded(String database) {
        Gate gate;
        synchronized (this) {
            gate = failing.remove(database);
        }
        if (gate != null && gate.breaker.isOpen()) {
            LOG.info("Moniker {}: database {} takes batches again", moniker, database);
        }
    }

    /** A batch failed for what concerns its database. */
    void failed(String database, FailureKind kind, String failure) {
        boolean closedNow;
        synchronized (this) {
            Gate before = failing.get(database);
            if (before == null && failing.size() >= MAX_DATABASES) {
                return;
            }
            CircuitBreaker breaker = before == null ? new CircuitBreaker(threshold, pauses, millis) : before.breaker;
            boolean closedBefore = breaker.isOpen();
            if (closedBefore || kind == FailureKind.CONFIGURATION) {
                breaker.opened(failure);
            } else {
                breaker.failed(failure);
            }
            failing.put(database, new Gate(breaker, kind));
            closedNow = !closedBefore && breaker.isOpen();
        }
        if (closedNow) {
            LOG.warn(
                    "Moniker {}: database {} takes no batches: {}. They wait, and the other databases go on. Once that is mended"
                            + " they are delivered by themselves; ./adxflow parked shows, moves or drops them",
                    moniker,
                    database,
                    failure);
        }
    }

    /** A batch that was let through failed for another reason, or was interrupted. */
    synchronized void undecided(String database) {
        Gate gate = failing.get(database);
        if (gate != null) {
            gate.breaker.probeUndecided();
        }
    }
}
