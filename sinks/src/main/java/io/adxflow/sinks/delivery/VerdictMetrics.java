package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Counts one moniker's verdicts. Thread-safe. */
final class VerdictMetrics {
    /** Tables with counters of their own; the others share {@value #OTHERS}, so that labels do not multiply without end. */
    static final int MAX_TABLES = 1_000;

    static final String OTHERS = "(others)";

    private final MetricGroup group;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Set<String> tables = new HashSet<>();
    private final AtomicLong unconfirmed = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong overdue = new AtomicLong();
    private final LongSupplier millis;
    private final AtomicLong walkedAtMillis;
    private boolean gaugesShown;

    /** @param millis a clock */
    VerdictMetrics(MetricGroup operatorGroup, String moniker, LongSupplier millis) {
        this.group = operatorGroup.addGroup("adxflow").addGroup("moniker", moniker);
        this.millis = millis;
        this.walkedAtMillis = new AtomicLong(millis.getAsLong());
    }

    /** Shows what there is without a verdict too, for a destination that decides later. */
    synchronized void begin() {
        if (!gaugesShown) {
            gaugesShown = true;
            gauge(VerdictMetric.UNCONFIRMED_BATCHES, unconfirmed::get);
            gauge(VerdictMetric.OLDEST_UNCONFIRMED_SECONDS, oldestSeconds::get);
            gauge(VerdictMetric.OVERDUE_BATCHES, overdue::get);
            gauge(VerdictMetric.VERDICTS_AGE_SECONDS, this::ageSeconds);
            // From zero, so that an alert on its increase sees the first one.
            counter(DeliveryMetric.DEAD_BATCHES.id(), group).inc(0);
        }
    }

    private long ageSeconds() {
        return Math.max(0, millis.getAsLong() - walkedAtMillis.get()) / 1_000;
    }

    synchronized void ingested(VerdictListener.Batch batch, long seconds) {
        count(VerdictMetric.INGESTED_BATCHES, batch.key(), 1);
        count(VerdictMetric.INGESTED_ROWS, batch.key(), batch.rows());
        count(VerdictMetric.INGESTED_RAW_BYTES, batch.key(), batch.rawBytes());
        counter(VerdictMetric.INGESTION_SECONDS.id(), group).inc(seconds);
    }

    synchronized void requeued(VerdictListener.Batch batch) {
        count(VerdictMetric.REQUEUED_BATCHES, batch.key(), 1);
        count(VerdictMetric.REQUEUED_ROWS, batch.key(), batch.rows());
    }

    synchronized void failed(DeadBatch batch) {
        count(VerdictMetric.FAILED_BATCHES, batch.key(), 1);
        count(VerdictMetric.FAILED_ROWS, batch.key(), batch.rows());
        counter(DeliveryMetric.DEAD_BATCHES.id(), group).inc();
        counter(DeliveryMetric.DEAD_ROWS.id(), group).inc(batch.rows());
    }

    void open(long batches, long oldest, long late) {
        walkedAtMillis.set(millis.getAsLong());
        unconfirmed.set(batches);
        oldestSeconds.set(oldest);
        overdue.set(late);
    }

    private void gauge(VerdictMetric metric, Gauge<Long> value) {
        group.gauge(metric.id(), value);
    }

    private void count(VerdictMetric metric, BatchKey key, long by) {
        String table = key.database() + "\n" + key.table();
        boolean known = tables.contains(table) || (tables.size() < MAX_TABLES && tables.add(table));
        String name = metric.id() + "\n" + (known ? table : OTHERS);
        Counter counter = counters.get(name);
        if (counter == null) {
            counter = group.addGroup("database", known ? key.database() : OTHERS)
                    .addGroup("table", known ? key.table() : OTHERS)
                    .counter(metric.id());
            counters.put(name, counter);
        }
        counter.inc(by);
    }

    private Counter counter(String id, MetricGroup of) {
        return counters.computeIfAbsent(id, of::counter);
    }
}
