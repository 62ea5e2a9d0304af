package io.adxflow.sinks.delivery;

import io.adxflow.sinks.batch.DeliveryElement;
import io.adxflow.sinks.batch.SealedBatch;
import io.adxflow.sinks.batch.SegmentProgress;
import io.adxflow.sinks.batch.SliceRef;
import io.adxflow.sinks.batch.StaleSegment;
import io.adxflow.sinks.ledger.Ledger;
import io.adxflow.sinks.ledger.LedgerAccount;
import io.adxflow.sinks.ledger.LedgerSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.util.Collector;

/** Turns what went through the committer into what the janitor must know, and accounts for it. Has no state. */
final class SegmentEvents extends RichFlatMapFunction<CommittableMessage<DeliveryCommittable>, SegmentEvent>
        implements CheckpointedFunction {
    private final LedgerSettings settings;

    private transient Ledger ledger;
    private transient long attempt;

    @SuppressWarnings("NullAway.Init") // Set in initializeState.
    SegmentEvents(LedgerSettings ledger) {
        this.settings = ledger;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        attempt = context.getRestoredCheckpointId().orElse(DeliveryCommittable.FIRST_ATTEMPT);
        ledger = new Ledger(
                getRuntimeContext().getMetricGroup(),
                settings,
                "settled",
                LedgerAccount.RESTORED_COMMITTING,
                LedgerAccount.COMMITTING,
                LedgerAccount.COMMITTED,
                LedgerAccount.MISSING);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
        ledger.take(context.getCheckpointId());
    }

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
            if (outcome != null) {
                account(lineage.getCommittable(), batch, outcome);
            }
            if (outcome != null && outcome.delivered()) {
                releases(batch).forEach(out::collect);
            }
        }
    }

    /** What is not delivered is on the account of who holds it from here. */
    private void account(DeliveryCommittable committable, SealedBatch batch, Outcome outcome) {
        if (committable.attempt() == attempt) {
            ledger.add(LedgerAccount.COMMITTING, -batch.rows());
        } else {
            ledger.add(LedgerAccount.RESTORED_COMMITTING, batch.rows());
        }
        if (outcome.delivered()) {
            ledger.add(
                    outcome.kind() == FailureKind.MISSING_DATA ? LedgerAccount.MISSING : LedgerAccount.COMMITTED,
                    batch.rows());
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
