package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
    private boolean gaugesShown;

    VerdictMetrics(MetricGroup operatorGroup, String moniker) {
        group = operatorGroup.addGroup("adxflow").addGroup("moniker", moniker);
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

    synchronized void open(long batches, long oldest, long late) {
        if (!gaugesShown) {
            gaugesShown = true;
            gauge(VerdictMetric.UNCONFIRMED_BATCHES, unconfirmed);
            gauge(VerdictMetric.OLDEST_UNCONFIRMED_SECONDS, oldestSeconds);
            gauge(VerdictMetric.OVERDUE_BATCHES, overdue);
        }
        unconfirmed.set(batches);
        oldestSeconds.set(oldest);
        overdue.set(late);
    }

    private void gauge(VerdictMetric metric, AtomicLong value) {
        Gauge<Long> gauge = value::get;
        group.gauge(metric.id(), gauge);
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
