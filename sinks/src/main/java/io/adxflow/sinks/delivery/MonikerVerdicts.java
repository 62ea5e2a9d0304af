package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchKey;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs the verdicts on one moniker's batches, and keeps those that are refused for good. */
final class MonikerVerdicts implements VerdictListener {
    private static final Logger LOG = LoggerFactory.getLogger(MonikerVerdicts.class);

    private final String moniker;
    private final DeadBatches deadBatches;
    private final VerdictMetrics metrics;
    private final Sometimes requeues;
    private final Sometimes delays;

    /** @param millis a clock */
    MonikerVerdicts(String moniker, DeadBatches deadBatches, MetricGroup operatorGroup, LongSupplier millis) {
        this.moniker = moniker;
        this.deadBatches = deadBatches;
        this.metrics = new VerdictMetrics(operatorGroup, moniker, millis);
        this.requeues = new Sometimes(millis);
        this.delays = new Sometimes(millis);
    }

    /** To be called once it is known that this moniker's destination decides later. */
    void begin() {
        metrics.begin();
    }

    @Override
    public void ingested(Batch batch, long seconds) {
        metrics.ingested(batch, seconds);
    }

    @Override
    public void requeued(Batch batch, String reason) {
        metrics.requeued(batch);
        if (requeues.isWorthSaying("")) {
            LOG.warn(
                    "Moniker {}: batch {} of {} was queued again: {}",
                    moniker,
                    batch.batchId(),
                    table(batch.key()),
                    reason);
        }
    }

    @Override
    public void keep(DeadBatch batch, DeadBatch.@Nullable Bytes bytes) throws IOException, InterruptedException {
        try {
            deadBatches.keep(batch, bytes);
        } catch (InterruptedException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("batch " + batch.batchId() + " was not set aside: " + e, e);
        }
    }

    @Override
    public void failed(DeadBatch batch) {
        metrics.failed(batch);
        LOG.error(
                "Moniker {}: batch {} of {} ({} rows) was refused after its commit and set aside in dead-batches: {}",
                moniker,
                batch.batchId(),
                table(batch.key()),
                batch.rows(),
                batch.reason());
    }

    @Override
    public void open(long batches, long oldestSeconds, long overdue, String advice) {
        metrics.open(batches, oldestSeconds, overdue);
        if (overdue > 0 && delays.isWorthSaying("")) {
            LOG.warn(
                    "Moniker {}: {} of {} queued batches have no verdict in time, the oldest after {} s. {}",
                    moniker,
                    overdue,
                    batches,
                    oldestSeconds,
                    advice);
        }
    }

    /** A key without the schema, which is long. */
    private static String table(BatchKey key) {
        return key.database() + "." + key.table();
    }
}
