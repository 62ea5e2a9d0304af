package io.adxflow.sinks.delivery;

import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** The metrics of one moniker's standby. For the task's thread; gauges are read by others. */
final class StandbyFigures implements AutoCloseable {
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong oldestAtMillis = new AtomicLong();
    private final AtomicLong names = new AtomicLong();
    private final AtomicLong failing = new AtomicLong();
    private final String moniker;
    private final Backlogs.Account backlog = Backlogs.jvm().open(Backlogs.Stage.STANDBY);
    private final Counter moved;
    private final Counter delivered;

    /** @param millis a clock */
    StandbyFigures(MetricGroup operatorGroup, String moniker, LongSupplier millis) {
        this.moniker = moniker;
        MetricGroup group = operatorGroup.addGroup("adxflow").addGroup("moniker", moniker);
        gauge(group, StandbyMetric.STANDBY_BATCHES, batches::get);
        gauge(group, StandbyMetric.STANDBY_ROWS, rows::get);
        gauge(group, StandbyMetric.STANDBY_BYTES, bytes::get);
        gauge(group, StandbyMetric.OLDEST_STANDBY_SECONDS, () -> {
            long at = oldestAtMillis.get();
            return at == 0 ? 0 : Math.max(0, millis.getAsLong() - at) / 1_000;
        });
        gauge(group, StandbyMetric.STANDBY_NAMES, names::get);
        gauge(group, StandbyMetric.STANDBY_FAILING, failing::get);
        moved = group.counter(StandbyMetric.STANDBY_MOVED.id());
        delivered = group.counter(StandbyMetric.STANDBY_DELIVERED.id());
    }

    private static void gauge(MetricGroup group, StandbyMetric metric, Gauge<Long> value) {
        group.gauge(metric.id(), value);
    }

    void show(Collection<StandbyTally> tallies, int byName) {
        batches.set(tallies.stream().mapToLong(StandbyTally::batches).sum());
        rows.set(tallies.stream().mapToLong(StandbyTally::rows).sum());
        bytes.set(tallies.stream().mapToLong(StandbyTally::bytes).sum());
        long oldest =
                tallies.stream().mapToLong(StandbyTally::oldestAtMillis).min().orElse(Long.MAX_VALUE);
        oldestAtMillis.set(oldest == Long.MAX_VALUE ? 0 : oldest);
        names.set(byName);
        backlog.put(moniker, moniker, new Backlogs.Held(rows.get(), bytes.get(), oldest));
    }

    /** @param reason why the store does not work, null when it does */
    void failing(@Nullable String reason) {
        failing.set(reason == null ? 0 : 1);
        if (reason == null) {
            DeliveryRecords.jvm().works(moniker, DeliveryRecords.Part.STANDBY);
        } else {
            DeliveryRecords.jvm().failed(moniker, DeliveryRecords.Part.STANDBY, "", "transient", reason);
        }
    }

    @Override
    public void close() {
        backlog.close();
    }

    void moved() {
        moved.inc();
    }

    void delivered() {
        delivered.inc();
    }
}
