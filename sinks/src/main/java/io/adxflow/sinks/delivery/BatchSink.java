package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.BatchCodecs;
import io.adxflow.sinks.batch.CodecVersionedSerializer;
import io.adxflow.sinks.batch.DeliveryElement;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.ledger.LedgerSettings;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Delivers sealed batches to their monikers in two phases, keeps those that a destination does not take, and deletes
 * segment files that nobody needs any more. Must have a uid: the operators behind the committer have theirs below it.
 */
public final class BatchSink
        implements Sink<DeliveryElement>,
                SupportsWriterState<DeliveryElement, SealedBatch>,
                SupportsCommitter<DeliveryCommittable>,
                SupportsPostCommitTopology<DeliveryCommittable> {
    private final DeliverySettings settings;
    private final LedgerSettings ledger;

    public BatchSink(DeliverySettings settings, LedgerSettings ledger) {
        this.settings = settings;
        this.ledger = ledger;
    }

    @Override
    public StatefulSinkWriter<DeliveryElement, SealedBatch> createWriter(WriterInitContext context) {
        return restoreWriter(context, List.of());
    }

    @Override
    public StatefulSinkWriter<DeliveryElement, SealedBatch> restoreWriter(
            WriterInitContext context, Collection<SealedBatch> recovered) {
        boolean first = context.getTaskInfo().getIndexOfThisSubtask() == 0;
        return new BatchWriter(
                settings,
                ledger,
                context.metricGroup(),
                recovered,
                first,
                context.getRestoredCheckpointId().orElse(DeliveryCommittable.FIRST_ATTEMPT));
    }

    @Override
    public SimpleVersionedSerializer<SealedBatch> getWriterStateSerializer() {
        return new CodecVersionedSerializer<>(BatchCodecs.SEALED_BATCH);
    }

    @Override
    public Committer<DeliveryCommittable> createCommitter(CommitterInitContext context) {
        return new BatchCommitter(settings, new DeliveryMetrics(context.metricGroup()));
    }

    @Override
    public SimpleVersionedSerializer<DeliveryCommittable> getCommittableSerializer() {
        return new CodecVersionedSerializer<>(DeliveryCodecs.COMMITTABLE);
    }

    @Override
    public void addPostCommitTopology(DataStream<CommittableMessage<DeliveryCommittable>> committed) {
        DataStream<SegmentEvent> releasedLater = committed
                .flatMap(new ParkedBatches(), DeliveryTypes.PARKED)
                .name("Parked Batches")
                .uid("parked-batches")
                .keyBy(parked -> parked.batch().key().moniker(), Types.STRING)
                .transform(
                        "Snapshot Delivery", DeliveryTypes.SEGMENT_EVENT, new SnapshotDeliveryFactory(settings, ledger))
                .name("Snapshot Delivery")
                .uid("snapshot-delivery");
        committed
                .flatMap(new SegmentEvents(ledger), DeliveryTypes.SEGMENT_EVENT)
                .name("Segment Events")
                .uid("segment-events")
                .union(releasedLater)
                .keyBy(SegmentEvent::segment, Types.STRING)
                .transform("Segment Janitor", Types.VOID, new SegmentJanitor(settings.storage()))
                .name("Segment Janitor")
                .uid("segment-janitor");
    }
}
