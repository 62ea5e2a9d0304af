package io.adxflow.job.windows;

import io.adxflow.job.bundle.BundleSettings;
import io.adxflow.job.bundle.FlushRequest;
import io.adxflow.job.bundle.MetricChunks;
import io.adxflow.job.bundle.RowBundler;
import io.adxflow.job.bundle.RuleBook;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.batch.Codec;
import io.adxflow.sinks.ledger.LedgerSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what readers have counted, on a stream keyed by {@link PartialSum#id}, and sends the rows of the windows that are due as chunks, in front of each barrier. So a checkpoint that has a record counted
 * has its sum either in a window here or in a row behind it.
 *
 * <p>The windows of its keys are objects here; what changes in them since the last checkpoint is written to state in the snapshot.
 */
public final class MetricWindows extends AbstractStreamOperator<Chunk>
        implements OneInputStreamOperator<PartialSum, Chunk>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private static final ValueStateDescriptor<byte[]> RULE =
            new ValueStateDescriptor<>("rule", BytePrimitiveArraySerializer.INSTANCE);
    private static final MapStateDescriptor<Long, byte[]> WINDOWS =
            new MapStateDescriptor<>("windows", LongSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

    private final BundleSettings settings;
    private final RuleBook book;
    private final FlushRequest flushRequest;
    private final LedgerSettings ledger;

    private transient ValueState<byte[]> ruleState;
    private transient MapState<Long, byte[]> windowState;
    private transient Map<String, RuleWindows> rules;
    private transient @Nullable MetricChunks chunks;
    private transient WindowGauges gauges;
    private transient long amendedBefore;
    private transient long overflowedBefore;

    /**
     * Of a pipeline.
     *
     * @param flushRequest asked before each barrier whether all windows are to become rows, and their batches to be sealed
     */
    @SuppressWarnings("NullAway.Init") // Flink calls initializeState() and open() before anything else.
    public MetricWindows(BundleSettings settings, RuleBook book, FlushRequest flushRequest, LedgerSettings ledger) {
        this.settings = settings;
        this.book = book;
        this.flushRequest = flushRequest;
        this.ledger = ledger;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rules = new LinkedHashMap<>();
        ruleState = context.getKeyedStateStore().getState(RULE);
        windowState = context.getKeyedStateStore().getMapState(WINDOWS);
        if (context.isRestored()) {
            this.<String>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            RULE,
                            (key, state) -> rules.put(key, read(WindowCodecs.RULE, state.value())));
            this.<String>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            WINDOWS,
                            (key, state) -> restore(rules.get(key), state));
        }
    }

    private static void restore(@Nullable RuleWindows rule, MapState<Long, byte[]> state) throws Exception {
        if (rule != null) {
            Codec<Window> codec = WindowCodecs.window(rule.rule().shape());
            for (Map.Entry<Long, byte[]> window : state.entries()) {
                rule.restore(window.getKey(), read(codec, window.getValue()));
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        chunks = new MetricChunks(
                settings,
                book,
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                getMetricGroup(),
                ledger,
                this::send,
                letter -> output.collect(RowBundler.DEAD_LETTERS, new StreamRecord<>(letter)));
        gauges = new WindowGauges(getMetricGroup().addGroup("adxflow"));
        gauges.show(rules.values());
    }

    private void send(Chunk chunk) {
        output.collect(new StreamRecord<>(chunk));
    }

    @Override
    public void processElement(StreamRecord<PartialSum> element) {
        PartialSum partial = element.getValue();
        rules.computeIfAbsent(partial.id(), id -> new RuleWindows(partial.rule(), partial.document()))
                .merge(partial, now());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        close(flushRequest.isRequested());
        gauges.show(rules.values());
    }

    @Override
    public void endInput() throws Exception {
        close(true);
    }

    private void close(boolean all) throws IOException {
        long now = now();
        MetricChunks to = chunks();
        MetricSeries series = new MetricSeries(to, now);
        long amended = amendedBefore;
        long overflowed = overflowedBefore;
        for (RuleWindows rule : rules.values()) {
            rule.close(now, all, series);
            amended += rule.amended();
            overflowed += rule.overflowed();
        }
        to.flush(now);
        if (all) {
            to.sealNow(this::send);
        }
        gauges.count(to.rows(), amended, overflowed);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        for (Iterator<RuleWindows> all = rules.values().iterator(); all.hasNext(); ) {
            RuleWindows rule = all.next();
            if (rule.isEmpty()) {
                setCurrentKey(rule.rule().id());
                ruleState.clear();
                windowState.clear();
                amendedBefore += rule.amended();
                overflowedBefore += rule.overflowed();
                all.remove();
            } else {
                store(rule);
            }
        }
        chunks().take(context.getCheckpointId());
    }

    private void store(RuleWindows rule) throws Exception {
        setCurrentKey(rule.rule().id());
        if (!rule.bookIsStored()) {
            ruleState.update(write(WindowCodecs.RULE, rule));
        }
        Codec<Window> codec = WindowCodecs.window(rule.rule().shape());
        for (Map.Entry<Long, Window> window : rule.windows().entrySet()) {
            if (!window.getValue().isStored) {
                windowState.put(window.getKey(), write(codec, window.getValue()));
            }
        }
        for (long gone : rule.stored()) {
            windowState.remove(gone);
        }
    }

    private static <T> byte[] write(Codec<T> codec, T value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        codec.write(value, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static <T> T read(Codec<T> codec, byte[] bytes) throws IOException {
        return codec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private MetricChunks chunks() {
        if (chunks == null) {
            throw new IllegalStateException("the operator is not open");
        }
        return chunks;
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        if (chunks != null) {
            chunks.close();
        }
        super.close();
    }
}
