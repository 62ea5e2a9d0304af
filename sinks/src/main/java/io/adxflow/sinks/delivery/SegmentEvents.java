package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.DeliveryElement;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SegmentProgress;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.batch.StaleSegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.util.Collector;

/** Turns what went through the committer into what the janitor must know. */
final class SegmentEvents implements FlatMapFunction<CommittableMessage<DeliveryCommittable>, SegmentEvent> {
    @Override
    public void flatMap(CommittableMessage<DeliveryCommittable> message, Collector<SegmentEvent> out) {
        if (!(message instanceof CommittableWithLineage<DeliveryCommittable> lineage)) {
            return;
        }
        DeliveryElement element = lineage.getCommittable().element();
        if (element instanceof SegmentProgress progress) {
            out.collect(SegmentEvent.written(progress.segment(), progress.slicesWritten(), progress.closed()));
        } else if (element instanceof StaleSegment stale) {
            out.collect(SegmentEvent.stale(stale.segment()));
        } else if (element instanceof SealedBatch batch) {
            Outcome outcome = lineage.getCommittable().outcome();
            if (outcome != null && outcome.delivered()) {
                releases(batch).forEach(out::collect);
            }
        }
    }

    /** One event per segment that holds slices of the batch. */
    static List<SegmentEvent> releases(SealedBatch batch) {
        Map<String, Long> slices = new LinkedHashMap<>();
        for (SliceRef slice : batch.slices()) {
            slices.merge(slice.segment(), 1L, Long::sum);
        }
        List<SegmentEvent> events = new ArrayList<>(slices.size());
        slices.forEach((segment, count) -> events.add(SegmentEvent.released(segment, count)));
        return events;
    }
}
