package io.adxflow.job.bundle;

import io.adxflow.job.rows.AppendResult;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Counts what one reader takes and sends on, by namespace and by moniker. Labels are bounded: the first {@value #MAX_NAMES} of each have
 * their own, later ones share {@value #OTHERS}. For the task's thread.
 */
final class NamespaceMetrics {
    static final int MAX_NAMES = 100;
    static final String OTHERS = "(others)";
    private static final int MAX_FLOWS = 1_000;

    private final MetricGroup group;
    private final Map<String, Accepted> namespaces = new HashMap<>();
    private final Map<String, Sent> monikers = new HashMap<>();
    private final Map<Flow, Routed> flows = new HashMap<>();

    private record Flow(String namespace, String moniker) {}

    NamespaceMetrics(MetricGroup group) {
        this.group = group;
    }

    /** Shows a namespace before it has sent anything. */
    Accepted namespace(String namespace) {
        Accepted known = namespaces.get(namespace);
        if (known == null) {
            String label = namespaces.size() < MAX_NAMES ? namespace : OTHERS;
            known = namespaces.computeIfAbsent(label, name -> new Accepted(group.addGroup("namespace", name)));
        }
        return known;
    }

    /** A chunk leaves. */
    void chunk(String namespace, String moniker, long rows, long deflatedBytes, long csvBytes) {
        Sent sent = monikers.get(moniker);
        if (sent == null) {
            String label = monikers.size() < MAX_NAMES ? moniker : OTHERS;
            sent = monikers.computeIfAbsent(label, name -> new Sent(group.addGroup("moniker", name)));
        }
        sent.chunks.inc();
        sent.rows.inc(rows);
        sent.bytes.inc(deflatedBytes);
        sent.rawBytes.inc(csvBytes);
        Flow flow = new Flow(namespace, moniker);
        Routed routed = flows.get(flow);
        if (routed == null) {
            Flow label = flows.size() < MAX_FLOWS ? flow : new Flow(OTHERS, OTHERS);
            routed = flows.computeIfAbsent(
                    label,
                    named -> new Routed(
                            group.addGroup("namespace", named.namespace()).addGroup("moniker", named.moniker())));
        }
        routed.rows.inc(rows);
        routed.bytes.inc(csvBytes);
    }

    private static final class Sent {
        private final Counter chunks;
        private final Counter rows;
        private final Counter bytes;
        private final Counter rawBytes;

        Sent(MetricGroup group) {
            chunks = group.counter(BundleMetric.CHUNKS.metricName());
            rows = group.counter(BundleMetric.BUNDLED_ROWS.metricName());
            bytes = group.counter(BundleMetric.CHUNK_BYTES.metricName());
            rawBytes = group.counter(BundleMetric.CHUNK_RAW_BYTES.metricName());
        }
    }

    private static final class Routed {
        private final Counter rows;
        private final Counter bytes;

        Routed(MetricGroup group) {
            rows = group.counter(BundleMetric.ROUTED_ROWS.metricName());
            bytes = group.counter(BundleMetric.ROUTED_BYTES.metricName());
        }
    }

    /** What one namespace's bodies held. */
    static final class Accepted {
        private final MetricGroup group;
        private final Map<BundleMetric, Counter> counters = new EnumMap<>(BundleMetric.class);

        private Accepted(MetricGroup group) {
            this.group = group;
            add(BundleMetric.DECODED_SAMPLES, 0);
            add(BundleMetric.BUFFERED_TOTAL, 0);
            add(BundleMetric.REFUSED_TABLES, 0);
        }

        void add(AppendResult result) {
            count(BundleMetric.NAME_COLLISIONS, result.nameCollisions());
            count(BundleMetric.MENDED_TIMES, result.mendedTimes());
            count(BundleMetric.DECODED_SAMPLES, result.samples());
            count(BundleMetric.DECODED_HISTOGRAMS, result.histograms());
            count(BundleMetric.DECODED_EXEMPLARS, result.exemplars());
            count(BundleMetric.DECODED_METADATA, result.metadata());
            count(BundleMetric.REJECTED_SAMPLES, result.rejectedSamples());
            count(BundleMetric.REJECTED_SERIES, result.rejectedSeries());
            count(BundleMetric.DECODED_LOG_RECORDS, result.logRecords());
            count(BundleMetric.DECODED_SPANS, result.spans());
            count(BundleMetric.REJECTED_LOG_RECORDS, result.rejectedLogRecords());
            count(BundleMetric.REJECTED_SPANS, result.rejectedSpans());
            count(BundleMetric.DECODED_DATA_POINTS, result.dataPoints());
            count(BundleMetric.REJECTED_DATA_POINTS, result.rejectedDataPoints());
            count(BundleMetric.ROUNDED_VALUES, result.roundedValues());
            count(BundleMetric.BUFFERED_TOTAL, result.rows());
            count(BundleMetric.REFUSED_TABLES, result.refusedTables());
            count(BundleMetric.UNSUBSCRIBED_ROWS, result.unsubscribedRows());
            count(BundleMetric.SPLIT_ROWS, result.splitRows());
            count(BundleMetric.TRANSFORM_FAILURES, result.transformFailures());
        }

        private void count(BundleMetric metric, long by) {
            if (by != 0) {
                add(metric, by);
            }
        }

        private void add(BundleMetric metric, long by) {
            counters.computeIfAbsent(metric, named -> group.counter(named.metricName()))
                    .inc(by);
        }
    }
}
