package io.adxflow.sinks.delivery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One moniker's parked batches by sequence number, and when to go on with them: the oldest first among those that have failed
 * least, so that a batch which alone cannot be delivered does not stand in the way of the others. For one thread.
 */
final class ParkedQueue {
    /** Failures of those batches that have any. */
    private final Map<Long, Integer> failures = new HashMap<>();

    private final TreeSet<Long> waiting =
            new TreeSet<>(Comparator.<Long>comparingInt(sequence -> failures.getOrDefault(sequence, 0))
                    .thenComparing(sequence -> sequence));
    /** Those that their destination is working on, by when to ask for them. */
    private final PriorityQueue<Later> later = new PriorityQueue<>();

    private final int maxInFlight;
    private final Backoff backoff;
    private int inFlight;
    private int failuresInARow;
    private long resumeAtMillis;

    ParkedQueue(int maxInFlight, Backoff backoff) {
        this.maxInFlight = maxInFlight;
        this.backoff = backoff;
    }

    void add(long sequence) {
        waiting.add(sequence);
    }

    /** The next batch to attempt, or null when it is not the time for one. */
    @Nullable
    Long next(long nowMillis) {
        for (Later due = later.peek(); due != null && due.atMillis <= nowMillis; due = later.peek()) {
            later.remove();
            waiting.add(due.sequence);
        }
        if (inFlight >= maxInFlight || nowMillis < resumeAtMillis || waiting.isEmpty()) {
            return null;
        }
        inFlight++;
        return waiting.pollFirst();
    }

    void settled(long sequence) {
        inFlight--;
        failures.remove(sequence);
        failuresInARow = 0;
    }

    void failed(long sequence, long nowMillis) {
        inFlight--;
        failures.merge(sequence, 1, Integer::sum);
        waiting.add(sequence);
        failuresInARow++;
        pauseUntil(nowMillis + backoff.millis(failuresInARow));
    }

    /** Asks for this one again at that time, and leaves the others as they are: nothing has failed. */
    void askAgain(long sequence, long atMillis) {
        later.add(new Later(atMillis, sequence));
    }

    /** The answer to an attempt was that the destination is still working on it. */
    void pending(long sequence, long askAgainAtMillis) {
        inFlight--;
        failuresInARow = 0;
        askAgain(sequence, askAgainAtMillis);
    }

    /** Leaves the rest alone for a first pause: their destination has just failed. */
    void pauseFirst(long nowMillis) {
        if (waiting.isEmpty() && inFlight == 0) {
            pauseUntil(nowMillis + backoff.millis(1));
        }
    }

    void pauseUntil(long millis) {
        resumeAtMillis = Math.max(resumeAtMillis, millis);
    }

    long resumeAtMillis() {
        return resumeAtMillis;
    }

    /** When {@link #next} will have something to give, should nothing else happen; never, when it has nothing. */
    long nextAtMillis() {
        if (!waiting.isEmpty()) {
            return resumeAtMillis;
        }
        Later first = later.peek();
        return first == null ? Long.MAX_VALUE : Math.max(first.atMillis, resumeAtMillis);
    }

    private record Later(long atMillis, long sequence) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
