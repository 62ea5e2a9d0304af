package io.adxflow.sinks.eventhubs;

import io.adxflow.sinks.azure.AzureFailure;
import io.adxflow.sinks.batch.BatchContent;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.delivery.Announcer;
import io.adxflow.sinks.delivery.Destination;
import io.adxflow.sinks.delivery.FailureKind;
import io.adxflow.sinks.delivery.FailureScope;
import io.adxflow.sinks.events.Detached;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.AuthenticationException;

/**
 * An event hub, or a topic of any Kafka: the rows of a batch as events, in one transaction where the broker has them. A delivery that
 * was begun goes on when its caller is interrupted. Thread-safe; connects at the first call.
 */
final class EventHubsDestination implements Destination, Announcer {
    private final HubSettings settings;
    private final HubClients clients;
    private final HubDelivery delivery;
    private final HubFailures failures;
    private final Detached detached;

    EventHubsDestination(HubSettings settings, HubClients clients, Steps steps) {
        this.settings = settings;
        this.clients = clients;
        this.failures = new HubFailures(settings);
        this.detached = new Detached("hub-" + settings.moniker(), settings.maxBatches());
        this.delivery = settings.transactions()
                ? new TransactionalDelivery(settings, clients, steps)
                : new IdempotentDelivery(settings, clients, steps);
    }

    @Override
    public void stage(SealedBatch batch, BatchContent content) throws Exception {
        guarded(() -> {
            delivery.stage(batch.batchId(), records(batch, content));
            return null;
        });
    }

    @Override
    public void commit(SealedBatch batch, BatchContent content) throws Exception {
        commit(batch.batchId(), records(batch, content));
    }

    @Override
    public void announce(String id, String key, String json, Map<String, String> headers) throws Exception {
        commit(id, () -> new NoticeRecord(settings.hub(), key, json, headers));
    }

    private void commit(String batchId, Records.Source records) throws Exception {
        guarded(() -> {
            detached.run(batchId, () -> {
                delivery.commit(batchId, records);
                return null;
            });
            return null;
        });
    }

    private Records.Source records(SealedBatch batch, BatchContent content) {
        return () -> new RowRecords(settings.hub(), batch, content, settings.shape());
    }

    @Override
    public void abort(SealedBatch batch) {
        delivery.abort(batch.batchId());
    }

    @Override
    public boolean commitsAreDurable() {
        return true;
    }

    @Override
    public void probe() throws Exception {
        guarded(() -> {
            try (ClosingProducer probe = new ClosingProducer(clients.probing())) {
                probe.producer.partitionsFor(settings.hub());
            }
            return null;
        });
    }

    @Override
    public List<String> diagnose(Collection<String> databases) {
        return new HubDiagnosis(settings, clients, failures).run();
    }

    /** What the client throws, in our words; what the content throws, as it is. */
    private void guarded(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (Exception e) {
            if (isInterruption(e)) {
                throw e;
            }
            AzureFailure failure = failures.of(e);
            if (failure == null) {
                throw e;
            }
            if (e instanceof AuthenticationException || e.getCause() instanceof AuthenticationException) {
                delivery.renew();
            }
            failure.setStackTrace(e.getStackTrace());
            throw failure;
        }
    }

    private static boolean isInterruption(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public FailureKind classify(Throwable failure) {
        if (failure instanceof IllegalArgumentException) {
            return FailureKind.PERMANENT;
        }
        return failure instanceof AzureFailure known ? known.kind() : FailureKind.TRANSIENT;
    }

    @Override
    public FailureScope scope(Throwable failure) {
        return failure instanceof AzureFailure known
                ? known.scope()
                : failure instanceof IllegalArgumentException ? FailureScope.TABLE : FailureScope.DESTINATION;
    }

    /** Lets deliveries end, for a moment. */
    @Override
    public void close() {
        detached.close();
        delivery.close();
    }

    /** A producer that does not wait when it is closed. */
    record ClosingProducer(Producer<byte[], byte[]> producer) implements AutoCloseable {
        @Override
        public void close() {
            producer.close(Duration.ZERO);
        }
    }
}
