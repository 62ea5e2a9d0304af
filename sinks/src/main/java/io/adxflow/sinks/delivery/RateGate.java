package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a moniker to its {@linkplain RateLimits rate}: lets a batch in once, when nothing is overdrawn, and charges it then; who was let
 * in when it was staged is let in again for its commit. Thread-safe.
 */
final class RateGate {
    private static final int REMEMBERED = 100_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final @Nullable TokenBucket bytes;
    private final @Nullable TokenBucket requests;
    private final @Nullable TokenBucket batches;
    private final Map<String, Boolean> admitted = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long countedRequests;

    /** @param nanos a clock, as {@link System#nanoTime} */
    RateGate(RateLimits limits, LongSupplier nanos) {
        this.bytes = bucket(limits.bytesPerSecond(), nanos);
        this.requests = bucket(limits.requestsPerSecond(), nanos);
        this.batches = bucket(limits.batchesPerSecond(), nanos);
    }

    private static @Nullable TokenBucket bucket(double perSecond, LongSupplier nanos) {
        return perSecond > 0 ? new TokenBucket(perSecond, nanos) : null;
    }

    /** Says that a batch is not to be delivered yet, though nothing has failed. */
    static final class NotYetException extends Exception {
        NotYetException() {
            super("waits its turn, as " + RateLimits.KEY + " has it");
        }
    }

    /**
     * Lets a batch in.
     *
     * @param requestsSoFar as the destination counts them
     */
    synchronized void enter(SealedBatch batch, long requestsSoFar) throws NotYetException {
        if (all().isEmpty() || admitted.containsKey(batch.batchId())) {
            return;
        }
        chargeRequests(requestsSoFar);
        if (waitMillis() > 0) {
            throw new NotYetException();
        }
        if (bytes != null) {
            bytes.charge((double) batch.storedBytes());
        }
        if (batches != null) {
            batches.charge(1);
        }
        // Of a destination that counts none.
        if (requests != null && requestsSoFar == 0) {
            requests.charge(1);
        }
        admitted.put(batch.batchId(), true);
    }

    private void chargeRequests(long now) {
        // Less than before: the destination was opened anew.
        if (requests != null && now > countedRequests) {
            requests.charge((double) (now - countedRequests));
        }
        countedRequests = now;
    }

    /** A batch is delivered. */
    synchronized void left(SealedBatch batch) {
        admitted.remove(batch.batchId());
    }

    /** For how long none is let in, milliseconds. */
    synchronized long waitMillis() {
        long nanos = 0;
        for (TokenBucket bucket : all()) {
            nanos = Math.max(nanos, bucket.waitNanos());
        }
        return (long) Math.ceil(nanos / NANOS_PER_MILLI);
    }

    private List<TokenBucket> all() {
        List<TokenBucket> all = new ArrayList<>(3);
        for (TokenBucket bucket : new TokenBucket[] {bytes, requests, batches}) {
            if (bucket != null) {
                all.add(bucket);
            }
        }
        return all;
    }
}
