package io.adxflow.sinks.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One moniker's parked batches, in a {@linkplain ParkedQueue queue} for each database that has any. Databases take turns, and of
 * those that fail at most half of the places are taken, so that none holds up the others; what concerns the destination makes all
 * of them wait. For one thread.
 */
final class MonikerQueue {
    private final Map<String, ParkedQueue> queues = new HashMap<>();

    /** Those of {@link #queues}; the first is next. */
    private final Deque<String> turns = new ArrayDeque<>();

    private final int maxInFlight;
    private final Backoff backoff;
    private int inFlight;
    private int inFlightOfFailing;
    private int failuresInARow;
    private long resumeAtMillis;

    /** An attempt that may begin. */
    record Turn(String database, long sequence, boolean ofFailing) {}

    MonikerQueue(int maxInFlight, Backoff backoff) {
        this.maxInFlight = maxInFlight;
        this.backoff = backoff;
    }

    /** The queue of a database, made if need be. */
    ParkedQueue of(String database) {
        return queues.computeIfAbsent(database, name -> {
            turns.addLast(name);
            return new ParkedQueue(maxInFlight, backoff);
        });
    }

    /** The next batch to attempt, or null when it is not the time for one. One of the methods below must follow. */
    @Nullable
    Turn next(long nowMillis) {
        if (inFlight >= maxInFlight || nowMillis < resumeAtMillis) {
            return null;
        }
        for (int left = turns.size(); left > 0; left--) {
            String database = turns.removeFirst();
            turns.addLast(database);
            ParkedQueue queue = of(database);
            boolean failing = queue.isFailing();
            if (failing && inFlightOfFailing >= Math.max(1, maxInFlight / 2)) {
                continue;
            }
            Long sequence = queue.next(nowMillis);
            if (sequence != null) {
                inFlight++;
                inFlightOfFailing += failing ? 1 : 0;
                return new Turn(database, sequence, failing);
            }
        }
        return null;
    }

    /** It is delivered, or set aside. */
    void settled(Turn turn) {
        over(turn);
        failuresInARow = 0;
        of(turn.database()).settled(turn.sequence());
        forgetEmpty(turn.database());
    }

    /** It failed, and others with it as far as the scope reaches. */
    void failed(Turn turn, FailureScope scope, long nowMillis) {
        over(turn);
        ParkedQueue queue = of(turn.database());
        switch (scope) {
            case DESTINATION -> {
                queue.failedWithOthers(turn.sequence());
                failuresInARow++;
                pauseUntil(nowMillis + backoff.millis(failuresInARow));
            }
            case DATABASE -> queue.failed(turn.sequence(), nowMillis);
            case TABLE -> queue.failedAlone(turn.sequence(), nowMillis);
        }
    }

    /** It failed for what concerns all of the destination, and keeps its turn. */
    void failedInTurn(Turn turn, long nowMillis) {
        notTried(turn);
        failuresInARow++;
        pauseUntil(nowMillis + backoff.millis(failuresInARow));
    }

    /** It was not attempted: the destination is left alone for now. */
    void notTried(Turn turn) {
        over(turn);
        of(turn.database()).putBack(turn.sequence());
    }

    /** The destination is still working on it. */
    void pending(Turn turn, long askAgainAtMillis) {
        over(turn);
        failuresInARow = 0;
        of(turn.database()).pending(turn.sequence(), askAgainAtMillis);
    }

    private void over(Turn turn) {
        inFlight--;
        inFlightOfFailing -= turn.ofFailing() ? 1 : 0;
    }

    /** Drops the queue of a database that has nothing left. */
    void forgetEmpty(String database) {
        ParkedQueue queue = queues.get(database);
        if (queue != null && queue.isEmpty()) {
            queues.remove(database);
            turns.remove(database);
        }
    }

    /** Leaves all alone for a first pause: the destination has just failed. */
    void pauseFirst(long nowMillis) {
        if (queues.isEmpty()) {
            pauseUntil(nowMillis + backoff.millis(1));
        }
    }

    /** Ends all pauses. */
    void endPauses() {
        resumeAtMillis = 0;
        queues.values().forEach(ParkedQueue::endPauses);
    }

    /** Leaves all alone until then. */
    void pauseUntil(long millis) {
        resumeAtMillis = Math.max(resumeAtMillis, millis);
    }

    long resumeAtMillis() {
        return resumeAtMillis;
    }

    /** When {@link #next} will have something to give, should nothing else happen; never, when it has nothing. */
    long nextAtMillis() {
        long first = Long.MAX_VALUE;
        for (ParkedQueue queue : queues.values()) {
            first = Math.min(first, queue.nextAtMillis());
        }
        return first == Long.MAX_VALUE ? first : Math.max(first, resumeAtMillis);
    }
}
