package io.adxflow.job.bundle;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.TablePlaces;
import io.adxflow.job.rules.scrub.ScrubTally;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Counts what passes through one row bundler. Used by the task's thread; gauges are read by any. */
final class BundleMetrics {
    private static final int MAX_RULES = 1000;
    private static final String OTHER = "other";

    private final MetricGroup group;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<BundleMetric, AtomicLong> gauges = new EnumMap<>(BundleMetric.class);
    private final Map<String, AtomicLong> namespaceGauges = new HashMap<>();
    private final NamespaceMetrics namespaces;
    private final Map<String, Counter> dropped = new HashMap<>();
    /** As counted so far. */
    private long evictedSeries;

    BundleMetrics(MetricGroup group) {
        this.group = group;
        this.namespaces = new NamespaceMetrics(group);
        for (BundleMetric metric : new BundleMetric[] {
            BundleMetric.DEDUPLICATED_REQUESTS,
            BundleMetric.REPLAYED_ROWS,
            BundleMetric.EVICTED_SERIES,
            BundleMetric.MISSING_LOG_FILES,
            BundleMetric.DAMAGED_LOG_FILES,
            BundleMetric.NOT_ARCHIVED,
            BundleMetric.METRIC_FAILURES
        }) {
            counters.put(metric.metricName(), group.counter(metric.metricName()));
        }
    }

    /** Takes the values that gauges show until the next call; the reporter's threads must not walk the reader's tables. */
    void observe(LiveTables tables, long bufferedRows, BodyLogWriter log, long decodeBytes) {
        set(BundleMetric.DECODE_BYTES, decodeBytes);
        set(BundleMetric.BUFFERED_ROWS, bufferedRows);
        set(BundleMetric.BUFFERED_BYTES, tables.heapBytes());
        set(BundleMetric.IDLE_ROW_BYTES, tables.idleBytes());
        set(BundleMetric.LIVE_TABLES, tables.tableCount());
        set(BundleMetric.LIVE_SERIES, tables.seriesCount());
        set(BundleMetric.SERIES_CACHE_BYTES, tables.seriesCacheBytes());
        set(BundleMetric.KNOWN_STREAM_BYTES, tables.streamBytes());
        long evicted = tables.evictedSeries();
        count(BundleMetric.EVICTED_SERIES, evicted - evictedSeries);
        evictedSeries = evicted;
        set(BundleMetric.BODY_LOG_FILES, log.fileCount());
        set(BundleMetric.BODY_LOG_BYTES, log.bytes());
        observePlaces(tables);
    }

    /** What is known of tables' versions. */
    void observe(TableVersions versions, int rowsWaiting) {
        set(BundleMetric.SCHEMA_TABLES, versions.tables());
        set(BundleMetric.SCHEMA_HINTS, versions.hints().size());
        set(BundleMetric.SCHEMA_ROWS, rowsWaiting);
    }

    private void observePlaces(LiveTables tables) {
        for (NamespaceSpec namespace : tables.rules().namespaces()) {
            namespaces.namespace(namespace.name());
            TablePlaces.Usage usage = tables.placesOf(namespace.name());
            set(BundleMetric.NAMESPACE_TABLES, namespace.name(), usage.tables());
            set(BundleMetric.LARGEST_SENDER_TABLES, namespace.name(), usage.ofLargest());
        }
    }

    private void set(BundleMetric metric, String namespace, long value) {
        namespaceGauges
                .computeIfAbsent(metric + ":" + namespace, key -> {
                    AtomicLong shown = new AtomicLong();
                    Gauge<Long> gauge = shown::get;
                    group.addGroup("namespace", namespace).gauge(metric.metricName(), gauge);
                    return shown;
                })
                .set(value);
    }

    /** The reader has other tables from now on, which count from zero. */
    void newTables() {
        evictedSeries = 0;
    }

    private void set(BundleMetric metric, long value) {
        gauges.computeIfAbsent(metric, key -> {
                    AtomicLong shown = new AtomicLong();
                    Gauge<Long> gauge = shown::get;
                    group.gauge(key.metricName(), gauge);
                    return shown;
                })
                .set(value);
    }

    void accepted(AppendResult result, String namespace) {
        namespaces.namespace(namespace).add(result);
        result.dropped().forEach((rule, rows) -> dropped(namespace, rule).inc(rows));
        result.scrubbed().forEach((key, found) -> scrubbed(key).inc(found));
    }

    /** Bounded: a namespace has at most 200 such rules. */
    private Counter scrubbed(ScrubTally.Key key) {
        return counters.computeIfAbsent("scrubbed:" + key, unused -> group.addGroup("namespace", key.namespace())
                .addGroup("rule", key.rule())
                .addGroup("detector", key.detector())
                .counter(BundleMetric.SCRUBBED_TEXTS.metricName()));
    }

    private Counter dropped(String namespace, String rule) {
        Counter counter = dropped.get(namespace + ":" + rule);
        if (counter == null && dropped.size() >= MAX_RULES) {
            counter = dropped.get(OTHER);
            if (counter == null) {
                counter = group.addGroup("rule", OTHER).counter(BundleMetric.RULE_DROPPED_ROWS.metricName());
                dropped.put(OTHER, counter);
            }
        } else if (counter == null) {
            counter = group.addGroup("namespace", namespace)
                    .addGroup("rule", rule)
                    .counter(BundleMetric.RULE_DROPPED_ROWS.metricName());
            dropped.put(namespace + ":" + rule, counter);
        }
        return counter;
    }

    void rejectedBody(Reason reason) {
        counters.computeIfAbsent("rejected:" + reason, key -> group.addGroup(
                                "reason", reason.name().toLowerCase(Locale.ROOT))
                        .counter(BundleMetric.REJECTED_BODIES.metricName()))
                .inc();
    }

    void metricFailures(long records) {
        count(BundleMetric.METRIC_FAILURES, records);
    }

    void notArchived() {
        count(BundleMetric.NOT_ARCHIVED, 1);
    }

    void deduplicated() {
        count(BundleMetric.DEDUPLICATED_REQUESTS, 1);
    }

    void deadLetter(DeadLetter letter) {
        counters.computeIfAbsent("dead:" + letter.reason(), key -> group.addGroup(
                                "reason", letter.reason().name().toLowerCase(Locale.ROOT))
                        .counter(BundleMetric.DEAD_LETTERED_ROWS.metricName()))
                .inc();
    }

    void chunk(String namespace, Chunk chunk) {
        namespaces.chunk(namespace, chunk.key().moniker(), chunk.rows(), chunk.deflatedLength(), chunk.rawLength());
    }

    void replayed(BodyReplay.Result result) {
        count(BundleMetric.REPLAYED_ROWS, result.rows());
        count(BundleMetric.MISSING_LOG_FILES, result.missingFiles());
        count(BundleMetric.DAMAGED_LOG_FILES, result.damagedFiles());
    }

    private void count(BundleMetric metric, long by) {
        Counter counter = counters.get(metric.metricName());
        if (counter != null && by != 0) {
            counter.inc(by);
        }
    }
}
