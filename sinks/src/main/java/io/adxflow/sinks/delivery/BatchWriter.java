package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.DeliveryElement;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.ledger.Ledger;
import io.adxflow.sinks.ledger.LedgerAccount;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.watch.Backlogs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * Stages batches in the lane's threads and hands over those that are staged, or that failed to be, which the committer
 * then settles. A batch still under way is this writer's state. Nothing here waits, but for the end of the input. The first
 * subtask's also does what is to be done once per job.
 */
final class BatchWriter
        implements StatefulSinkWriter<DeliveryElement, SealedBatch>,
                CommittingSinkWriter<DeliveryElement, DeliveryCommittable> {
    private final DeliverySettings settings;
    private final Lanes lanes;
    private final DeliveryMetrics metrics;
    private final StorageBudget.Account account;
    private final Ledger ledger;
    private final Backlogs.Account backlog = Backlogs.jvm().open(Backlogs.Stage.COMMITTING);

    /** By batch id, oldest first. */
    private final Map<String, Staging> underWay = new LinkedHashMap<>();

    /** Elements that need no staging. */
    private final List<DeliveryCommittable> ready = new ArrayList<>();

    private final @Nullable Confirmations confirmations;
    private final long attempt;
    private boolean ending;

    /**
     * @param group of the operator
     * @param attempt see {@link DeliveryCommittable#attempt}
     */
    BatchWriter(
            DeliverySettings settings,
            LedgerSettings ledger,
            MetricGroup group,
            Collection<SealedBatch> restored,
            boolean first,
            long attempt) {
        this.attempt = attempt;
        this.settings = settings;
        this.metrics = new DeliveryMetrics(group);
        this.lanes = Lanes.open(settings);
        this.account = StorageBudget.of(settings.storage()).open();
        this.ledger = new Ledger(
                group,
                ledger,
                "writers",
                LedgerAccount.RESTORED_STAGING,
                LedgerAccount.STAGING,
                LedgerAccount.COMMITTING);
        restored.forEach(batch -> this.ledger.add(LedgerAccount.RESTORED_STAGING, batch.rows()));
        this.confirmations = first ? new Confirmations(settings, lanes, group) : null;
        restored.forEach(this::stage);
    }

    @Override
    public void write(DeliveryElement element, Context context) {
        if (element instanceof SealedBatch batch) {
            stage(batch);
        } else {
            ready.add(DeliveryCommittable.of(element, attempt));
        }
    }

    private void stage(SealedBatch batch) {
        account.add(batch.key().moniker(), batch.key().database(), batch.storedBytes());
        backlog.put(
                batch.batchId(),
                batch.key().moniker(),
                new Backlogs.Held(batch.rows(), batch.storedBytes(), batch.oldestArrivalMillis()));
        Staging staging = new Staging(batch, lanes.lane(Place.of(batch.key())));
        underWay.put(batch.batchId(), staging);
        staging.start();
    }

    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        if (endOfInput) {
            ending = true;
            lanes.inputEnded();
            long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
            for (Staging staging : underWay.values()) {
                staging.await(deadline);
            }
        }
    }

    @Override
    public Collection<DeliveryCommittable> prepareCommit() {
        if (ready.isEmpty() && underWay.isEmpty()) {
            return List.of();
        }
        List<DeliveryCommittable> handedOver = new ArrayList<>(ready);
        ready.clear();
        long now = System.nanoTime();
        for (Iterator<Staging> all = underWay.values().iterator(); all.hasNext(); ) {
            Staging staging = all.next();
            if (ending || staging.isOver(now, settings.stageTimeout().toNanos())) {
                all.remove();
                staging.stop();
                SealedBatch batch = staging.batch;
                account.add(batch.key().moniker(), batch.key().database(), -batch.storedBytes());
                if (staging.staged) {
                    metrics.staged(batch);
                }
                ledger.add(LedgerAccount.COMMITTING, batch.rows());
                handedOver.add(DeliveryCommittable.of(batch, attempt));
            }
        }
        return handedOver;
    }

    @Override
    public List<SealedBatch> snapshotState(long checkpointId) {
        if (ledger.isDue(checkpointId)) {
            ledger.set(
                    LedgerAccount.STAGING,
                    underWay.values().stream()
                            .mapToLong(staging -> staging.batch.rows())
                            .sum());
            ledger.take(checkpointId);
        }
        return underWay.values().stream().map(staging -> staging.batch).toList();
    }

    @Override
    public void close() {
        if (confirmations != null) {
            confirmations.close();
        }
        underWay.values().forEach(Staging::stop);
        account.close();
        backlog.close();
        lanes.close();
    }

    /** One batch on its way to the destination. */
    private static final class Staging {
        private final SealedBatch batch;
        private final Lane lane;
        private final CountDownLatch over = new CountDownLatch(1);
        private @Nullable Future<?> task;
        private volatile boolean staged;

        /** On {@link System#nanoTime}'s clock; null while it waits for a thread, which is no fault of the batch. */
        private volatile @Nullable Long startedNanos;

        Staging(SealedBatch batch, Lane lane) {
            this.batch = batch;
            this.lane = lane;
        }

        void start() {
            task = lane.stageThreads().submit(() -> {
                startedNanos = System.nanoTime();
                try {
                    staged = lane.stage(batch) == null;
                } finally {
                    over.countDown();
                }
            });
        }

        boolean isOver(long nowNanos, long timeoutNanos) {
            Long started = startedNanos;
            return over.getCount() == 0 || (started != null && nowNanos - started > timeoutNanos);
        }

        void await(long deadlineNanos) throws InterruptedException {
            boolean inTime = over.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!inTime) {
                stop();
            }
        }

        void stop() {
            Future<?> running = task;
            if (running != null && over.getCount() > 0) {
                running.cancel(true);
            }
        }
    }
}
