package io.adxflow.sinks.delivery;

import io.adxflow.sinks.delivery.StandbyOperator.Step;
import io.adxflow.sinks.delivery.StandbyStores.Opened;
import io.adxflow.sinks.standby.StandbyListing;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.standby.StandbyStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One moniker's standby: what has been parked for long {@linkplain StandbyMoves moves} to the store, and {@linkplain StandbyReturns comes
 * back} when the destination takes batches again. What the store lists is the truth; here are sums, and the names of the oldest. For the
 * task's thread, but where a method says otherwise; the store is used aside.
 */
final class StandbyLane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandbyLane.class);

    /** Whatever the store holds, no more names are here. */
    static final int MAX_NAMES = 10_000;

    /** By what number an order waits for this. */
    static final long ORDER = -1;

    private static final long LIST_AGAIN_MILLIS = 1_000;

    /** Between two looks at a store of which nothing is left, since somebody may move batches there. */
    private static final long LOOK_MILLIS = 60_000;

    private final String moniker;
    private final StandbyStores stores;
    private final StandbyOperator operator;
    private final ExecutorService aside;
    private final Backoff backoff;
    private final StandbyMoves moves;
    private final StandbyReturns returns;
    private final StandbyFigures figures;
    private final Map<String, StandbyTally> tallies = new TreeMap<>();
    private final Deque<OrderDesk.Open> orders = new ArrayDeque<>();
    private @Nullable Opened opened;
    private boolean closed;
    private boolean adopted;
    private boolean listing;
    private boolean carryingOut;

    /** Whether the store holds batches that are not here by name. */
    private boolean incomplete;

    private int failures;
    private long storeNotBeforeMillis;
    private long listNotBeforeMillis;
    private long lookNotBeforeMillis;

    StandbyLane(
            String moniker,
            DeliverySettings settings,
            StandbyStores stores,
            DeadBatches deadBatches,
            StandbyFigures figures,
            StandbyOperator operator) {
        this.moniker = moniker;
        this.stores = stores;
        this.figures = figures;
        this.operator = operator;
        this.aside = Threads.pool("standby-" + moniker, 1);
        this.backoff = Backoff.between(settings.minBackoff(), settings.maxBackoff());
        this.moves = new StandbyMoves(moniker, settings, operator, this);
        this.returns = new StandbyReturns(moniker, settings, stores, deadBatches, operator, this);
    }

    /** A batch is parked, or is so again. */
    void parked(long number, ParkedBatch batch) {
        moves.parked(number, batch);
    }

    /** The restored state holds a batch: the store may hold it too. */
    void restored(long number, ParkedBatch batch) {
        moves.restored(number, batch);
    }

    /** A parked batch has left the state. */
    void gone(long number, ParkedBatch batch) {
        if (moves.gone(number, batch)) {
            StandbyName copy = StandbyStore.nameOf(batch.batch());
            aside(
                    "deleted from",
                    () -> {
                        store().delete(copy);
                        return () -> {};
                    },
                    () -> {});
        }
    }

    /** Starts what may be started. */
    void pump() throws Exception {
        long now = operator.now();
        if (now < storeNotBeforeMillis) {
            operator.wakeAt(storeNotBeforeMillis);
            return;
        }
        if (!adopted || (returns.size() == 0 && (incomplete || now >= lookNotBeforeMillis))) {
            list(now);
        }
        if (!adopted) {
            return;
        }
        moves.pump(now);
        if (orders.isEmpty()) {
            returns.pump(now);
        } else if (returns.isQuiet() && !carryingOut) {
            carryOutNext();
        }
    }

    private void list(long now) {
        if (listing || now < listNotBeforeMillis) {
            operator.wakeAt(listNotBeforeMillis);
            return;
        }
        listing = true;
        lookNotBeforeMillis = now + LOOK_MILLIS;
        listNotBeforeMillis = now + LIST_AGAIN_MILLIS;
        Set<String> held = moves.held();
        boolean quiet = isQuiet();
        aside(
                "listed",
                () -> {
                    StandbyListing found =
                            StandbyListing.of(store(), moniker, MAX_NAMES, name -> !held.contains(name.batchId()));
                    return () -> listed(found, quiet && isQuiet());
                },
                () -> listing = false);
    }

    private boolean isQuiet() {
        return moves.isQuiet() && returns.isQuiet() && !carryingOut;
    }

    /** @param exact whether nothing of ours has changed the store meanwhile */
    private void listed(StandbyListing found, boolean exact) {
        listing = false;
        incomplete = !exact;
        if (exact) {
            tallies.clear();
        }
        long rows = 0;
        for (Map.Entry<String, StandbyListing.OfDatabase> database :
                found.databases().entrySet()) {
            if (exact) {
                tallies.put(database.getKey(), new StandbyTally(database.getValue()));
            }
            rows += database.getValue().rows();
            List<StandbyName> oldest = database.getValue().oldest();
            oldest.forEach(returns::add);
            incomplete |= database.getValue().batches() > oldest.size();
        }
        if (!adopted) {
            adopted = true;
            operator.adopted(moniker, rows);
            if (rows > 0) {
                LOG.info("Moniker {}: {} rows in its standby store are to be delivered", moniker, rows);
            }
        }
        show();
    }

    /** A batch is in the store now. */
    void kept(StandbyName name) {
        tallies.computeIfAbsent(name.database(), any -> new StandbyTally()).add(name, 1);
        // Its turn comes after those that are not here by name either.
        incomplete |= returns.size() >= MAX_NAMES;
        if (!incomplete) {
            returns.add(name);
        }
        figures.moved();
        show();
    }

    /** A batch is in the store no more. */
    void taken(KeptAttempt attempt) {
        StandbyTally tally = tallies.get(attempt.name().database());
        if (tally != null) {
            tally.add(attempt.name(), -1);
        }
        if (attempt.result() == KeptAttempt.Result.DELIVERED) {
            figures.delivered();
        }
        show();
    }

    /** Only a listing tells what is left. */
    void changedByOthers() {
        incomplete = true;
    }

    /** Has an order act on what the store holds, before anything more of it is attempted. */
    void carryOut(OrderDesk.Open order) {
        String other = order.order().toMoniker();
        if (other != null && !other.equals(moniker) && stores.standbyOf(other) == null) {
            // Their bytes are in a store of this moniker's, and the other one has none to look into.
            order.remark("what is in the standby of " + moniker + " stays, as moniker " + other + " has no standby");
            operator.carriedOut(moniker);
            return;
        }
        if (order.order().action() != ParkedOrder.Action.RETRY) {
            orders.add(order);
            return;
        }
        storeNotBeforeMillis = 0;
        listNotBeforeMillis = 0;
        returns.endPauses();
        StandbyTally tally = tallies.get(order.order().database());
        if (tally != null) {
            order.done(tally.batches(), tally.rows());
        }
        operator.carriedOut(moniker);
    }

    private void carryOutNext() {
        carryingOut = true;
        OrderDesk.Open order = orders.element();
        aside(
                "put in order",
                () -> {
                    List<StandbyOrder.Done> done = carryOut(order.order());
                    return () -> carriedOut(order, done);
                },
                () -> carryingOut = false);
    }

    /** Sees to the next batches of an order. Blocks. */
    private List<StandbyOrder.Done> carryOut(ParkedOrder order) throws Exception {
        String other = order.toMoniker();
        if (other == null || other.equals(moniker)) {
            return new StandbyOrder(store(), store(), order, null).next();
        }
        try (Opened target = stores.open(other, null)) {
            return new StandbyOrder(store(), target.store(), order, stores.place(other)).next();
        }
    }

    private void carriedOut(OrderDesk.Open order, List<StandbyOrder.Done> all) {
        carryingOut = false;
        boolean over = true;
        for (StandbyOrder.Done done : all) {
            StandbyName after = done.after();
            if (done.before().equals(after)) {
                continue;
            }
            over = false;
            order.done(1, done.before().rows());
            tallies.computeIfAbsent(done.before().database(), any -> new StandbyTally())
                    .add(done.before(), -1);
            if (after == null) {
                operator.dropped(done.before());
            } else if (!after.moniker().equals(moniker)) {
                operator.left(done.before());
            } else {
                tallies.computeIfAbsent(after.database(), any -> new StandbyTally())
                        .add(after, 1);
                incomplete = true;
            }
        }
        if (over) {
            orders.remove();
            if (orders.isEmpty()) {
                operator.carriedOut(moniker);
            }
        }
        show();
    }

    /** Leaves the store alone for a while. */
    void storeFailed(String reason) {
        failures++;
        storeNotBeforeMillis = operator.now() + backoff.millis(failures);
        figures.failing(reason);
        LOG.warn(
                "Moniker {}: its standby {} does not work, and is tried again by itself: {}",
                moniker,
                stores.standbyOf(moniker),
                reason);
        operator.wakeAt(storeNotBeforeMillis);
    }

    /** Something to do with the store. */
    interface Aside {
        /** Blocks; returns what follows, for the task's thread. */
        Step run() throws Exception;
    }

    /**
     * Does something with the store, after all that was asked for before.
     *
     * @param otherwise what follows a failure, for the task's thread
     */
    void aside(String what, Aside work, Step otherwise) {
        aside.execute(() -> {
            Step next;
            try {
                Step done = work.run();
                next = () -> {
                    failures = 0;
                    figures.failing(null);
                    done.run();
                };
            } catch (Exception e) {
                next = () -> {
                    otherwise.run();
                    storeFailed("not " + what + ": " + e);
                };
            }
            Step last = next;
            operator.onTask(moniker, () -> {
                last.run();
                pump();
            });
        });
    }

    /** The store. Blocks; for any thread. */
    synchronized StandbyStore store() throws Exception {
        if (closed) {
            throw new InterruptedException("closed");
        }
        Opened store = stores.open(moniker, opened);
        opened = store;
        return store.store();
    }

    private void show() {
        figures.show(tallies.values(), returns.size());
    }

    /** By database. */
    Map<String, StandbyTally> tallies() {
        return tallies;
    }

    long rows() {
        return tallies.values().stream().mapToLong(StandbyTally::rows).sum();
    }

    @Override
    public void close() throws Exception {
        aside.shutdownNow();
        figures.close();
        Opened closing;
        synchronized (this) {
            closed = true;
            closing = opened;
            opened = null;
        }
        if (closing != null) {
            closing.close();
        }
    }
}
