package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.SealedBatch;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.util.Collector;

/** Picks what the committer could not deliver. */
final class ParkedBatches implements FlatMapFunction<CommittableMessage<DeliveryCommittable>, ParkedBatch> {
    @Override
    public void flatMap(CommittableMessage<DeliveryCommittable> message, Collector<ParkedBatch> out) {
        if (message instanceof CommittableWithLineage<DeliveryCommittable> lineage
                && lineage.getCommittable().element() instanceof SealedBatch batch) {
            Outcome outcome = lineage.getCommittable().outcome();
            if (outcome != null && !outcome.delivered() && outcome.kind() != null) {
                out.collect(new ParkedBatch(
                        batch,
                        outcome.kind(),
                        outcome.scope(),
                        outcome.reason(),
                        outcome.attempts(),
                        System.currentTimeMillis()));
            }
        }
    }
}
