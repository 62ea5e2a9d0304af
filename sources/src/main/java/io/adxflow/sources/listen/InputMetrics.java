package io.adxflow.sources.listen;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/** What one reader counts of one input. Of the task's thread but for {@link #readFailed}. */
final class InputMetrics {
    private final Counter bodies;
    private final Counter bytes;
    private final Counter finished;
    private final Counter unreadable;
    private final Counter readFailures;
    private volatile boolean isWaiting;

    InputMetrics(MetricGroup parent, String input) {
        MetricGroup group = parent.addGroup("input", input);
        bodies = group.counter(ListenMetric.ROW_BODIES.metricName());
        bytes = group.counter(ListenMetric.READ_BYTES.metricName());
        finished = group.counter(ListenMetric.FINISHED.metricName());
        unreadable = group.counter(ListenMetric.UNREADABLE.metricName());
        readFailures = group.counter(ListenMetric.READ_FAILURES.metricName(), new ThreadSafeSimpleCounter());
        group.gauge(ListenMetric.WAITING.metricName(), () -> isWaiting ? 1 : 0);
    }

    void taken(long ofBytes) {
        bodies.inc();
        bytes.inc(ofBytes);
    }

    void finished() {
        finished.inc();
    }

    void unreadable() {
        unreadable.inc();
    }

    /** Any thread. */
    void readFailed() {
        readFailures.inc();
    }

    void waits(boolean now) {
        isWaiting = now;
    }
}
