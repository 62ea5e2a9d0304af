package io.adxflow.sinks.delivery;

import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Gives {@link SnapshotDelivery} the way back to its task's thread. */
final class SnapshotDeliveryFactory extends AbstractStreamOperatorFactory<SegmentEvent>
        implements OneInputStreamOperatorFactory<ParkedBatch, SegmentEvent> {
    private final DeliverySettings settings;

    SnapshotDeliveryFactory(DeliverySettings settings) {
        this.settings = settings;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Flink declares it.
    public <T extends StreamOperator<SegmentEvent>> T createStreamOperator(
            StreamOperatorParameters<SegmentEvent> parameters) {
        return (T) new SnapshotDelivery(parameters, settings, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return SnapshotDelivery.class;
    }
}
