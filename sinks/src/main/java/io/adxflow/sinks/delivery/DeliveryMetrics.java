package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what one operator delivers. For the task's thread; gauges are read by others. */
final class DeliveryMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryMetrics.class);

    private final MetricGroup group;
    private final Map<DeliveryMetric, Map<String, Counter>> counters = new HashMap<>();
    private final Map<String, Parked> parked = new HashMap<>();

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

    void parked(ParkedBatch held, int sign) {
        SealedBatch batch = held.batch();
        Parked ofMoniker = parked.computeIfAbsent(batch.key().moniker(), this::parkedOf);
        ofMoniker.batches.addAndGet(sign);
        ofMoniker.bytes.addAndGet(sign * batch.storedBytes());
        if (held.kind() == FailureKind.PENDING) {
            ofMoniker.pending.addAndGet(sign);
        }
    }

    private void count(DeliveryMetric metric, SealedBatch batch, long by) {
        counters.computeIfAbsent(metric, any -> new HashMap<>())
                .computeIfAbsent(batch.key().moniker(), moniker -> group.addGroup("moniker", moniker)
                        .counter(metric.id()))
                .inc(by);
    }

    private Parked parkedOf(String moniker) {
        Parked gauges = new Parked();
        MetricGroup ofMoniker = group.addGroup("moniker", moniker);
        Gauge<Long> batches = gauges.batches::get;
        Gauge<Long> bytes = gauges.bytes::get;
        Gauge<Long> pending = gauges.pending::get;
        ofMoniker.gauge(DeliveryMetric.PARKED_BATCHES.id(), batches);
        ofMoniker.gauge(DeliveryMetric.PARKED_BYTES.id(), bytes);
        ofMoniker.gauge(DeliveryMetric.PENDING_BATCHES.id(), pending);
        return gauges;
    }

    private static final class Parked {
        private final AtomicLong batches = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong pending = new AtomicLong();
    }
}
