package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One moniker's batches of one commit call: committed in the lane's threads, then made durable together. What is not
 * done in time is late and goes on aside; should it succeed later after all, the next attempt finds it done. Where a commit is durable by
 * itself, those that were done in time are not attempted again because of those that were not.
 */
final class CommitRound {
    private final Lane lane;
    private final List<SealedBatch> batches;
    private final long reopenedBefore;
    private final AtomicReferenceArray<@Nullable Outcome> outcomes;
    private final AtomicInteger left;
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Future<?>> tasks = new ArrayList<>();
    private volatile @Nullable Outcome syncFailure;

    CommitRound(Lane lane, List<SealedBatch> batches) {
        this.lane = lane;
        this.batches = batches;
        this.reopenedBefore = lane.reopened();
        this.outcomes = new AtomicReferenceArray<>(batches.size());
        this.left = new AtomicInteger(batches.size());
    }

    void start() {
        for (int i = 0; i < batches.size(); i++) {
            int index = i;
            tasks.add(lane.commitThreads().submit(() -> run(index)));
        }
    }

    private void run(int index) {
        Outcome outcome = lane.commit(batches.get(index));
        outcomes.set(index, outcome);
        if (left.decrementAndGet() == 0) {
            if (anyDelivered()) {
                syncFailure = lane.sync(reopenedBefore);
            }
            done.countDown();
        }
    }

    private boolean anyDelivered() {
        for (int i = 0; i < outcomes.length(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome != null && outcome.delivered()) {
                return true;
            }
        }
        return false;
    }

    /** Waits until all is done, at most until {@code deadlineNanos} on {@link System#nanoTime}'s clock. */
    List<Outcome> await(long deadlineNanos) throws InterruptedException {
        boolean inTime = done.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (!inTime) {
            tasks.forEach(task -> task.cancel(true));
        }
        List<Outcome> settled = new ArrayList<>(batches.size());
        for (int i = 0; i < batches.size(); i++) {
            settled.add(settle(outcomes.get(i), inTime, syncFailure, lane.commitsAreDurable()));
        }
        return settled;
    }

    /**
     * What a batch's commit came to.
     *
     * @param outcome of the commit alone; null when it has not returned
     * @param inTime whether the round ended by itself, so that nothing of it was interrupted
     * @param syncFailure of what followed the commits, or null; may be that the end of the time interrupted it
     */
    static Outcome settle(
            @Nullable Outcome outcome, boolean inTime, @Nullable Outcome syncFailure, boolean commitsAreDurable) {
        if (outcome != null && !outcome.delivered() && !isCutShort(outcome, inTime)) {
            return outcome;
        }
        if (syncFailure != null && !isCutShort(syncFailure, inTime)) {
            return syncFailure;
        }
        if (outcome == null || !outcome.delivered() || syncFailure != null || (!inTime && !commitsAreDurable)) {
            return Outcome.parked(FailureKind.LATE, "not committed within delivery.commit-timeout", 0);
        }
        return outcome;
    }

    private static boolean isCutShort(Outcome outcome, boolean inTime) {
        return !inTime && outcome.reason().equals(Lane.INTERRUPTED);
    }
}
