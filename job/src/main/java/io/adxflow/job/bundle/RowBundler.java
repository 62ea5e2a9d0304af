package io.adxflow.job.bundle;

import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sources.http.BodyMemory;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.otlp.OtlpBodies;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
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
    private static final long TICK_MILLIS = 250;
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

    private transient ChunkEncoder encoder;
    private transient RowPath.Factory paths;
    private transient RowPath path;
    private transient BundleMemory memory;
    private transient BundlerState state;
    private transient BodyMemory remembered;
    private transient BodyLogs logs;
    private transient BundleMetrics bundleMetrics;
    private transient OpenBatches openBatches;
    private transient boolean lettersMuted;
    private transient long rowsSinceLook;
    private transient long lastTickMillis;
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
        state = new BundlerState(
                context.getOperatorStateStore(),
                settings,
                rules,
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
        logs = state.logs();
        remembered = state.remembered();
    }

    @Override
    public void open() throws Exception {
        super.open();
        encoder = settings.encoder().create(settings.deflateLevel());
        openBatches = new OpenBatches();
        paths = new RowPath.Factory(
                settings,
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                new CutSchedule(settings.maxAgeMillis(), settings.smallMaxAgeMillis()),
                new RemoteWriteDecoder(settings.maxDecompressedBytes(), SERIES_HASH_SEED),
                new OtlpBodies(settings.maxDecompressedBytes()),
                encoder,
                this::emitDeadLetter,
                this::emitChunk);
        path = paths.under(rules);
        memory = new BundleMemory(settings.memoryBytes());
        bundleMetrics = new BundleMetrics(getMetricGroup().addGroup("adxflow"));
        lastTickMillis = now();
        observe();
        // The first tick runs as the task's first mail and replays what was restored, before any request is read.
        tickAt(lastTickMillis);
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
            result = path.bodies()
                    .append(
                            request.format(),
                            request.body(),
                            request.bodyLength(),
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
            }
            bundleMetrics.accepted(result);
            if (result.rows() > 0) {
                keep(request, sequence);
            }
        }
        request.complete(outcome(request.format(), result, taken));
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
                request.body(),
                request.bodyLength());
        logs.writer().append(body);
        if (settings.archive()) {
            output.collect(ARCHIVE, new StreamRecord<>(body.encode()));
        }
    }

    private static WriteOutcome outcome(WireFormat format, AppendResult result, boolean taken) {
        String problems = result.problems();
        int ofRemoteWrite = problems == null ? 204 : 400;
        return new WriteOutcome(
                format.isOtlp() ? 200 : ofRemoteWrite,
                problems,
                result.samples(),
                result.histograms(),
                result.exemplars(),
                result.rejectedRecords(),
                taken);
    }

    private void look() {
        rowsSinceLook = 0;
        path.cutter().cutFull(now());
        stayWithinMemory();
    }

    private void stayWithinMemory() {
        holdMemory();
        if (memory.isOverBudget()) {
            releaseIdleMemory();
            if (memory.isOverBudget()) {
                path.cutter().cutFullestHalf(now());
                releaseIdleMemory();
            }
        }
    }

    private void holdMemory() {
        memory.hold(path.tables().heapBytes() + path.tables().idleBytes());
    }

    private void releaseIdleMemory() {
        path.tables().releaseIdle();
        holdMemory();
    }

    private void tick(long timestamp) throws Exception {
        replayRestored();
        long now = now();
        path.cutter().cutDueAndFull(lastTickMillis, now);
        lastTickMillis = now;
        rowsSinceLook = 0;
        path.tables().trimIdle(now);
        stayWithinMemory();
        openBatches.forgetSealed(now);
        remembered.forgetOlder(now, REMEMBER_MILLIS);
        observe();
        if (flushRequest.isRequested()) {
            flush(now);
        } else {
            flushed = false;
        }
        tickAt(now + TICK_MILLIS);
    }

    private void observe() {
        bundleMetrics.observe(path.tables(), path.cutter().bufferedRows(), logs.writer());
    }

    private void tickAt(long millis) {
        // The future only tells that the timer has fired; what fails in a tick fails the task.
        var unused = getProcessingTimeService().registerTimer(millis, this::tick);
    }

    /** Sends every row on and has every batch sealed that this reader knows to be open. */
    private void flush(long now) {
        path.cutter().cutAll(now, true);
        if (!flushed) {
            openBatches.sealNow(chunk -> output.collect(new StreamRecord<>(chunk)));
            flushed = true;
        }
        holdMemory();
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
            bundleMetrics.replayed(new BodyReplay(logs.store()).replayAndCut(log, paths, this::now));
            logs.replayed(log);
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
        state.snapshot(context.getCheckpointId(), path.tables().buffers());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        state.completed(checkpointId);
    }

    @Override
    public void endInput() throws Exception {
        replayRestored();
        path.cutter().cutAll(now(), true);
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        if (memory != null) {
            memory.close();
        }
        if (paths != null) {
            paths.otlpBodies().close();
        }
        if (encoder != null) {
            encoder.close();
        }
        if (state != null) {
            state.close();
        }
        super.close();
    }
}
