package io.adxflow.sinks.batch;

import io.adxflow.sinks.ledger.Ledger;
import io.adxflow.sinks.ledger.LedgerAccount;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sinks.storage.StorageBudget;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.TableFlows;
import io.adxflow.sinks.watch.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Collects chunks into batches, on a stream keyed by {@link Chunk#key}. A chunk's bytes go to this task's segment file,
 * durable before the checkpoint completes; the key's state holds only where they are. A batch is sealed when the next
 * chunk would take it over its size, at the earliest time one of its chunks asked for, by a {@linkplain #SEAL_NOW marker},
 * or when the input ends. Its id is made at that moment: a batch that forms again after an older savepoint holds other
 * rows and must not be taken for the first.
 */
public final class TableBatcher extends AbstractStreamOperator<DeliveryElement>
        implements OneInputStreamOperator<Chunk, DeliveryElement>,
                BoundedOneInput,
                Triggerable<BatchKey, VoidNamespace> {
    /** {@link Chunk#sealAtMillis} of a chunk without rows that asks to seal its key's batch at once. */
    public static final long SEAL_NOW = Long.MIN_VALUE;

    private static final ValueStateDescriptor<OpenBatch> OPEN =
            new ValueStateDescriptor<>("open", BatchTypes.OpenBatchSerializer.INSTANCE);
    private static final ListStateDescriptor<SliceRef> SLICES =
            new ListStateDescriptor<>("slices", BatchTypes.SliceRefSerializer.INSTANCE);

    private final BatchSettings settings;
    private final LedgerSettings ledgerSettings;
    private final BatchIds ids;

    private transient AppendStore store;
    private transient @Nullable SegmentWriter segments;
    private transient ValueState<OpenBatch> open;
    private transient ListState<SliceRef> slices;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient StorageBudget.@Nullable Account account;
    private transient BatcherMetrics batcherMetrics;
    private transient Backlogs.@Nullable Account backlog;
    private transient Ledger ledger;
    private transient List<BatchKey> deliveredAlready;
    private transient int openBatches;
    private transient boolean ended;

    public TableBatcher(BatchSettings settings, LedgerSettings ledger) {
        this(settings, ledger, BatchIds.random());
    }

    @SuppressWarnings("NullAway.Init") // Transient fields are set in initializeState.
    TableBatcher(BatchSettings settings, LedgerSettings ledger, BatchIds ids) {
        this.settings = settings;
        this.ledgerSettings = ledger;
        this.ids = ids;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        store = settings.storage().segments();
        segments = new SegmentWriter(
                store, () -> StaleSegments.name(subtask, UUID.randomUUID().toString()), settings.segmentMaxSize());
        account = StorageBudget.of(settings.storage()).open();
        backlog = Backlogs.jvm().open(Backlogs.Stage.OPEN);
        batcherMetrics = new BatcherMetrics(getMetricGroup());
        ledger = new Ledger(
                getMetricGroup(), ledgerSettings, "batchers", LedgerAccount.RESTORED_OPEN, LedgerAccount.OPEN);
        open = context.getKeyedStateStore().getState(OPEN);
        slices = context.getKeyedStateStore().getListState(SLICES);
        deliveredAlready =
                context.isRestored() ? MissingSegments.keys(getKeyedStateBackend(), SLICES, store) : List.of();
        timers = getInternalTimerService("seal", VoidNamespaceSerializer.INSTANCE, this);
        this.<BatchKey>getKeyedStateBackend()
                .applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, OPEN, (key, state) -> {
                    hold(key, state.value().storedBytes(), true);
                    show(key, state.value());
                });
        ledger.add(LedgerAccount.RESTORED_OPEN, openRows());
    }

    /** Rows in the keys' state, by a walk over all of it. */
    private long openRows() throws Exception {
        AtomicLong rows = new AtomicLong();
        this.<BatchKey>getKeyedStateBackend()
                .applyToAllKeys(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, OPEN, (key, state) -> {
                    OpenBatch batch = state.value();
                    rows.addAndGet(batch == null ? 0 : batch.rows());
                });
        return rows.get();
    }

    @Override
    public void open() throws Exception {
        super.open();
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        for (String segment : StaleSegments.of(store, subtask, parallelism)) {
            emit(new StaleSegment(segment));
        }
        for (BatchKey key : deliveredAlready) {
            setCurrentKey(key);
            OpenBatch batch = open.value();
            if (batch != null) {
                LOG.error("The open batch of {} ({} rows) has lost a segment file", key, batch.rows());
                seal(key, batch);
            }
        }
        deliveredAlready = List.of();
    }

    @Override
    public void processElement(StreamRecord<Chunk> record) throws Exception {
        Chunk chunk = record.getValue();
        OpenBatch before = open.value();
        if (chunk.rows() == 0) {
            if (before != null && chunk.sealAtMillis() == SEAL_NOW) {
                seal(chunk.key(), before);
            }
            return;
        }
        if (before != null && before.rawBytes() + chunk.rawLength() > settings.maxSize()) {
            seal(chunk.key(), before);
            before = null;
        }
        OpenBatch after = (before == null ? OpenBatch.EMPTY : before).plus(chunk);
        slices.add(writer().append(chunk));
        open.update(after);
        show(chunk.key(), after);
        TableFlows.jvm().add(table(chunk.key()), chunk.key().schema(), chunk.rows(), chunk.deflatedLength());
        batcherMetrics.appended(chunk.deflatedLength());
        hold(chunk.key(), chunk.deflatedLength(), before == null);
        if (before == null || after.dueMillis() < before.dueMillis()) {
            if (before != null) {
                timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, before.dueMillis());
            }
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, after.dueMillis());
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<BatchKey, VoidNamespace> timer) throws Exception {
        OpenBatch due = open.value();
        if (due != null) {
            seal(timer.getKey(), due);
        }
    }

    @Override
    public void onEventTime(InternalTimer<BatchKey, VoidNamespace> timer) {
        throw new IllegalStateException("there are no event time timers");
    }

    /** Seals everything: rows of an input that ends must not wait for their time. */
    @Override
    public void endInput() throws Exception {
        List<BatchKey> keys;
        try (var all = this.<BatchKey>getKeyedStateBackend().getKeys(OPEN.getName(), VoidNamespace.INSTANCE)) {
            keys = all.toList();
        }
        for (BatchKey key : keys) {
            setCurrentKey(key);
            OpenBatch batch = open.value();
            if (batch != null) {
                seal(key, batch);
            }
        }
        writer().roll();
        emitProgress();
        ended = true;
    }

    /** Tells of new slices in front of the barrier, so that a checkpoint with a slice has its count as well. */
    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (ended) {
            return;
        }
        if (openBatches == 0) {
            // Nothing more comes for a while: let the file go once what is in it is delivered.
            writer().roll();
        }
        emitProgress();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (ledger.isDue(context.getCheckpointId())) {
            ledger.set(LedgerAccount.OPEN, openRows());
            ledger.take(context.getCheckpointId());
        }
        writer().sync();
    }

    @Override
    public void close() throws Exception {
        try (StorageBudget.Account closing = account;
                Backlogs.Account closingBacklog = backlog;
                SegmentWriter closingToo = segments) {
            super.close();
        }
    }

    private void seal(BatchKey key, OpenBatch batch) throws Exception {
        List<SliceRef> refs = new ArrayList<>();
        slices.get().forEach(refs::add);
        long now = getProcessingTimeService().getCurrentProcessingTime();
        SealedBatch sealed = new SealedBatch(
                ids.next(now, key.schema()),
                key,
                List.copyOf(refs),
                batch.rows(),
                batch.rawBytes(),
                batch.oldestArrivalMillis(),
                batch.minTimestampMillis(),
                batch.maxTimestampMillis(),
                now);
        timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, batch.dueMillis());
        open.clear();
        show(key, OpenBatch.EMPTY);
        openBatches--;
        slices.clear();
        batcherMetrics.sealed(sealed);
        if (account != null) {
            account.add(key.moniker(), key.database(), -batch.storedBytes());
        }
        emit(sealed);
    }

    private void hold(BatchKey key, long bytes, boolean first) {
        if (first) {
            openBatches++;
        }
        batcherMetrics.opened(key.moniker(), bytes, first);
        if (account != null) {
            account.arrive(key.moniker(), key.database(), bytes);
        }
    }

    private void show(BatchKey key, OpenBatch batch) {
        if (backlog != null) {
            backlog.put(
                    new Backlogs.OpenTable(table(key), key),
                    key.moniker(),
                    new Backlogs.Held(batch.rows(), batch.storedBytes(), batch.oldestArrivalMillis()));
        }
    }

    private static TableName table(BatchKey key) {
        return new TableName(key.moniker(), key.database(), key.table());
    }

    private void emitProgress() {
        for (SegmentProgress progress : writer().takeProgress()) {
            emit(progress);
        }
    }

    private void emit(DeliveryElement element) {
        output.collect(new StreamRecord<>(element));
    }

    private SegmentWriter writer() {
        if (segments == null) {
            throw new IllegalStateException("the operator is not initialized");
        }
        return segments;
    }
}
