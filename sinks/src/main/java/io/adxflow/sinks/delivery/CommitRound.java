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
 * done in time is parked; should it succeed later after all, the next attempt finds it done. Where a commit is durable by
 * itself, those that were done in time are not attempted again because of those that were not.
 */
final class CommitRound {
    private final Lane lane;
    private final List<SealedBatch> batches;
    private final AtomicReferenceArray<@Nullable Outcome> outcomes;
    private final AtomicInteger left;
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Future<?>> tasks = new ArrayList<>();
    private volatile @Nullable Outcome syncFailure;

    CommitRound(Lane lane, List<SealedBatch> batches) {
        this.lane = lane;
        this.batches = batches;
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
        Outcome outcome = lane.commit(batches.get(index), 0);
        outcomes.set(index, outcome);
        if (left.decrementAndGet() == 0) {
            if (anyDelivered()) {
                syncFailure = lane.sync();
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
            settled.add(settle(outcomes.get(i), inTime));
        }
        return settled;
    }

    private Outcome settle(@Nullable Outcome outcome, boolean inTime) {
        boolean interruptedHere = !inTime && outcome != null && outcome.reason().equals(Lane.INTERRUPTED);
        if (outcome != null && !outcome.delivered() && !interruptedHere) {
            return outcome;
        }
        Outcome failure = syncFailure;
        if (failure != null) {
            return failure;
        }
        if (outcome == null || interruptedHere || (!inTime && !lane.commitsAreDurable())) {
            return Outcome.parked(FailureKind.TRANSIENT, "not committed within delivery.commit-timeout", 1);
        }
        return outcome;
    }
}
