package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.watch.Backlogs;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * What one operator holds of batches that are not delivered, by moniker and database: for gauges, for the storage budget, and for
 * people. For the task's thread; gauges are read by others.
 */
final class ParkedOverview implements AutoCloseable {
    /** Databases with gauges of their own, by moniker; the others share {@value #OTHERS}, so that labels do not multiply. */
    static final int MAX_SHOWN = 100;

    static final String OTHERS = "(others)";

    private final MetricGroup group;
    private final StorageBudget.Account account;
    private final LongSupplier millis;
    private final Backlogs.Account backlog = Backlogs.jvm().open(Backlogs.Stage.PARKED);
    private final Map<String, OfMoniker> monikers = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();

    /** @param millis a clock */
    ParkedOverview(MetricGroup operatorGroup, StorageBudget.Account account, LongSupplier millis) {
        this.group = operatorGroup.addGroup("adxflow");
        this.account = account;
        this.millis = millis;
    }

    /**
     * Counts a batch in, or out with {@code sign} -1.
     *
     * @param holder the moniker for which it was parked first, whose room it takes
     */
    void add(String holder, ParkedBatch batch, int sign) {
        OfMoniker moniker = monikers.computeIfAbsent(holder, OfMoniker::new);
        DatabaseTally tally = moniker.databases.computeIfAbsent(batch.database(), name -> new DatabaseTally());
        changed.add(holder);
        account.add(holder, batch.database(), sign * batch.batch().storedBytes());
        tally.add(batch, sign);
        moniker.show(batch, sign);
        show(holder, batch, sign);
        if (batch.isUndeliverable()) {
            account.undeliverable(holder, batch.database(), tally.undeliverableBatches() > 0 ? tally.reason() : null);
        }
        if (tally.batches() == 0) {
            moniker.databases.remove(batch.database());
        }
    }

    private void show(String holder, ParkedBatch parkedBatch, int sign) {
        SealedBatch batch = parkedBatch.batch();
        if (sign > 0) {
            backlog.put(
                    batch.batchId(),
                    holder,
                    new Backlogs.Held(batch.rows(), batch.storedBytes(), batch.oldestArrivalMillis()));
        } else {
            backlog.remove(batch.batchId());
        }
    }

    /** What is here is somebody else's from now on, or gone. */
    @Override
    public void close() {
        backlog.close();
    }

    /** Batches of the database of {@code like} that wait for its sake. */
    long undeliverable(String holder, ParkedBatch like) {
        DatabaseTally tally = databases(holder).get(like.database());
        return tally == null ? 0 : tally.undeliverableBatches();
    }

    /** Rows of what is under way in this manner, or with null of what is parked. */
    long rows(@Nullable FailureKind underWay) {
        long rows = 0;
        for (OfMoniker moniker : monikers.values()) {
            for (DatabaseTally tally : moniker.databases.values()) {
                rows += tally.rows(underWay);
            }
        }
        return rows;
    }

    /** The monikers about which something has changed since this was last asked. */
    Set<String> changed() {
        Set<String> names = new HashSet<>(changed);
        changed.clear();
        return names;
    }

    /** The databases of a moniker that have batches here, ordered by name. */
    Map<String, DatabaseTally> databases(String moniker) {
        OfMoniker known = monikers.get(moniker);
        return known == null ? Map.of() : known.databases;
    }

    private final class OfMoniker {
        private final Map<String, DatabaseTally> databases = new TreeMap<>();
        private final MetricGroup shownIn;
        private final AtomicLong parked = new AtomicLong();
        private final AtomicLong parkedBytes = new AtomicLong();
        private final AtomicLong late = new AtomicLong();
        private final AtomicLong pending = new AtomicLong();
        private final AtomicLong held = new AtomicLong();
        private final AtomicLong oldestAtMillis = new AtomicLong();
        private final Map<String, Undeliverable> undeliverable = new TreeMap<>();

        OfMoniker(String moniker) {
            shownIn = group.addGroup("moniker", moniker);
            gauge(shownIn, DeliveryMetric.PARKED_BATCHES, parked::get);
            gauge(shownIn, DeliveryMetric.PARKED_BYTES, parkedBytes::get);
            gauge(shownIn, DeliveryMetric.LATE_BATCHES, late::get);
            gauge(shownIn, DeliveryMetric.PENDING_BATCHES, pending::get);
            gauge(shownIn, DeliveryMetric.HELD_BATCHES, held::get);
            gauge(shownIn, DeliveryMetric.OLDEST_UNDELIVERED_SECONDS, this::oldestSeconds);
        }

        private long oldestSeconds() {
            long at = oldestAtMillis.get();
            return at == 0 ? 0 : Math.max(0, millis.getAsLong() - at) / 1_000;
        }

        void show(ParkedBatch batch, int sign) {
            switch (batch.kind()) {
                case LATE -> late.addAndGet(sign);
                case PENDING -> pending.addAndGet(sign);
                case HELD -> held.addAndGet(sign);
                default -> {
                    parked.addAndGet(sign);
                    parkedBytes.addAndGet(sign * batch.batch().storedBytes());
                }
            }
            if (batch.isUndeliverable()) {
                Undeliverable shown = undeliverable.get(batch.database());
                if (shown == null) {
                    String name = undeliverable.size() < MAX_SHOWN ? batch.database() : OTHERS;
                    shown = undeliverable.computeIfAbsent(name, database -> new Undeliverable(shownIn, database));
                }
                shown.batches.addAndGet(sign);
                shown.bytes.addAndGet(sign * batch.batch().storedBytes());
            }
            long oldest = Long.MAX_VALUE;
            for (DatabaseTally tally : databases.values()) {
                oldest = Math.min(oldest, tally.oldestAtMillis());
            }
            oldestAtMillis.set(oldest == Long.MAX_VALUE ? 0 : oldest);
        }
    }

    private static final class Undeliverable {
        private final AtomicLong batches = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        Undeliverable(MetricGroup ofMoniker, String database) {
            MetricGroup group = ofMoniker.addGroup("database", database);
            gauge(group, DeliveryMetric.UNDELIVERABLE_BATCHES, batches::get);
            gauge(group, DeliveryMetric.UNDELIVERABLE_BYTES, bytes::get);
        }
    }

    private static void gauge(MetricGroup group, DeliveryMetric metric, Gauge<Long> value) {
        group.gauge(metric.id(), value);
    }
}
