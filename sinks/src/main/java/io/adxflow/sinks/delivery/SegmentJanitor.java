package io.adxflow.sinks.delivery;

import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageSettings;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Deletes segment files that nobody will read again, on a stream keyed by segment: closed ones whose slices are all
 * released, and those of dead attempts that no state knows.
 *
 * <p>Why a deletion before the next checkpoint is safe: all events come from behind the committer, so a completed
 * checkpoint holds what led to them. Restored from it, the committer settles the same batches again, finds them committed
 * at the destination without looking at segments, and the same events arrive once more at state that has not seen them;
 * the file is deleted again, which does nothing. Example: checkpoint 7 seals batch B, which is committed, released, and
 * its segment deleted; the job dies before checkpoint 8; from checkpoint 7 B is found committed and released again.
 *
 * <p>Why a stale segment that no state knows is garbage: a checkpoint with a reference to a slice has the segment's
 * progress as well, sent before its barrier, and restoring it brings the progress here before anything a new attempt
 * sends.
 */
final class SegmentJanitor extends AbstractStreamOperator<Void> implements OneInputStreamOperator<SegmentEvent, Void> {
    private static final ValueStateDescriptor<SegmentLife> LIFE =
            new ValueStateDescriptor<>("segment", DeliveryTypes.SegmentLifeSerializer.INSTANCE);
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final StorageSettings storage;

    private transient AppendStore segments;
    private transient ValueState<SegmentLife> life;
    private transient @Nullable ExecutorService aside;
    private transient AtomicLong files;

    @SuppressWarnings("NullAway.Init") // Transient fields are set in initializeState.
    SegmentJanitor(StorageSettings storage) {
        this.storage = storage;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        files = new AtomicLong();
        segments = storage.segments();
        aside = Threads.pool("janitor", 1);
        life = context.getKeyedStateStore().getState(LIFE);
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        LIFE,
                        (segment, known) -> files.incrementAndGet());
        Gauge<Long> known = files::get;
        getMetricGroup().addGroup("adxflow").gauge(DeliveryMetric.SEGMENT_FILES.id(), known);
    }

    @Override
    public void processElement(StreamRecord<SegmentEvent> record) throws Exception {
        SegmentEvent event = record.getValue();
        SegmentLife before = life.value();
        SegmentLife after = (before == null ? SegmentLife.UNKNOWN : before).after(event);
        if (after.over()) {
            if (before != null) {
                life.clear();
                files.decrementAndGet();
            }
            delete(event.segment());
        } else {
            if (before == null) {
                files.incrementAndGet();
            }
            life.update(after);
        }
    }

    private void delete(String segment) {
        if (aside != null) {
            aside.execute(() -> {
                try {
                    segments.delete(segment);
                } catch (IOException e) {
                    LOG.warn("Segment {} was not deleted; the next start of the job will try again", segment, e);
                }
            });
        }
    }

    /** Finishes deletions under way: after a drain there is no next start that would. */
    @Override
    public void close() throws Exception {
        super.close();
        if (aside != null) {
            aside.shutdown();
            if (!aside.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                aside.shutdownNow();
            }
        }
    }
}
