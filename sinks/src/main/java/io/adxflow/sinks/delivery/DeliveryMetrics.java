package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what one operator delivers. For the task's thread. */
final class DeliveryMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryMetrics.class);

    private final MetricGroup group;
    private final Map<DeliveryMetric, Map<String, Counter>> counters = new HashMap<>();

    DeliveryMetrics(MetricGroup operatorGroup) {
        group = operatorGroup.addGroup("adxflow");
    }

    void staged(SealedBatch batch) {
        count(DeliveryMetric.STAGED_BATCHES, batch, 1);
    }

    /** Counts a batch that was delivered; says so when its bytes were gone. */
    void settled(SealedBatch batch, Outcome outcome) {
        if (outcome.kind() == FailureKind.MISSING_DATA) {
            LOG.error(
                    "Batch {} of {} ({} rows) is taken as delivered, because its bytes are gone: {}. This is right after"
                            + " a restore of an older savepoint. Otherwise the storage directory has lost files.",
                    batch.batchId(),
                    batch.key(),
                    batch.rows(),
                    outcome.reason());
            count(DeliveryMetric.MISSING_BATCHES, batch, 1);
        } else if (outcome.delivered()) {
            count(DeliveryMetric.COMMITTED_BATCHES, batch, 1);
            count(DeliveryMetric.COMMITTED_ROWS, batch, batch.rows());
            count(DeliveryMetric.COMMITTED_BYTES, batch, batch.storedBytes());
        }
    }

    void dead(SealedBatch batch) {
        count(DeliveryMetric.DEAD_BATCHES, batch, 1);
        count(DeliveryMetric.DEAD_ROWS, batch, batch.rows());
    }

    void dropped(SealedBatch batch) {
        count(DeliveryMetric.DROPPED_BATCHES, batch, 1);
        count(DeliveryMetric.DROPPED_ROWS, batch, batch.rows());
    }

    void requests(String moniker, long count) {
        if (count > 0) {
            count(DeliveryMetric.REQUESTS, moniker, count);
        }
    }

    private void count(DeliveryMetric metric, SealedBatch batch, long by) {
        count(metric, batch.key().moniker(), by);
    }

    private void count(DeliveryMetric metric, String name, long by) {
        counters.computeIfAbsent(metric, any -> new HashMap<>())
                .computeIfAbsent(
                        name, moniker -> group.addGroup("moniker", moniker).counter(metric.id()))
                .inc(by);
    }
}
