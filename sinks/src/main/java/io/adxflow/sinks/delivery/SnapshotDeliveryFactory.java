package io.adxflow.sinks.delivery;

import io.adxflow.sinks.ledger.LedgerSettings;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Gives {@link SnapshotDelivery} the way back to its task's thread. */
final class SnapshotDeliveryFactory extends AbstractStreamOperatorFactory<SegmentEvent>
        implements OneInputStreamOperatorFactory<ParkedBatch, SegmentEvent> {
    private final DeliverySettings settings;
    private final LedgerSettings ledger;

    SnapshotDeliveryFactory(DeliverySettings settings, LedgerSettings ledger) {
        this.settings = settings;
        this.ledger = ledger;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Flink declares it.
    public <T extends StreamOperator<SegmentEvent>> T createStreamOperator(
            StreamOperatorParameters<SegmentEvent> parameters) {
        return (T) new SnapshotDelivery(parameters, settings, ledger, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return SnapshotDelivery.class;
    }
}
