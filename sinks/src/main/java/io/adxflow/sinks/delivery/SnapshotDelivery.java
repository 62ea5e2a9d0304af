package io.adxflow.sinks.delivery;

import io.adxflow.sinks.storage.StorageBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Keeps batches that could not be delivered, on a stream keyed by moniker, and attempts them again, oldest first, a few
 * at a time, with growing pauses, in the lane's threads. A batch leaves its state when it is delivered or set aside; then
 * its slices are released. A restore attempts again what was attempted since: the destination knows it by its id.
 */
final class SnapshotDelivery extends AbstractStreamOperator<SegmentEvent>
        implements OneInputStreamOperator<ParkedBatch, SegmentEvent>, ProcessingTimeCallback {
    /** Between two questions for a batch that the destination is working on; does not grow. */
    private static final long ASK_AGAIN_MILLIS = 1_000;

    private final DeliverySettings settings;
    private final MailboxExecutor mailbox;
    private final Map<String, ParkedQueue> queues = new HashMap<>();

    private ParkedState parked;
    private DeadBatches deadBatches;
    private DeliveryMetrics deliveryMetrics;
    private @Nullable Lanes lanes;
    private StorageBudget.@Nullable Account account;
    private long timerAtMillis = Long.MAX_VALUE;

    @SuppressWarnings("NullAway.Init") // The rest is set in initializeState.
    SnapshotDelivery(
            StreamOperatorParameters<SegmentEvent> parameters, DeliverySettings settings, MailboxExecutor mailbox) {
        super(parameters);
        this.settings = settings;
        this.mailbox = mailbox;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lanes = Lanes.open(settings);
        account = StorageBudget.of(settings.storage()).open();
        deadBatches = new DeadBatches(settings.storage().deadBatches());
        deliveryMetrics = new DeliveryMetrics(getMetricGroup());
        parked = new ParkedState(context.getKeyedStateStore());
        parked.restore(getKeyedStateBackend(), (moniker, number, batch) -> {
            hold(batch, 1);
            queue(moniker).add(number);
        });
    }

    @Override
    public void open() throws Exception {
        super.open();
        for (String moniker : queues.keySet()) {
            pump(moniker);
        }
    }

    @Override
    public void processElement(StreamRecord<ParkedBatch> record) throws Exception {
        ParkedBatch batch = record.getValue();
        String moniker = batch.batch().key().moniker();
        long number = parked.add(batch);
        hold(batch, 1);
        ParkedQueue queue = queue(moniker);
        if (batch.kind() == FailureKind.PENDING) {
            queue.askAgain(number, now() + ASK_AGAIN_MILLIS);
        } else {
            if (!batch.kind().isFinal()) {
                queue.pauseFirst(now());
            }
            queue.add(number);
        }
        pump(moniker);
    }

    @Override
    public void onProcessingTime(long timestamp) throws Exception {
        timerAtMillis = Long.MAX_VALUE;
        for (String moniker : queues.keySet()) {
            pump(moniker);
        }
    }

    /** Starts what may be started, and sees to it that the rest is not forgotten. */
    private void pump(String moniker) throws Exception {
        if (lanes == null) {
            return;
        }
        ParkedQueue queue = queue(moniker);
        Lane lane = lanes.lane(moniker);
        if (!lane.available()) {
            queue.pauseUntil(Math.max(
                    lane.availableAtMillis(), now() + settings.minBackoff().toMillis()));
        }
        setCurrentKey(moniker);
        for (Long sequence = queue.next(now()); sequence != null; sequence = queue.next(now())) {
            ParkedBatch batch = parked.get(sequence);
            start(moniker, sequence, new ParkedAttempt(lane, deadBatches, batch));
        }
        long nextAtMillis = queue.nextAtMillis();
        if (nextAtMillis > now() && nextAtMillis < timerAtMillis) {
            timerAtMillis = nextAtMillis;
            // Never cancelled: a timer too many finds nothing to do.
            var unused = getProcessingTimeService().registerTimer(timerAtMillis, this);
        }
    }

    private void start(String moniker, long sequence, ParkedAttempt attempt) {
        if (lanes == null) {
            return;
        }
        lanes.lane(moniker).parkedThreads().execute(() -> {
            attempt.run();
            try {
                mailbox.execute(() -> settle(moniker, sequence, attempt), "parked batch of %s", moniker);
            } catch (RejectedExecutionException e) {
                LOG.debug("The task ended before it learned of a parked batch of {}", moniker);
            }
        });
    }

    private void settle(String moniker, long sequence, ParkedAttempt attempt) throws Exception {
        setCurrentKey(moniker);
        ParkedQueue queue = queue(moniker);
        ParkedBatch batch = attempt.parked();
        switch (attempt.result()) {
            case DELIVERED -> {
                queue.settled(sequence);
                deliveryMetrics.settled(batch.batch(), attempt.outcome());
                forget(sequence, batch);
            }
            case SET_ASIDE -> {
                queue.settled(sequence);
                deliveryMetrics.dead(batch.batch());
                LOG.error(
                        "Batch {} of {} ({} rows) was set aside in dead-batches: {}: {}",
                        batch.batch().batchId(),
                        batch.batch().key(),
                        batch.batch().rows(),
                        batch.kind(),
                        batch.reason());
                forget(sequence, batch);
            }
            case FAILED -> {
                ParkedBatch again = batch.with(attempt.outcome());
                if (!again.equals(batch)) {
                    parked.put(sequence, again);
                    deliveryMetrics.parked(batch, -1);
                    deliveryMetrics.parked(again, 1);
                }
                if (again.kind() == FailureKind.PENDING) {
                    queue.pending(sequence, now() + ASK_AGAIN_MILLIS);
                } else {
                    queue.failed(sequence, now());
                }
            }
        }
        pump(moniker);
    }

    private void forget(long sequence, ParkedBatch batch) throws Exception {
        parked.remove(sequence);
        hold(batch, -1);
        for (SegmentEvent release : SegmentEvents.releases(batch.batch())) {
            output.collect(new StreamRecord<>(release));
        }
    }

    private void hold(ParkedBatch batch, int sign) {
        deliveryMetrics.parked(batch, sign);
        if (account != null) {
            account.add(batch.batch().key().moniker(), sign * batch.batch().storedBytes());
        }
    }

    private ParkedQueue queue(String moniker) {
        return queues.computeIfAbsent(
                moniker,
                name -> new ParkedQueue(
                        settings.parkedThreads(), Backoff.between(settings.minBackoff(), settings.maxBackoff())));
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        try (StorageBudget.Account closing = account;
                Lanes closingToo = lanes) {
            super.close();
        }
    }
}
