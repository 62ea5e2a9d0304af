package io.adxflow.bench;

import io.adxflow.bench.load.LoadListener;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What all senders together see of a cluster: how long nobody gets a 2xx from anywhere, and what they get instead. A view of the
 * outside, so that it holds whatever the cluster says of itself. Thread-safe.
 */
final class SenderWatch implements LoadListener {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * What was seen since a mark.
     *
     * @param unavailableSeconds the longest span without any 2xx, from the mark or a 2xx to the next one
     * @param later answers 503 with Retry-After
     * @param bare other answers 5xx and 429
     * @param broken connections that broke before the answer
     * @param nowhere attempts while no endpoint was ready
     * @param refused connections refused, but for those of processes that were ended
     */
    record Seen(
            double unavailableSeconds,
            long acknowledged,
            long later,
            long bare,
            long broken,
            long nowhere,
            long refused) {
        Seen plus(Seen other) {
            return new Seen(
                    Math.max(unavailableSeconds, other.unavailableSeconds),
                    acknowledged + other.acknowledged,
                    later + other.later,
                    bare + other.bare,
                    broken + other.broken,
                    nowhere + other.nowhere,
                    refused + other.refused);
        }

        @Override
        public String toString() {
            return "unavailable_s=%.1f acknowledged=%d answered_503_retry_after=%d other_5xx=%d broken=%d"
                            .formatted(unavailableSeconds, acknowledged, later, bare, broken)
                    + " no_endpoint=" + nowhere + " refused_by_the_living=" + refused;
        }
    }

    private final Predicate<@Nullable InetSocketAddress> lives;
    private final LongSupplier nanos;
    private long lastNanos;
    private long longestNanos;
    private long acknowledged;
    private long later;
    private long bare;
    private long broken;
    private long nowhere;
    private long refused;

    /**
     * @param lives whether a process is meant to listen there
     * @param nanos the clock
     */
    SenderWatch(Predicate<@Nullable InetSocketAddress> lives, LongSupplier nanos) {
        this.lives = lives;
        this.nanos = nanos;
        lastNanos = nanos.getAsLong();
    }

    /** Begins anew, and returns what was seen until now. */
    synchronized Seen mark() {
        endSpan();
        Seen seen = new Seen(longestNanos / NANOS_PER_SECOND, acknowledged, later, bare, broken, nowhere, refused);
        longestNanos = acknowledged = later = bare = broken = nowhere = refused = 0;
        return seen;
    }

    private void endSpan() {
        long now = nanos.getAsLong();
        longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
    }

    /** Waits for this many more acknowledgements. */
    synchronized void awaitAcknowledgements(int count, long millis) throws InterruptedException, TimeoutException {
        long enough = acknowledged + count;
        long deadline = System.currentTimeMillis() + millis;
        while (acknowledged < enough) {
            long left = deadline - System.currentTimeMillis();
            if (left <= 0) {
                throw new TimeoutException(enough - acknowledged + " of " + count + " acknowledgements are missing");
            }
            wait(left);
        }
    }

    @Override
    public synchronized void acknowledged(long body) {
        endSpan();
        acknowledged++;
        notifyAll();
    }

    @Override
    public synchronized void refused(long body, int status, long retryAfterSeconds) {
        if (status == 503 && retryAfterSeconds > 0) {
            later++;
        } else {
            bare++;
        }
    }

    @Override
    public synchronized void lost(long body, @Nullable InetSocketAddress address, Exception cause) {
        if (cause instanceof NoRouteToHostException) {
            nowhere++;
        } else if (cause instanceof ConnectException) {
            refused += lives.test(address) ? 1 : 0;
        } else {
            broken++;
        }
    }
}
