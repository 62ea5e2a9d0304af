package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.MonikerQueue.Turn;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.standby.StandbyName;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageBudget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps batches that could not be delivered, or not in time, on a stream keyed by moniker, and attempts them again, oldest first,
 * a few at a time, with growing pauses, in the lane's threads; those of one database apart from those of another. A batch leaves
 * its state when it is delivered, set aside, or dropped by an {@linkplain ParkedOrder order}; then its slices are released. One that
 * an order has moved to another moniker stays with the one for which it was parked, whose room it takes, and is attempted at the other. A
 * restore attempts again what was attempted since: the destination knows it by its id.
 */
final class SnapshotDelivery extends AbstractStreamOperator<SegmentEvent>
        implements OneInputStreamOperator<ParkedBatch, SegmentEvent>, ProcessingTimeCallback {
    /** Between two questions for a batch that the destination is working on; does not grow. */
    private static final long ASK_AGAIN_MILLIS = 1_000;

    /** Between two looks at whether a subscription is still paused. */
    private static final long LOOK_AT_BOARD_MILLIS = 500;

    private final DeliverySettings settings;
    private final MonikerBoard board;
    private final LedgerSettings ledgerSettings;
    private final MailboxExecutor mailbox;
    private final Map<Holding, MonikerQueue> queues = new HashMap<>();

    private ParkedState parked;
    private DeadBatches deadBatches;
    private DeliveryMetrics deliveryMetrics;
    private ParkedOverview overview;
    private ParkedLedger ledger;
    private OrderDesk orders;
    private ReportDesk reports;
    private StandbyStores stores;
    private StandbyDesk standbys;
    private @Nullable ExecutorService aside;
    private @Nullable Lanes lanes;
    private StorageBudget.@Nullable Account account;
    private long timerAtMillis = Long.MAX_VALUE;

    /**
     * Batches for one place that were parked for one moniker.
     *
     * @param holder that moniker, which is the key that they are kept by
     */
    private record Holding(String holder, Place place) {}

    @SuppressWarnings("NullAway.Init") // The rest is set in initializeState.
    SnapshotDelivery(
            StreamOperatorParameters<SegmentEvent> parameters,
            DeliverySettings settings,
            LedgerSettings ledger,
            MailboxExecutor mailbox) {
        super(parameters);
        this.settings = settings;
        this.board = MonikerBoard.of(settings.storage());
        this.ledgerSettings = ledger;
        this.mailbox = mailbox;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lanes = Lanes.open(settings);
        StorageBudget.Account opened = StorageBudget.of(settings.storage()).open();
        account = opened;
        deadBatches = new DeadBatches(settings.storage().deadBatches());
        deliveryMetrics = new DeliveryMetrics(getMetricGroup());
        overview = new ParkedOverview(getMetricGroup(), opened, System::currentTimeMillis);
        ledger = new ParkedLedger(getMetricGroup(), ledgerSettings);
        parked = new ParkedState(context.getKeyedStateStore());
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int maxParallelism = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
        Predicate<String> ours = moniker ->
                KeyGroupRangeAssignment.assignKeyToParallelOperator(moniker, maxParallelism, parallelism) == subtask;
        stores = new StandbyStores(settings);
        standbys = new StandbyDesk(stores, ours, this::newStandby);
        AppendStore files = settings.storage().folder("parked");
        aside = Threads.pool("parked-files", 1);
        orders = new OrderDesk(new ParkedOrders(files, System::currentTimeMillis), ours, mailbox, aside, this::begin);
        reports = new ReportDesk(
                new ParkedReport(files, System::currentTimeMillis), ours, overview, standbys::tallies, aside);
        parked.restore(getKeyedStateBackend(), (moniker, number, batch) -> {
            overview.add(moniker, batch, 1);
            ledger.restored(batch.batch());
            queue(new Holding(moniker, batch.place())).of(batch.database()).add(number);
            StandbyLane standby = moniker.equals(batch.moniker()) ? standby(moniker) : null;
            if (standby != null) {
                standby.restored(number, batch);
            }
            if (batch.isUndeliverable() && overview.undeliverable(moniker, batch) == 1) {
                lane(batch.place()).leaveAlone(batch.database(), batch.kind(), batch.reason());
            }
        });
    }

    @Override
    public void open() throws Exception {
        super.open();
        // Before anything is attempted: what they did since the checkpoint is done once more, the same way.
        orders.resume();
        reports.begin();
        pumpAll();
        pumpStandbys();
    }

    @Override
    public void processElement(StreamRecord<ParkedBatch> record) throws Exception {
        ParkedBatch batch = record.getValue();
        long number = parked.add(batch);
        overview.add(batch.moniker(), batch, 1);
        Holding holding = new Holding(batch.moniker(), batch.place());
        MonikerQueue moniker = queue(holding);
        if (batch.kind() == FailureKind.PENDING) {
            moniker.of(batch.database()).askAgain(number, now() + ASK_AGAIN_MILLIS);
        } else {
            if (batch.kind().blamesPlace() && batch.scope() == FailureScope.DESTINATION) {
                moniker.pauseFirst(now());
            }
            ParkedQueue database = moniker.of(batch.database());
            if (batch.isUndeliverable()) {
                database.pauseFirst(now());
            }
            database.add(number);
        }
        noteParked(number, batch);
        for (OrderDesk.Open order : orders.acting()) {
            act(order, number, batch);
        }
        pump(holding);
        pumpStandby(batch.moniker());
    }

    @Override
    public void onProcessingTime(long timestamp) throws Exception {
        if (timestamp != timerAtMillis) {
            // Another one has been registered since, for an earlier time: had each of them a successor, they would only
            // grow more.
            return;
        }
        timerAtMillis = Long.MAX_VALUE;
        pumpAll();
        pumpStandbys();
    }

    private void pumpAll() throws Exception {
        for (Holding holding : List.copyOf(queues.keySet())) {
            pump(holding);
        }
    }

    /** Starts what may be started, and sees to it that the rest is not forgotten. */
    private void pump(Holding holding) throws Exception {
        if (lanes == null) {
            return;
        }
        Place place = holding.place();
        setCurrentKey(holding.holder());
        if (board.isDropped(place)) {
            dropAll(holding);
        }
        MonikerQueue queue = queue(holding);
        if (board.isPaused(place.held())) {
            wakeAt(now() + LOOK_AT_BOARD_MILLIS);
            return;
        }
        Lane lane = lane(place);
        if (!lane.available()) {
            queue.pauseUntil(Math.max(
                    lane.availableAtMillis(), now() + settings.minBackoff().toMillis()));
        }
        long rateWait = lane.rateWaitMillis();
        if (rateWait > 0) {
            queue.pauseUntil(now() + rateWait);
        }
        for (Turn turn = queue.next(now()); turn != null; turn = queue.next(now())) {
            start(holding, turn, new ParkedAttempt(lane, deadBatches, parked.get(turn.sequence())));
        }
        wakeAt(queue.nextAtMillis());
        if (!overview.databases(holding.holder()).isEmpty()) {
            lookForOrders();
        }
    }

    private void lookForOrders() {
        orders.look(now());
        wakeAt(orders.nextLookAtMillis());
    }

    /** Forgets what waits of a retired moniker; what is being attempted comes here again when that has failed. */
    private void dropAll(Holding holding) throws Exception {
        MonikerQueue queue = queue(holding);
        for (Map.Entry<Long, ParkedBatch> one : parked.all().entrySet()) {
            ParkedBatch batch = one.getValue();
            if (batch.place().equals(holding.place())
                    && batch.kind() != FailureKind.PENDING
                    && queue.of(batch.database()).remove(one.getKey())) {
                queue.forgetEmpty(batch.database());
                drop(one.getKey(), batch);
            }
        }
    }

    private void drop(long sequence, ParkedBatch batch) throws Exception {
        deliveryMetrics.dropped(batch.batch());
        ledger.dropped(batch.batch());
        forget(sequence, batch);
        Lane lane = lane(batch.place());
        lane.parkedThreads().execute(() -> lane.abort(batch.batch()));
    }

    private void wakeAt(long millis) {
        if (millis > now() && millis < timerAtMillis) {
            timerAtMillis = millis;
            // Never cancelled: a timer too many finds nothing to do.
            var unused = getProcessingTimeService().registerTimer(timerAtMillis, this);
        }
    }

    private void start(Holding holding, Turn turn, ParkedAttempt attempt) {
        lane(holding.place()).parkedThreads().execute(() -> {
            attempt.run();
            try {
                mailbox.execute(() -> settle(holding, turn, attempt), "parked batch of %s", holding.holder());
            } catch (RejectedExecutionException e) {
                LOG.debug("The task ended before it learned of a parked batch of {}", holding.holder());
            }
        });
    }

    private void settle(Holding holding, Turn turn, ParkedAttempt attempt) throws Exception {
        setCurrentKey(holding.holder());
        MonikerQueue queue = queue(holding);
        ParkedBatch batch = attempt.parked();
        switch (attempt.result()) {
            case DELIVERED -> {
                queue.settled(turn);
                deliveryMetrics.settled(batch.batch(), attempt.outcome());
                ledger.delivered(batch.batch(), attempt.outcome());
                forget(turn.sequence(), batch);
            }
            case SET_ASIDE -> {
                queue.settled(turn);
                deliveryMetrics.dead(batch.batch());
                ledger.dead(batch.batch());
                LOG.error(
                        "Batch {} of {} ({} rows) was set aside in dead-batches: {}: {}",
                        batch.batch().batchId(),
                        batch.batch().key(),
                        batch.batch().rows(),
                        batch.kind(),
                        batch.reason());
                forget(turn.sequence(), batch);
            }
            case FAILED -> {
                ParkedBatch again = batch.with(attempt.outcome());
                replace(turn.sequence(), batch, again);
                putBack(queue, turn, batch, attempt.outcome());
                for (OrderDesk.Open order : orders.acting()) {
                    act(order, turn.sequence(), again);
                }
            }
        }
        orders.settled(holding.holder(), turn.sequence());
        pump(holding);
        pumpStandby(holding.holder());
    }

    private void putBack(MonikerQueue queue, Turn turn, ParkedBatch before, Outcome outcome) {
        FailureKind kind = outcome.kind() == null ? before.kind() : outcome.kind();
        if (kind == FailureKind.PENDING) {
            queue.pending(turn, now() + ASK_AGAIN_MILLIS);
        } else if (outcome.attempts() == before.attempts()) {
            queue.notTried(turn);
        } else {
            queue.failed(turn, kind.blamesPlace() ? outcome.scope() : FailureScope.TABLE, now());
        }
    }

    /** Has an order act on all batches that are here. */
    private void begin(OrderDesk.Open order) throws Exception {
        String moniker = order.order().moniker();
        String other = order.order().toMoniker();
        if (other != null && !stores.isKnown(other)) {
            order.refuse("there is no moniker " + other);
            return;
        }
        setCurrentKey(moniker);
        for (Map.Entry<Long, ParkedBatch> one : parked.all().entrySet()) {
            act(order, one.getKey(), one.getValue());
        }
        StandbyLane standby = standby(moniker);
        if (standby != null) {
            order.waitFor(StandbyLane.ORDER);
            standby.carryOut(order);
        }
        pumpAll();
        pumpStandby(moniker);
    }

    private void act(OrderDesk.Open order, long sequence, ParkedBatch batch) throws Exception {
        if (order.isRefused() || !order.order().concerns(holder(), batch)) {
            return;
        }
        MonikerQueue queue = queue(new Holding(holder(), batch.place()));
        if (order.order().action() == ParkedOrder.Action.RETRY) {
            queue.endPauses();
            lane(batch.place()).probeNow();
            order.done(batch.batch().rows());
            return;
        }
        if (!queue.of(batch.database()).remove(sequence)) {
            order.waitFor(sequence);
            return;
        }
        queue.forgetEmpty(batch.database());
        if (order.order().action() == ParkedOrder.Action.DROP) {
            drop(sequence, batch);
        } else {
            move(sequence, batch, order.order());
        }
        order.done(batch.batch().rows());
    }

    private void move(long sequence, ParkedBatch batch, ParkedOrder order) throws Exception {
        String database = order.toDatabase() == null ? batch.database() : order.toDatabase();
        String other = order.toMoniker();
        ParkedBatch moved = batch.as(
                other == null || other.equals(batch.moniker())
                        ? MovedBatch.of(batch.batch(), database)
                        : MovedBatch.of(batch.batch(), stores.place(other), database),
                "moved from " + batch.moniker() + ", database " + batch.database());
        replace(sequence, batch, moved);
        queue(new Holding(holder(), moved.place())).of(database).add(sequence);
    }

    private void replace(long sequence, ParkedBatch before, ParkedBatch after) throws Exception {
        if (!after.equals(before)) {
            parked.put(sequence, after);
            overview.add(holder(), before, -1);
            overview.add(holder(), after, 1);
            if (holder().equals(before.moniker()) && !holder().equals(after.moniker())) {
                gone(sequence, before);
            }
            noteParked(sequence, after);
        }
    }

    private void forget(long sequence, ParkedBatch batch) throws Exception {
        parked.remove(sequence);
        overview.add(holder(), batch, -1);
        gone(sequence, batch);
        for (SegmentEvent release : SegmentEvents.releases(batch.batch())) {
            output.collect(new StreamRecord<>(release));
        }
    }

    /** A batch is not the moniker's any more: of one that was moved, its standby knows nothing. */
    private void gone(long sequence, ParkedBatch batch) {
        StandbyLane standby = holder().equals(batch.moniker()) ? standby(batch.moniker()) : null;
        if (standby != null) {
            standby.gone(sequence, batch);
        }
    }

    private void noteParked(long number, ParkedBatch batch) {
        StandbyLane standby = holder().equals(batch.moniker()) ? standby(batch.moniker()) : null;
        if (standby != null) {
            standby.parked(number, batch);
        }
    }

    private void pumpStandbys() throws Exception {
        for (String moniker : standbys.monikers()) {
            pumpStandby(moniker);
        }
    }

    private void pumpStandby(String moniker) throws Exception {
        setCurrentKey(moniker);
        StandbyLane standby = standby(moniker);
        if (standby != null) {
            standby.pump();
            if (standby.rows() > 0) {
                lookForOrders();
            }
        }
    }

    /** The moniker's standby, or null when it has none. Of the current key's moniker. */
    private @Nullable StandbyLane standby(String moniker) {
        return standbys.of(moniker);
    }

    private StandbyLane newStandby(String moniker) {
        return new StandbyLane(
                moniker,
                settings,
                stores,
                deadBatches,
                new StandbyFigures(getMetricGroup(), moniker, System::currentTimeMillis),
                new ForStandby());
    }

    /** What a standby needs of this operator. */
    private final class ForStandby implements StandbyOperator {
        @Override
        public @Nullable ParkedBatch take(String moniker, long number) throws Exception {
            ParkedBatch batch = parked.get(number);
            MonikerQueue queue = queue(new Holding(moniker, batch.place()));
            if (!queue.of(batch.database()).remove(number)) {
                return null;
            }
            queue.forgetEmpty(batch.database());
            return batch;
        }

        @Override
        public void putBack(long number, ParkedBatch batch) throws Exception {
            Holding holding = new Holding(batch.moniker(), batch.place());
            queue(holding).of(batch.database()).add(number);
            for (OrderDesk.Open order : orders.acting()) {
                act(order, number, batch);
            }
            orders.settled(batch.moniker(), number);
            pump(holding);
        }

        @Override
        public void moved(long number, ParkedBatch batch) throws Exception {
            forget(number, batch);
            orders.settled(batch.moniker(), number);
        }

        @Override
        public void settled(KeptAttempt attempt) {
            reports.changed(attempt.name().moniker());
            if (attempt.result() == KeptAttempt.Result.DELIVERED) {
                deliveryMetrics.settled(attempt.batch(), attempt.outcome());
                ledger.delivered(attempt.batch(), attempt.outcome());
            } else {
                deliveryMetrics.dead(attempt.batch());
                ledger.dead(attempt.batch());
                LOG.error(
                        "{} of the standby store ({} rows) was set aside in dead-batches: {}",
                        attempt.name().text(),
                        attempt.name().rows(),
                        attempt.outcome().reason());
            }
        }

        @Override
        public void dropped(StandbyName name) {
            SealedBatch batch = KeptAttempt.known(name);
            deliveryMetrics.dropped(batch);
            ledger.dropped(batch);
        }

        @Override
        public void left(StandbyName name) {
            reports.changed(name.moniker());
        }

        @Override
        public void carriedOut(String moniker) {
            orders.settled(moniker, StandbyLane.ORDER);
            reports.changed(moniker);
        }

        @Override
        public void adopted(String moniker, long rows) {
            ledger.adopted(rows);
            reports.changed(moniker);
        }

        @Override
        public boolean hasWaiting(String moniker) {
            return !overview.databases(moniker).isEmpty();
        }

        @Override
        public Lane lane(Place place) {
            return SnapshotDelivery.this.lane(place);
        }

        @Override
        public void onTask(String moniker, StandbyOperator.Step step) {
            try {
                mailbox.execute(
                        () -> {
                            setCurrentKey(moniker);
                            step.run();
                        },
                        "standby of %s",
                        moniker);
            } catch (RejectedExecutionException e) {
                LOG.debug("The task ended before it learned of the standby of {}", moniker);
            }
        }

        @Override
        public void wakeAt(long millis) {
            SnapshotDelivery.this.wakeAt(millis);
        }

        @Override
        public long now() {
            return SnapshotDelivery.this.now();
        }
    }

    /** The moniker whose batches are looked at: the current key. */
    private String holder() {
        return (String) getCurrentKey();
    }

    private MonikerQueue queue(Holding holding) {
        return queues.computeIfAbsent(
                holding,
                added -> new MonikerQueue(
                        settings.parkedThreads(), Backoff.between(settings.minBackoff(), settings.maxBackoff())));
    }

    private Lane lane(Place place) {
        if (lanes == null) {
            throw new IllegalStateException("the operator is not initialized");
        }
        return lanes.lane(place);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledger.take(context.getCheckpointId(), overview, standbys.rows());
        orders.snapshot(context.getCheckpointId());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        orders.completed(checkpointId);
        pumpStandbys();
        reports.write(now());
    }

    @Override
    public void close() throws Exception {
        try (StorageBudget.Account closing = account;
                ParkedOverview closingOverview = overview;
                Lanes closingToo = lanes;
                StandbyDesk closingStandbys = standbys;
                AutoCloseable ending = aside == null ? null : aside::shutdown) {
            super.close();
        }
    }
}
