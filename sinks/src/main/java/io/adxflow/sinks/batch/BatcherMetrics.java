package io.adxflow.sinks.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Counts what one batcher holds and seals. Written by the task's thread; gauges are read by others. */
final class BatcherMetrics {
    private final MetricGroup group;
    private final Counter segmentBytes;
    private final Map<String, ByMoniker> byMoniker = new HashMap<>();
    private final AtomicLong openBatches = new AtomicLong();

    BatcherMetrics(MetricGroup operatorGroup) {
        group = operatorGroup.addGroup("adxflow");
        segmentBytes = group.counter(BatchMetric.SEGMENT_BYTES.id());
        Gauge<Long> open = openBatches::get;
        group.gauge(BatchMetric.OPEN_BATCHES.id(), open);
    }

    void appended(long bytes) {
        segmentBytes.inc(bytes);
    }

    void opened(String moniker, long bytes, boolean first) {
        if (first) {
            openBatches.incrementAndGet();
        }
        of(moniker).openBytes.addAndGet(bytes);
    }

    void sealed(SealedBatch batch) {
        openBatches.decrementAndGet();
        ByMoniker ofMoniker = of(batch.key().moniker());
        ofMoniker.openBytes.addAndGet(-batch.storedBytes());
        ofMoniker.sealedBatches.inc();
        ofMoniker.sealedRows.inc(batch.rows());
    }

    private ByMoniker of(String moniker) {
        return byMoniker.computeIfAbsent(moniker, name -> new ByMoniker(group.addGroup("moniker", name)));
    }

    private static final class ByMoniker {
        private final Counter sealedBatches;
        private final Counter sealedRows;
        private final AtomicLong openBytes = new AtomicLong();

        ByMoniker(MetricGroup group) {
            sealedBatches = group.counter(BatchMetric.SEALED_BATCHES.id());
            sealedRows = group.counter(BatchMetric.SEALED_ROWS.id());
            Gauge<Long> open = openBytes::get;
            group.gauge(BatchMetric.OPEN_BYTES.id(), open);
        }
    }
}
