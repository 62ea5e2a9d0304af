package io.adxflow.sinks.delivery;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Remembers metrics by the groups they are in, as in {@code adxflow/moniker=a/parked_batches}. */
final class RecordedMetrics extends UnregisteredMetricsGroup {
    private final Map<String, Metric> metrics;
    private final String path;

    RecordedMetrics() {
        this(new ConcurrentHashMap<>(), "");
    }

    private RecordedMetrics(Map<String, Metric> metrics, String path) {
        this.metrics = metrics;
        this.path = path;
    }

    /** The values by now. */
    Map<String, Object> values() {
        Map<String, Object> values = new TreeMap<>();
        metrics.forEach((name, metric) -> values.put(
                name, metric instanceof Counter counter ? counter.getCount() : ((Gauge<?>) metric).getValue()));
        return values;
    }

    @Override
    public MetricGroup addGroup(String name) {
        return new RecordedMetrics(metrics, path + name + "/");
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
        return addGroup(key + "=" + value);
    }

    @Override
    public Counter counter(String name) {
        Counter counter = new SimpleCounter();
        if (metrics.put(path + name, counter) != null) {
            throw new IllegalStateException(path + name + " is there already");
        }
        return counter;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
        if (metrics.put(path + name, gauge) != null) {
            throw new IllegalStateException(path + name + " is there already");
        }
        return gauge;
    }
}
