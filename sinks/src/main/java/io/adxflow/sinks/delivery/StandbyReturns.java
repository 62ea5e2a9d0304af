package io.adxflow.sinks.delivery;

import io.adxflow.sinks.delivery.MonikerQueue.Turn;
import io.adxflow.sinks.standby.StandbyName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Brings batches of one moniker back from its standby when the destination takes them: oldest first within a database, two at a time, at
 * a bounded rate. Has a bounded number of them by name. For the task's thread.
 */
final class StandbyReturns {
    private static final int AT_ONCE = 2;

    /** Between two questions for a batch that the destination is working on. */
    private static final long ASK_AGAIN_MILLIS = 1_000;

    private final String moniker;
    private final DeliverySettings settings;
    private final StandbyStores stores;
    private final DeadBatches deadBatches;
    private final StandbyOperator operator;
    private final StandbyLane standby;
    private final MonikerQueue queue;
    private final Map<Long, StandbyName> names = new HashMap<>();
    private final Set<StandbyName> known = new HashSet<>();
    private long nextNumber;
    private int inFlight;
    private long rateNotBeforeMillis;

    StandbyReturns(
            String moniker,
            DeliverySettings settings,
            StandbyStores stores,
            DeadBatches deadBatches,
            StandbyOperator operator,
            StandbyLane standby) {
        this.moniker = moniker;
        this.settings = settings;
        this.stores = stores;
        this.deadBatches = deadBatches;
        this.operator = operator;
        this.standby = standby;
        this.queue = new MonikerQueue(AT_ONCE, Backoff.between(settings.minBackoff(), settings.maxBackoff()));
    }

    /** Adds a batch, unless it is here. To be called in their order. */
    void add(StandbyName name) {
        if (known.add(name)) {
            long number = nextNumber++;
            names.put(number, name);
            queue.of(name.database()).add(number);
        }
    }

    int size() {
        return names.size();
    }

    boolean isQuiet() {
        return inFlight == 0;
    }

    void endPauses() {
        queue.endPauses();
        operator.lane(stores.place(moniker)).probeNow();
    }

    void pump(long now) {
        if (names.isEmpty()) {
            return;
        }
        Lane lane = operator.lane(stores.place(moniker));
        long soon = now + settings.minBackoff().toMillis();
        if (!lane.available()) {
            operator.wakeAt(Math.max(lane.availableAtMillis(), soon));
            return;
        }
        if (settings.standby().freshFirst() && operator.hasWaiting(moniker)) {
            operator.wakeAt(soon);
            return;
        }
        while (now >= rateNotBeforeMillis) {
            Turn turn = queue.next(now);
            if (turn == null) {
                operator.wakeAt(queue.nextAtMillis());
                return;
            }
            begin(lane, turn, now);
        }
        operator.wakeAt(rateNotBeforeMillis);
    }

    private void begin(Lane lane, Turn turn, long now) {
        StandbyName name = names.get(turn.sequence());
        if (name == null) {
            throw new IllegalStateException("no name of " + turn);
        }
        rateNotBeforeMillis = Math.max(now, rateNotBeforeMillis)
                + name.storedBytes() * 1_000 / settings.standby().bytesPerSecond();
        inFlight++;
        KeptAttempt attempt = new KeptAttempt(standby::store, name, operator::lane, deadBatches, settings.book());
        lane.parkedThreads().execute(() -> {
            attempt.run();
            operator.onTask(moniker, () -> settle(turn, attempt));
        });
    }

    private void settle(Turn turn, KeptAttempt attempt) throws Exception {
        inFlight--;
        long now = operator.now();
        switch (attempt.result()) {
            case DELIVERED, SET_ASIDE -> {
                over(turn, attempt.name());
                standby.taken(attempt);
                operator.settled(attempt);
            }
            case GONE -> {
                over(turn, attempt.name());
                standby.changedByOthers();
            }
            case FAILED -> failed(turn, attempt, now);
            case STORE_FAILED -> {
                queue.notTried(turn);
                standby.storeFailed(attempt.outcome().reason());
            }
        }
        standby.pump();
    }

    private void failed(Turn turn, KeptAttempt attempt, long now) {
        FailureKind kind = attempt.outcome().kind();
        if (kind == FailureKind.PENDING) {
            queue.pending(turn, now + ASK_AGAIN_MILLIS);
        } else if (attempt.tried()) {
            FailureScope scope =
                    kind != null && kind.blamesPlace() ? attempt.outcome().scope() : FailureScope.TABLE;
            if (scope == FailureScope.DESTINATION) {
                queue.failedInTurn(turn, now);
            } else {
                queue.failed(turn, scope, now);
            }
        } else {
            queue.notTried(turn);
            queue.pauseUntil(now + settings.minBackoff().toMillis());
        }
    }

    private void over(Turn turn, StandbyName name) {
        queue.settled(turn);
        names.remove(turn.sequence());
        known.remove(name);
    }
}
