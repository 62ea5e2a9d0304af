package io.adxflow.sinks.delivery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parked batches of one database by sequence number, and when to go on with them: the oldest first among those that have failed
 * least, so that a batch which alone cannot be delivered does not stand in the way of the others. While the database fails, one
 * at a time. For one thread.
 */
final class ParkedQueue {
    /** Failures of those batches that have any. */
    private final Map<Long, Integer> failures = new HashMap<>();

    private final TreeSet<Long> waiting =
            new TreeSet<>(Comparator.<Long>comparingInt(sequence -> failures.getOrDefault(sequence, 0))
                    .thenComparing(sequence -> sequence));

    /** Those that are not to be attempted before a time of their own. */
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
        if (inFlight >= (isFailing() ? 1 : maxInFlight) || nowMillis < resumeAtMillis || waiting.isEmpty()) {
            return null;
        }
        inFlight++;
        return waiting.pollFirst();
    }

    /** Whether the last attempt failed for what concerns them all. */
    boolean isFailing() {
        return failuresInARow > 0;
    }

    /** Takes a batch that is not being attempted out; false when it is, or is not here. */
    boolean remove(long sequence) {
        boolean there = waiting.remove(sequence) || later.removeIf(one -> one.sequence == sequence);
        if (there) {
            failures.remove(sequence);
        }
        return there;
    }

    /** An attempt delivered it, or set it aside. */
    void settled(long sequence) {
        inFlight--;
        failures.remove(sequence);
        failuresInARow = 0;
    }

    /** An attempt failed, as those at the others would. */
    void failed(long sequence, long nowMillis) {
        inFlight--;
        failures.merge(sequence, 1, Integer::sum);
        waiting.add(sequence);
        failuresInARow++;
        pauseUntil(nowMillis + backoff.millis(failuresInARow));
    }

    /** An attempt failed for what concerns this batch alone. */
    void failedAlone(long sequence, long nowMillis) {
        inFlight--;
        int times = failures.merge(sequence, 1, Integer::sum);
        later.add(new Later(nowMillis + backoff.millis(times), sequence));
    }

    /** An attempt failed for what concerns other databases too, which whoever holds those sees to. */
    void failedWithOthers(long sequence) {
        inFlight--;
        failures.merge(sequence, 1, Integer::sum);
        waiting.add(sequence);
    }

    /** It was not attempted after all. */
    void putBack(long sequence) {
        inFlight--;
        waiting.add(sequence);
    }

    /** Asks for this one again at that time, and leaves the others as they are: nothing has failed. */
    void askAgain(long sequence, long atMillis) {
        later.add(new Later(atMillis, sequence));
    }

    /** The answer to an attempt was that the destination is still working on it. */
    void pending(long sequence, long askAgainAtMillis) {
        inFlight--;
        askAgain(sequence, askAgainAtMillis);
    }

    /** Leaves the rest alone for a first pause: their database has just failed. */
    void pauseFirst(long nowMillis) {
        if (waiting.isEmpty() && inFlight == 0) {
            pauseUntil(nowMillis + backoff.millis(1));
        }
    }

    /** Ends all pauses, also those of single batches. */
    void endPauses() {
        resumeAtMillis = 0;
        for (Later one : later) {
            waiting.add(one.sequence);
        }
        later.clear();
    }

    void pauseUntil(long millis) {
        resumeAtMillis = Math.max(resumeAtMillis, millis);
    }

    long resumeAtMillis() {
        return resumeAtMillis;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && later.isEmpty() && inFlight == 0;
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
