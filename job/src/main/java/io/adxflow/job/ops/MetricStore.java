package io.adxflow.job.ops;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that live in this JVM, as Flink's metric registry announces them. One per JVM, because Flink makes the reporter
 * and the endpoint must find the same store. Any thread may call anything.
 */
public final class MetricStore {
    /** Far more than a job of ours has; beyond it something multiplies labels, and memory is worth more than the numbers. */
    static final int MAX_METRICS = 200_000;

    private static final MetricStore INSTANCE = new MetricStore();
    private static final String OURS = ".adxflow";
    private static final String PREFIX = "adxflow_";

    private final Map<Metric, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong refused = new AtomicLong();

    /**
     * A registered metric.
     *
     * @param name as exported, with its prefix
     * @param labels ordered by name
     */
    record Entry(Metric metric, String name, SortedMap<String, String> labels) {}

    public static MetricStore instance() {
        return INSTANCE;
    }

    void add(Metric metric, String name, MetricGroup group) {
        if (entries.size() >= MAX_METRICS) {
            refused.incrementAndGet();
            return;
        }
        LogicalScopeProvider scoped = LogicalScopeProvider.castFrom(group);
        String scope = scoped.getLogicalScope(text -> text, '.');
        Map<String, String> variables = scoped.getWrappedMetricGroup().getAllVariables();
        entries.put(metric, entry(metric, name, scope, variables));
    }

    /**
     * Adds what belongs to the process and to no operator, once.
     *
     * @param name without the prefix; when it ends in {@code _total} the value only grows
     * @return what {@link #remove} takes
     */
    public Metric addOfProcess(String name, LongSupplier value) {
        return addOfProcess(name, new TreeMap<>(), value);
    }

    /** The same with labels, whose values whoever calls bounds. */
    public Metric addOfProcess(String name, SortedMap<String, String> labels, LongSupplier value) {
        Metric metric = name.endsWith("_total") ? new SuppliedCounter(value) : (Gauge<Long>) value::getAsLong;
        entries.put(metric, new Entry(metric, PREFIX + name, labels));
        return metric;
    }

    /** Counts elsewhere. */
    private record SuppliedCounter(LongSupplier value) implements Counter {
        @Override
        public void inc() {
            throw new UnsupportedOperationException("counted elsewhere");
        }

        @Override
        public void inc(long n) {
            throw new UnsupportedOperationException("counted elsewhere");
        }

        @Override
        public void dec() {
            throw new UnsupportedOperationException("counted elsewhere");
        }

        @Override
        public void dec(long n) {
            throw new UnsupportedOperationException("counted elsewhere");
        }

        @Override
        public long getCount() {
            return value.getAsLong();
        }
    }

    static Entry entry(Metric metric, String name, String scope, Map<String, String> variables) {
        boolean ours = scope.contains(OURS);
        SortedMap<String, String> labels = new TreeMap<>();
        variables.forEach((variable, value) -> {
            String label = variable.substring(1, variable.length() - 1);
            if (keep(label, ours)) {
                labels.put(clean(label), value);
            }
        });
        String exported = ours ? "adxflow_" + clean(name) : "flink_" + clean(scope) + "_" + clean(name);
        return new Entry(
                metric,
                metric instanceof Counter && !exported.endsWith("_total") ? exported + "_total" : exported,
                labels);
    }

    /** Ids change with every attempt, and would make a new time series of the same thing at each restart. */
    private static boolean keep(String label, boolean ours) {
        return switch (label) {
            case "job_id", "task_id", "task_attempt_id", "task_attempt_num", "operator_id" -> false;
            case "host", "tm_id", "job_name", "task_name", "operator_name" -> !ours;
            default -> true;
        };
    }

    private static String clean(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** Takes a metric out. */
    public void remove(Metric metric) {
        entries.remove(metric);
    }

    /** Takes metrics of ours, one by one. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param name without the prefix
         * @param value of a counter or gauge; of a distribution its quantile 0.99
         */
        void visit(String name, Map<String, String> labels, double value);
    }

    /** Shows all metrics of ours that have a number now, in no order. */
    public void visit(Visitor visitor) {
        for (Entry entry : entries.values()) {
            if (entry.name().startsWith(PREFIX)) {
                Double value = entry.metric() instanceof Histogram histogram
                        ? (Double) histogram.getStatistics().getQuantile(0.99)
                        : value(entry.metric());
                if (value != null && !value.isNaN()) {
                    visitor.visit(entry.name().substring(PREFIX.length()), entry.labels(), value);
                }
            }
        }
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    /** Metrics that found no room. */
    long refused() {
        return refused.get();
    }

    /** Sum over all counters and gauges of ours with this name, whatever their labels; 0 when there are none. */
    public double sum(String name) {
        double sum = 0;
        String exported = "adxflow_" + name;
        for (Entry entry : entries.values()) {
            if (entry.name().equals(exported)) {
                Double value = value(entry.metric());
                sum += value == null || value.isNaN() ? 0 : value;
            }
        }
        return sum;
    }

    /** The same of those whose label has this value. */
    public double sum(String name, String label, String labelValue) {
        double sum = 0;
        String exported = "adxflow_" + name;
        for (Entry entry : entries.values()) {
            if (entry.name().equals(exported)
                    && labelValue.equals(entry.labels().get(label))) {
                Double value = value(entry.metric());
                sum += value == null || value.isNaN() ? 0 : value;
            }
        }
        return sum;
    }

    /** The values of all counters and gauges of ours with this name, in no order. */
    public List<Double> values(String name) {
        String exported = "adxflow_" + name;
        return entries.values().stream()
                .filter(entry -> entry.name().equals(exported))
                .map(entry -> value(entry.metric()))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The largest value among all counters and gauges of ours with this name; 0 when there are none. */
    public double max(String name) {
        double max = 0;
        String exported = "adxflow_" + name;
        for (Entry entry : entries.values()) {
            if (entry.name().equals(exported)) {
                Double value = value(entry.metric());
                max = value == null || value.isNaN() ? max : Math.max(max, value);
            }
        }
        return max;
    }

    /** Whether any metric of ours has this name, which tells 0 from not there yet. */
    public boolean has(String name) {
        String exported = "adxflow_" + name;
        return entries.values().stream().anyMatch(entry -> entry.name().equals(exported));
    }

    /** A counter's or gauge's value; null for other kinds, for gauges without a number, and for those that throw. */
    static @Nullable Double value(Metric metric) {
        if (metric instanceof Counter counter) {
            return (double) counter.getCount();
        }
        if (metric instanceof Gauge<?> gauge) {
            try {
                Object value = gauge.getValue();
                if (value instanceof Number number) {
                    return number.doubleValue();
                }
                return value instanceof Boolean flag ? (Double) (flag ? 1.0 : 0.0) : null;
            } catch (RuntimeException gone) {
                // Gauges look into live objects; one that is being torn down has nothing to say.
                return null;
            }
        }
        return null;
    }
}
