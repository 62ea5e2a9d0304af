package io.adxflow.job.bundle;

import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.sinks.batch.Chunk;
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
    private final MetricGroup group;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<BundleMetric, AtomicLong> gauges = new EnumMap<>(BundleMetric.class);
    /** As counted so far. */
    private long evictedSeries;

    BundleMetrics(MetricGroup group) {
        this.group = group;
        for (BundleMetric metric : new BundleMetric[] {
            BundleMetric.DECODED_SAMPLES,
            BundleMetric.DECODED_HISTOGRAMS,
            BundleMetric.DECODED_EXEMPLARS,
            BundleMetric.DECODED_METADATA,
            BundleMetric.REJECTED_SAMPLES,
            BundleMetric.REJECTED_SERIES,
            BundleMetric.DECODED_LOG_RECORDS,
            BundleMetric.DECODED_SPANS,
            BundleMetric.REJECTED_LOG_RECORDS,
            BundleMetric.REJECTED_SPANS,
            BundleMetric.DECODED_DATA_POINTS,
            BundleMetric.REJECTED_DATA_POINTS,
            BundleMetric.ROUNDED_VALUES,
            BundleMetric.DEDUPLICATED_REQUESTS,
            BundleMetric.BUFFERED_TOTAL,
            BundleMetric.REPLAYED_ROWS,
            BundleMetric.BUNDLED_ROWS,
            BundleMetric.CHUNKS,
            BundleMetric.CHUNK_BYTES,
            BundleMetric.CHUNK_RAW_BYTES,
            BundleMetric.EVICTED_SERIES,
            BundleMetric.MISSING_LOG_FILES,
            BundleMetric.DAMAGED_LOG_FILES
        }) {
            counters.put(metric.metricName(), group.counter(metric.metricName()));
        }
    }

    /** Takes the values that gauges show until the next call; the reporter's threads must not walk the reader's tables. */
    void observe(LiveTables tables, long bufferedRows, BodyLogWriter log) {
        set(BundleMetric.BUFFERED_ROWS, bufferedRows);
        set(BundleMetric.BUFFERED_BYTES, tables.heapBytes());
        set(BundleMetric.IDLE_ROW_BYTES, tables.idleBytes());
        set(BundleMetric.LIVE_TABLES, tables.tableCount());
        set(BundleMetric.LIVE_SERIES, tables.seriesCount());
        set(BundleMetric.SERIES_CACHE_BYTES, tables.seriesCacheBytes());
        long evicted = tables.evictedSeries();
        count(BundleMetric.EVICTED_SERIES, evicted - evictedSeries);
        evictedSeries = evicted;
        set(BundleMetric.BODY_LOG_FILES, log.fileCount());
        set(BundleMetric.BODY_LOG_BYTES, log.bytes());
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

    void accepted(AppendResult result) {
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
    }

    void rejectedBody(Reason reason) {
        counters.computeIfAbsent("rejected:" + reason, key -> group.addGroup(
                                "reason", reason.name().toLowerCase(Locale.ROOT))
                        .counter(BundleMetric.REJECTED_BODIES.metricName()))
                .inc();
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

    void chunk(Chunk chunk) {
        count(BundleMetric.CHUNKS, 1);
        count(BundleMetric.BUNDLED_ROWS, chunk.rows());
        count(BundleMetric.CHUNK_BYTES, chunk.deflatedLength());
        count(BundleMetric.CHUNK_RAW_BYTES, chunk.rawLength());
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
