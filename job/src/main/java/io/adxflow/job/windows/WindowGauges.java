package io.adxflow.job.windows;

import io.adxflow.job.rules.metrics.MetricRule;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Shows what the windows of one task hold, by metric. Written by the task's thread, read by any. */
final class WindowGauges {
    /** Metrics shown by name; documents come and go, and what is registered stays. */
    private static final int MOST_RULES = 1_000;

    private final MetricGroup group;
    private final Map<String, OfRule> rules = new HashMap<>();
    private final Counter rows;
    private final Counter amended;
    private final Counter overflowed;
    private long shownRows;
    private long shownAmended;
    private long shownOverflowed;

    private record OfRule(AtomicLong groups, AtomicLong windows, AtomicLong numbers) {}

    WindowGauges(MetricGroup group) {
        this.group = group;
        rows = group.counter(WindowMetric.ROWS.metricName());
        amended = group.counter(WindowMetric.AMENDED.metricName());
        overflowed = group.counter(WindowMetric.OVERFLOWED.metricName());
    }

    void show(Iterable<RuleWindows> all) {
        rules.values().forEach(each -> {
            each.groups.set(0);
            each.windows.set(0);
            each.numbers.set(0);
        });
        for (RuleWindows each : all) {
            OfRule shown = of(each.rule());
            shown.groups.addAndGet(each.groups().size());
            shown.windows.addAndGet(each.openWindows());
            shown.numbers.addAndGet(each.numbers());
        }
    }

    void count(long allRows, long allAmended, long allOverflowed) {
        rows.inc(allRows - shownRows);
        amended.inc(allAmended - shownAmended);
        overflowed.inc(allOverflowed - shownOverflowed);
        shownRows = allRows;
        shownAmended = allAmended;
        shownOverflowed = allOverflowed;
    }

    private OfRule of(MetricRule rule) {
        String key = rule.namespace() + "/" + rule.metric();
        boolean isNew = !rules.containsKey(key);
        boolean isOther = isNew && rules.size() >= MOST_RULES;
        return rules.computeIfAbsent(isOther ? "" : key, unused -> {
            MetricGroup named = group.addGroup("namespace", isOther ? "other" : rule.namespace())
                    .addGroup("metric", isOther ? "other" : rule.metric());
            return new OfRule(
                    gauge(named, WindowMetric.GROUPS),
                    gauge(named, WindowMetric.WINDOWS),
                    gauge(named, WindowMetric.NUMBERS));
        });
    }

    private static AtomicLong gauge(MetricGroup group, WindowMetric metric) {
        AtomicLong shown = new AtomicLong();
        Gauge<Long> gauge = shown::get;
        group.gauge(metric.metricName(), gauge);
        return shown;
    }
}
