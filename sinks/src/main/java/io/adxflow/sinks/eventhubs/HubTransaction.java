package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.eventhubs.Steps.Step;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;

/**
 * One batch in one transaction of a slot. Beginning it ends whatever other transaction of the slot is open anywhere, so that what the
 * slot remembers from then on is true until this one is committed: a second one that began meanwhile makes the commit fail. For one
 * thread at a time.
 */
final class HubTransaction implements AutoCloseable {
    /** A producer that has this much time to close ends its transaction. */
    private static final Duration ABORT_WAIT = Duration.ofMillis(500);

    private final String batchId;
    private final int slot;
    private final HubSettings settings;
    private final Markers markers;
    private final Markers.Slot before;
    private final Producer<byte[], byte[]> producer;
    private final Steps steps;
    private final long begunNanos = System.nanoTime();

    private HubTransaction(
            String batchId,
            int slot,
            HubSettings settings,
            Markers markers,
            Markers.Slot before,
            Producer<byte[], byte[]> producer,
            Steps steps) {
        this.batchId = batchId;
        this.slot = slot;
        this.settings = settings;
        this.markers = markers;
        this.before = before;
        this.producer = producer;
        this.steps = steps;
    }

    static HubTransaction begin(
            String batchId, int slot, HubSettings settings, HubClients clients, Markers markers, Steps steps)
            throws Exception {
        Producer<byte[], byte[]> producer = clients.transactional(markers.group(slot));
        try {
            producer.initTransactions();
            Markers.Slot before = markers.read(slot);
            return new HubTransaction(batchId, slot, settings, markers, before, producer, steps);
        } catch (Throwable e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    String batchId() {
        return batchId;
    }

    /** Whether the batch was committed before. */
    boolean isDone() {
        return before.has(batchId);
    }

    /** Sends all, to where nobody sees it. */
    void send(Records.Source records) throws Exception {
        producer.beginTransaction();
        steps.at(Step.BEFORE_EVENTS);
        new Sends().all(producer, records.open(), settings.deliveryTimeout().toMillis());
        steps.at(Step.AFTER_EVENTS);
    }

    /** Makes it visible, and remembers it, at once. */
    @SuppressWarnings("removal") // The group has no members whose generation there would be to tell.
    void commit() throws Exception {
        producer.sendOffsetsToTransaction(
                markers.offsets(before.with(batchId)), new ConsumerGroupMetadata(markers.group(slot)));
        steps.at(Step.AFTER_MARKER);
        producer.commitTransaction();
        steps.at(Step.AFTER_COMMIT);
    }

    /** Whether the broker has given it up by now. */
    boolean isExpired() {
        return System.nanoTime() - begunNanos > settings.transactionTimeout().toNanos();
    }

    /** Gives it up, unless it is committed. Tells the broker, if that is there; else the broker finds out by itself. */
    void abort() {
        producer.close(ABORT_WAIT);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
