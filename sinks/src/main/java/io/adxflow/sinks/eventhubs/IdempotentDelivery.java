package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.eventhubs.Steps.Step;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * At least once: records go out at the commit, through one producer whose own repetitions the broker recognises, and a marker follows.
 * A process that dies, or an answer that is lost for good, between the first record and the marker has the batch sent again, with the
 * same headers.
 */
final class IdempotentDelivery implements HubDelivery {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final HubSettings settings;
    private final HubClients clients;
    private final Markers markers;
    private final Steps steps;
    private final ReentrantLock[] slots;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    IdempotentDelivery(HubSettings settings, HubClients clients, Steps steps) {
        this.settings = settings;
        this.clients = clients;
        this.markers = new Markers(settings, clients);
        this.steps = steps;
        this.slots = Stream.generate(ReentrantLock::new).limit(settings.slots()).toArray(ReentrantLock[]::new);
    }

    @Override
    public void stage(String batchId, Records.Source records) {}

    @Override
    public void commit(String batchId, Records.Source records) throws Exception {
        int slot = markers.slot(batchId);
        if (markers.read(slot).has(batchId)) {
            return;
        }
        steps.at(Step.BEFORE_EVENTS);
        new Sends().all(producer(), records.open(), settings.deliveryTimeout().toMillis());
        steps.at(Step.AFTER_EVENTS);
        slots[slot].lockInterruptibly();
        try {
            markers.write(slot, markers.read(slot).with(batchId));
        } finally {
            slots[slot].unlock();
        }
        steps.at(Step.AFTER_MARKER);
    }

    private synchronized Producer<byte[], byte[]> producer() throws AzureFailure, InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
        if (producer == null) {
            producer = clients.idempotent();
        }
        return producer;
    }

    @Override
    public void abort(String batchId) {}

    @Override
    public synchronized void renew() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
        clients.forget();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(CLOSE_WAIT);
            producer = null;
        }
        clients.close();
    }
}
