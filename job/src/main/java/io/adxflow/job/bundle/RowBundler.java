package io.adxflow.job.bundle;

import io.adxflow.job.bundle.TableCutter.CutPolicy;
import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.BodyRows;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.storage.AppendStore;
import io.adxflow.sources.http.BodyMemory;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Turns request bodies into deflated chunks of rows, chained behind the source.
 *
 * <p>Assumptions of the promise that a 2xx means durable:
 *
 * <ol>
 *   <li>The request comes by reference in the source's own task, so its outcome is set when {@code processElement} returns and
 *       the source answers it only once a checkpoint taken later is complete.
 *   <li>Every accepted body is in the body log before the next barrier, and synced in the snapshot.
 *   <li>A table's rows are either in a chunk sent before the barrier, which the batcher's state holds, or behind the table's
 *       position in the log, which this operator's state holds; never both.
 * </ol>
 */
public final class RowBundler extends AbstractStreamOperator<Chunk>
        implements OneInputStreamOperator<IngestRequest, Chunk>, BoundedOneInput {

    /** Dead letters, each one JSON object without a line end. */
    public static final OutputTag<String> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

    /** Accepted bodies in the body log's record form, if the archive is enabled. */
    public static final OutputTag<byte[]> ARCHIVE = new OutputTag<>("archive") {};

    private static final long serialVersionUID = 1L;
    private static final long TICK_MILLIS = 100;
    /** How many rows may come in between two looks at which tables are full. */
    private static final long ROWS_PER_LOOK = 4096;
    /**
     * A body is remembered for one to two of these: longer than a sender waits for an answer before it retries (Prometheus: 30 s),
     * and no longer, since every checkpoint writes all of them.
     */
    private static final long REMEMBER_MILLIS = 60_000;

    private static final long SERIES_HASH_SEED = new SecureRandom().nextLong();

    private final BundleSettings settings;
    private final RowRules rules;
    private final FlushRequest flushRequest;

    private transient RemoteWriteDecoder decoder;
    private transient ChunkEncoder encoder;
    private transient CutSchedule schedule;
    private transient LiveTables tables;
    private transient BodyRows bodies;
    private transient TableCutter cutter;
    private transient BundleMemory memory;
    private transient BodyMemory remembered;
    private transient BodyLogs logs;
    private transient BundleMetrics bundleMetrics;
    private transient FileRemover remover;
    private transient OpenBatches openBatches;
    private transient ListState<byte[]> logState;
    private transient ListState<long[]> rememberedState;
    private transient boolean lettersMuted;
    private transient long rowsSinceLook;
    private transient long lastTickMillis;
    private transient long rememberedSinceMillis;
    private transient int rememberedNow;
    private transient int rememberedBefore;
    private transient boolean flushed;

    /** @param flushRequest asked at every tick whether all rows are to be cut and all batches sealed */
    @SuppressWarnings("NullAway.Init") // Flink calls initializeState() and open() before anything else.
    public RowBundler(BundleSettings settings, RowRules rules, FlushRequest flushRequest) {
        this.settings = settings;
        this.rules = rules;
        this.flushRequest = flushRequest;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        logState = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("body-logs", BytePrimitiveArraySerializer.INSTANCE));
        rememberedState = context.getOperatorStateStore()
                .getUnionListState(
                        new ListStateDescriptor<>("remembered-bodies", LongPrimitiveArraySerializer.INSTANCE));

        List<BodyLogState> restored = new ArrayList<>();
        for (byte[] bytes : logState.get()) {
            restored.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(BodyLogStateSerializer.INSTANCE, bytes));
        }
        remembered = new BodyMemory(settings.rememberedBodies());
        rememberNewestOf(rememberedState.get());

        byte[] attempt = new byte[8];
        new SecureRandom().nextBytes(attempt);
        AppendStore store = settings.storage().folder("bodies");
        String prefix = subtask + "/" + HexFormat.of().formatHex(attempt) + "-";
        logs = new BodyLogs(store, new BodyLogWriter(store, prefix, settings.logFileBytes()), RowRulesText.of(rules));
        logs.restore(restored, subtask, parallelism);
        remover = new FileRemover(store, "body-log-remover-" + subtask);
    }

    /** A retry may come to any reader, so each remembers the newest bodies of all, evenly; every list has its oldest first. */
    private void rememberNewestOf(Iterable<long[]> restored) {
        List<long[]> lists = new ArrayList<>();
        restored.forEach(lists::add);
        int longest = lists.stream().mapToInt(hashes -> hashes.length / 2).max().orElse(0);
        for (int fromNewest = longest; fromNewest > 0; fromNewest--) {
            for (long[] hashes : lists) {
                int at = hashes.length - 2 * fromNewest;
                if (at >= 0) {
                    remembered.remember(hashes[at], hashes[at + 1]);
                }
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        decoder = new RemoteWriteDecoder(settings.maxDecompressedBytes(), SERIES_HASH_SEED);
        encoder = settings.encoder().create(settings.deflateLevel());
        schedule = new CutSchedule(settings.maxAgeMillis(), settings.smallMaxAgeMillis());
        openBatches = new OpenBatches();
        tables = newTables(rules);
        bodies = new BodyRows(decoder, tables);
        cutter = newCutter(tables);
        memory = new BundleMemory(settings.memoryBytes());
        bundleMetrics = new BundleMetrics(getMetricGroup().addGroup("adxflow"));
        bundleMetrics.observe(tables, logs.writer());
        lastTickMillis = now();
        rememberedSinceMillis = lastTickMillis;
        // What was restored counts as new: its senders may be waiting since before the failure.
        rememberedNow = remembered.size();
        // The first tick runs as the task's first mail and replays what was restored, before any request is read.
        tickAt(lastTickMillis);
    }

    private LiveTables newTables(RowRules ofRules) {
        return new LiveTables(ofRules, settings.rows(), this::emitDeadLetter);
    }

    private TableCutter newCutter(LiveTables ofTables) {
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        CutPolicy policy = new CutPolicy(
                settings.chunkBytes(),
                settings.maxChunkBytes(),
                settings.minRowsPerSeries(),
                settings.smallTableBytes() / parallelism);
        return new TableCutter(ofTables, schedule, policy, encoder, this::emitChunk);
    }

    @Override
    public void processElement(StreamRecord<IngestRequest> element) throws Exception {
        replayRestored();
        IngestRequest request = element.getValue();
        boolean retried = remembered.contains(request.bodyHashHigh(), request.bodyHashLow());
        long sequence = logs.writer().nextSequence();
        // A retry's rows are in a chunk or in the log already; it is read again only for what to answer.
        lettersMuted = retried;
        AppendResult result;
        try {
            result = bodies.append(
                    request.format(),
                    request.body(),
                    request.target(),
                    sequence,
                    request.receivedAtMillis(),
                    request.sender(),
                    retried ? RowFilter.NONE : RowFilter.ALL);
        } catch (MalformedBodyException e) {
            bundleMetrics.rejectedBody(e.reason());
            request.complete(
                    WriteOutcome.refused(e.reason() == Reason.TOO_LARGE ? 413 : 400, String.valueOf(e.getMessage())));
            return;
        } finally {
            lettersMuted = false;
        }
        boolean taken = retried || result.rows() > 0 || result.deadLetteredRows() > 0;
        if (retried) {
            bundleMetrics.deduplicated();
        } else {
            if (taken) {
                remembered.remember(request.bodyHashHigh(), request.bodyHashLow());
                rememberedNow++;
            }
            bundleMetrics.accepted(result);
            if (result.rows() > 0) {
                keep(request, sequence);
            }
        }
        request.complete(outcome(result, taken));
        rowsSinceLook += result.rows();
        if (rowsSinceLook >= ROWS_PER_LOOK) {
            look();
        }
    }

    private void keep(IngestRequest request, long sequence) throws IOException {
        BodyLogRecord body = new BodyLogRecord(
                request.format(),
                request.target(),
                sequence,
                request.receivedAtMillis(),
                request.sender(),
                request.body());
        logs.writer().append(body);
        if (settings.archive()) {
            output.collect(ARCHIVE, new StreamRecord<>(body.encode()));
        }
    }

    private static WriteOutcome outcome(AppendResult result, boolean taken) {
        String problems = result.problems();
        return new WriteOutcome(
                problems == null ? 204 : 400,
                problems,
                result.samples(),
                result.histograms(),
                result.exemplars(),
                0,
                taken);
    }

    private void look() {
        rowsSinceLook = 0;
        cutter.cutFull(now());
        memory.hold(tables.heapBytes());
        if (memory.isOverBudget()) {
            cutter.cutFullestHalf(now());
            memory.hold(tables.heapBytes());
        }
    }

    private void tick(long timestamp) throws Exception {
        replayRestored();
        long now = now();
        cutter.cutDue(lastTickMillis, now);
        lastTickMillis = now;
        look();
        openBatches.forgetSealed(now);
        forgetOldBodies(now);
        bundleMetrics.observe(tables, logs.writer());
        if (flushRequest.isRequested()) {
            flush(now);
        } else {
            flushed = false;
        }
        tickAt(now + TICK_MILLIS);
    }

    private void forgetOldBodies(long now) {
        if (now - rememberedSinceMillis >= REMEMBER_MILLIS) {
            remembered.keepNewest(rememberedNow + rememberedBefore);
            rememberedBefore = rememberedNow;
            rememberedNow = 0;
            rememberedSinceMillis = now;
        }
    }

    private void tickAt(long millis) {
        // The future only tells that the timer has fired; what fails in a tick fails the task.
        var unused = getProcessingTimeService().registerTimer(millis, this::tick);
    }

    /** Sends every row on and has every batch sealed that this reader knows to be open. */
    private void flush(long now) {
        cutter.cutAll(now, true);
        if (!flushed) {
            openBatches.sealNow(chunk -> output.collect(new StreamRecord<>(chunk)));
            flushed = true;
        }
        memory.hold(tables.heapBytes());
    }

    /** Replays the logs that the restored state left behind, and cuts at once what they hold. */
    private void replayRestored() throws IOException {
        List<BodyLogState> adopted = logs.adopted();
        if (adopted.isEmpty()) {
            return;
        }
        // What was lettered before the failure is out already.
        lettersMuted = true;
        for (BodyLogState log : adopted) {
            LiveTables replayTables = newTables(RowRulesText.parse(log.rules()));
            TableCutter replayCutter = newCutter(replayTables);
            BodyRows replayBodies = new BodyRows(decoder, replayTables);
            BodyReplay.Result result = new BodyReplay(logs.store()).replay(log, replayBodies, () -> {
                if (replayTables.heapBytes() > settings.memoryBytes()) {
                    replayCutter.cutAll(now(), false);
                }
            });
            replayCutter.cutAll(now(), false);
            logs.replayed(log);
            bundleMetrics.replayed(result);
            LOG.info(
                    "replayed {} of the restored body logs' requests: {} rows were in no chunk yet ({} files missing, {} damaged)",
                    result.records(),
                    result.rows(),
                    result.missingFiles(),
                    result.damagedFiles());
        }
        lettersMuted = false;
    }

    private void emitChunk(Chunk chunk) {
        bundleMetrics.chunk(chunk);
        openBatches.add(chunk);
        output.collect(new StreamRecord<>(chunk));
    }

    private void emitDeadLetter(DeadLetter letter) {
        if (!lettersMuted) {
            bundleMetrics.deadLetter(letter);
            output.collect(DEAD_LETTERS, new StreamRecord<>(DeadLetterJson.of(letter)));
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        replayRestored();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<byte[]> states = new ArrayList<>();
        for (BodyLogState state : logs.snapshot(context.getCheckpointId(), tables.buffers())) {
            states.add(SimpleVersionedSerialization.writeVersionAndSerialize(BodyLogStateSerializer.INSTANCE, state));
        }
        logState.update(states);
        rememberedState.update(List.of(remembered.toArray()));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        remover.remove(logs.freedBy(checkpointId));
    }

    @Override
    public void endInput() throws Exception {
        replayRestored();
        cutter.cutAll(now(), true);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        if (memory != null) {
            memory.close();
        }
        if (encoder != null) {
            encoder.close();
        }
        if (logs != null) {
            logs.close();
        }
        if (remover != null) {
            remover.close();
        }
        super.close();
    }
}
