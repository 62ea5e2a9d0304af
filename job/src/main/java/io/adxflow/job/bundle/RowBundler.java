package io.adxflow.job.bundle;

import io.adxflow.job.rows.AppendResult;
import io.adxflow.job.rows.BodyDecoders;
import io.adxflow.job.rows.BodyRows.KeptBody;
import io.adxflow.job.rows.DatabaseRoom;
import io.adxflow.job.rows.DeadLetter;
import io.adxflow.job.rows.LiveStocks;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRelief;
import io.adxflow.job.rules.metrics.DocumentRef;
import io.adxflow.job.rules.metrics.MetricRule;
import io.adxflow.job.rules.metrics.MetricTypes;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.job.tail.TailBoard;
import io.adxflow.job.tail.TailTap;
import io.adxflow.sinks.batch.Chunk;
import io.adxflow.sinks.delivery.Threads;
import io.adxflow.sinks.ledger.LedgerSettings;
import io.adxflow.sinks.schema.HintKeeper;
import io.adxflow.sinks.schema.TableVersions;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sources.http.BodyMemory;
import io.adxflow.sources.http.IngestElement;
import io.adxflow.sources.http.IngestRequest;
import io.adxflow.sources.http.RulesChange;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.http.UnknownTargetException;
import io.adxflow.sources.http.UnreadableInput;
import io.adxflow.sources.http.WriteOutcome;
import io.adxflow.sources.wire.DecodeBudget;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.MalformedBodyException.Reason;
import io.adxflow.sources.wire.WireFormat;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Turns request bodies into deflated chunks of rows, chained behind the source.
 *
 * <p>Assumptions of the promise that a 2xx means durable:
 *
 * <ol>
 *   <li>The request comes by reference in the source's own task, so its outcome is set when {@code processElement} returns and
 *       the source answers it only once a checkpoint taken later is complete, which is not the savepoint that the job stops with.
 *   <li>Every accepted body is in the body log before the next barrier, and synced in the snapshot.
 *   <li>A table's rows are either in a chunk sent before the barrier, which the batcher's state holds, or behind the table's
 *       position in the log, which this operator's state holds; never both.
 *   <li>What records give to metrics leaves before the next barrier, at first sight alone: a body that is replayed, or comes again, gives
 *       nothing more.
 * </ol>
 */
public final class RowBundler extends AbstractStreamOperator<Chunk>
        implements OneInputStreamOperator<IngestElement, Chunk>, BoundedOneInput {

    /** Dead letters, each one JSON object without a line end. */
    public static final OutputTag<String> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

    /** What records give to metrics, added up since the barrier before. */
    public static final OutputTag<PartialSum> PARTIAL_SUMS = new OutputTag<>("partial-sums", MetricTypes.PARTIAL_SUM);

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
    private final RuleBook rules;
    private final FlushRequest flushRequest;
    private final DatabaseRoom room;
    private final LedgerSettings ledgerSettings;
    private boolean ofSenders;

    private transient ChunkEncoder encoder;
    private transient RowPath.Factory paths;
    /** Null before the source has handed on the first rules. */
    private transient @Nullable RowPath path;

    private transient @Nullable RulesChange inForce;
    private transient @Nullable RulesChange inForceAtSnapshot;
    private transient @Nullable RulesChange toldDurable;
    private transient BundleMemory memory;
    private transient BundlerState state;
    private transient BodyMemory remembered;
    private transient BodyLogs logs;
    private transient BundleMetrics bundleMetrics;
    private transient BundleLedger ledger;
    private transient OpenBatches openBatches;
    private transient HeapShares heap;
    private transient Backlogs.Account backlog;
    private transient BodyDecoders decoders;
    private transient @Nullable HintKeeper hints;
    private transient @Nullable ExecutorService schemaThread;
    private transient @Nullable SchemaPublisher publisher;
    private transient LiveStocks.@Nullable Reader stock;
    private transient TailTap tail;
    private transient boolean cutWithinBody;
    private transient boolean lettersMuted;
    private transient long rowsSinceLook;
    private transient long lastTickMillis;
    private transient boolean flushed;

    /**
     * A bundler.
     *
     * @param flushRequest asked at every tick whether all rows are to be cut and all batches sealed
     * @param room asked about databases that records name themselves
     */
    @SuppressWarnings("NullAway.Init") // Flink calls initializeState() and open() before anything else.
    public RowBundler(
            BundleSettings settings,
            RuleBook rules,
            FlushRequest flushRequest,
            DatabaseRoom room,
            LedgerSettings ledger) {
        this.room = room;
        this.ledgerSettings = ledger;
        this.settings = settings;
        this.rules = rules;
        this.flushRequest = flushRequest;
    }

    /**
     * This one, which has what senders send, as one of a job's bundlers does: it keeps to what their namespaces may hold, and tells
     * tables of versions what is new.
     */
    public RowBundler ofSenders() {
        ofSenders = true;
        return this;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        state = new BundlerState(
                context.getOperatorStateStore(),
                settings,
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
        heap = HeapShares.ofThisProcess();
        DecodeBudget.jvm().setLimitBytes(heap.decodeBytes(settings));
        decoders = BodyDecoders.of(
                settings.maxDecompressedBytes(),
                SERIES_HASH_SEED,
                DecodeBudget.jvm().open());
        tail = new TailTap(TailBoard.jvm());
        paths = new RowPath.Factory(
                settings,
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                new CutSchedule(settings.maxAgeMillis(), settings.smallMaxAgeMillis()),
                decoders,
                encoder,
                room,
                this::emitDeadLetter,
                this::emitChunk,
                tail);
        memory = new BundleMemory(heap.rowBytes(settings));
        bundleMetrics = new BundleMetrics(getMetricGroup().addGroup("adxflow"));
        ledger = new BundleLedger(getMetricGroup(), ledgerSettings, "readers");
        backlog = Backlogs.jvm().open(Backlogs.Stage.BUFFERED);
        Backlogs.jvm().expect(settings.smallMaxAgeMillis());
        hints = HintKeeper.open(settings.storage());
        if (ofSenders) {
            stock = LiveStocks.of(settings.storage().directory()).open();
        }
        if (ofSenders && getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            ExecutorService thread = Threads.pool("schemas", 1);
            schemaThread = thread;
            publisher = new SchemaPublisher(TableVersions.of(settings.storage()), thread);
        }
        lastTickMillis = now();
        observe();
        // The first tick runs as the task's first mail and replays what was restored, before any request is read.
        tickAt(lastTickMillis);
    }

    @Override
    public void processElement(StreamRecord<IngestElement> element) throws Exception {
        replayRestored();
        if (element.getValue() instanceof RulesChange change) {
            change(change);
        } else if (element.getValue() instanceof UnreadableInput unreadable) {
            setAside(unreadable);
        } else {
            append((IngestRequest) element.getValue());
        }
    }

    private void setAside(UnreadableInput unreadable) {
        ledger.unreadable();
        emitDeadLetter(new DeadLetter(
                DeadLetter.Reason.UNREADABLE_INPUT,
                unreadable.target().namespace(),
                unreadable.target().database(),
                unreadable.name(),
                unreadable.detail(),
                unreadable.content(),
                unreadable.source(),
                unreadable.readAtMillis()));
    }

    /**
     * Cuts all rows under the old rules, and goes on under the new ones. What was taken before has its rows in chunks then, so that
     * the body log, from its next file on, is of the new rules alone.
     */
    private void change(RulesChange change) throws IOException {
        RowPath before = path;
        RuleSet next = rules.of(change.document());
        sendSums();
        inForce = change;
        if (before == null || !next.rows().equals(before.tables().rules())) {
            if (before != null) {
                before.cutter().cutAll(now(), false);
                before.tables().close();
            }
            RowPath after = paths.under(next);
            after.tables().setRelief(new Relief());
            path = after;
            followStocks(after);
            if (before != null) {
                retire(before, after, documentOf(change, next.rows().version()));
            }
            bundleMetrics.newTables();
            holdMemory();
            logs.endFile();
        } else if (!next.definitions().equals(before.cutter().definitions())) {
            // The same rows: what is known of series stays.
            before.cutter().cutAll(now(), false);
            before.cutter().define(next.definitions());
            logs.endFile();
        }
        logs.under(change.document().hash(), next.rows().version());
        logs.writer().keepSpares(!next.rows().scrubs());
        rules.inForce(change.document(), false);
    }

    /** Tells of the metrics that are made no more. */
    private void retire(RowPath before, RowPath after, DocumentRef document) {
        List<MetricRule> left = after.tables().metricRules();
        for (MetricRule rule : before.tables().metricRules()) {
            if (!left.contains(rule)) {
                send(new PartialSum(rule, document, Long.MIN_VALUE, true, List.of()));
            }
        }
    }

    private static DocumentRef documentOf(RulesChange change, int rowsVersion) {
        return new DocumentRef(change.document().hash(), change.version().number(), rowsVersion);
    }

    /** Sends on what records gave to metrics so far. */
    private void sendSums() {
        RowPath current = path;
        RulesChange change = inForce;
        if (current != null && change != null) {
            current.tables()
                    .sums()
                    .drain(documentOf(change, current.tables().rules().version()), this::send);
            bundleMetrics.metricFailures(current.tables().sums().takeFailures());
        }
    }

    private void send(PartialSum sum) {
        output.collect(PARTIAL_SUMS, new StreamRecord<>(sum));
    }

    private void append(IngestRequest request) throws IOException {
        RowPath current = path();
        Target target;
        try {
            target = Objects.requireNonNull(inForce).targets().resolveAgain(request.target());
        } catch (UnknownTargetException e) {
            // It was there when the request was admitted.
            request.complete(WriteOutcome.refused(404, String.valueOf(e.getMessage())));
            return;
        }
        boolean retried = remembered.contains(request.bodyHashHigh(), request.bodyHashLow());
        long sequence = logs.writer().nextSequence();
        // A retry's rows are in a chunk or in the log already; it is read again only for what to answer.
        lettersMuted = retried;
        long seriesBefore = current.tables().newSeries();
        AppendResult result;
        try {
            result = current.bodies()
                    .append(
                            request.format(),
                            request.body(),
                            request.bodyLength(),
                            target,
                            sequence,
                            request.receivedAtMillis(),
                            request.sender(),
                            retried ? RowFilter.NONE : RowFilter.ALL);
        } catch (MalformedBodyException e) {
            bundleMetrics.rejectedBody(e.reason());
            request.complete(WriteOutcome.refused(status(e.reason()), String.valueOf(e.getMessage())));
            return;
        } finally {
            lettersMuted = false;
        }
        request.count(result.records(), retried ? 0 : current.tables().newSeries() - seriesBefore);
        if (cutWithinBody) {
            // Else a replay of the body would bring the table's earlier rows again.
            current.cutter().cutSince(sequence, now());
            cutWithinBody = false;
        }
        String withoutRoom = retried ? null : result.withoutRoom();
        if (withoutRoom != null) {
            request.complete(WriteOutcome.refused(503, withoutRoom));
            return;
        }
        boolean taken = retried
                || result.rows() > 0
                || result.deadLetteredRows() > 0
                || current.tables().sums().isStaged();
        if (retried) {
            bundleMetrics.deduplicated();
        } else {
            if (taken) {
                remembered.remember(request.bodyHashHigh(), request.bodyHashLow());
            }
            bundleMetrics.accepted(result, target.namespace());
            ledger.received(result, current.cutter().monikers(target.namespace()));
            if (result.rows() > 0) {
                keep(request, target, sequence);
            }
            current.tables().sums().commit();
            if (current.tables().sums().isLarge()) {
                sendSums();
            }
        }
        request.complete(outcome(request.format(), result, taken));
        rowsSinceLook += result.rows();
        if (rowsSinceLook >= ROWS_PER_LOOK) {
            look();
        }
    }

    private static int status(Reason reason) {
        return switch (reason) {
            case COMPRESSION, PROTOBUF, JSON, CSV -> 400;
            case TOO_LARGE -> 413;
            case NO_MEMORY -> 503;
        };
    }

    /** Makes room within a body, by cutting what is there of it. */
    private final class Relief implements RowRelief {
        @Override
        public void rowsTakeMore() {
            cutWithinBody = true;
            path().cutter().cutFull(now());
            stayWithinMemory();
        }

        @Override
        public boolean seriesTakeTooMuch() {
            cutWithinBody = true;
            path().cutter().cutAll(now(), false);
            releaseIdleMemory();
            return true;
        }
    }

    private void keep(IngestRequest request, Target target, long sequence) throws IOException {
        BodyLogRecord body = new BodyLogRecord(
                request.format(),
                target,
                sequence,
                request.receivedAtMillis(),
                request.sender(),
                request.body(),
                request.bodyLength());
        logs.writer().append(body);
        if (settings.archive()) {
            archive(body);
        }
    }

    /** Of a namespace that scrubs, a body is kept without what its rules take out. */
    private void archive(BodyLogRecord body) {
        @Nullable BodyLogRecord kept = body;
        if (path().tables().rules().scrubs(body.target().namespace())) {
            KeptBody scrubbed = path().bodies()
                    .scrubbed(body.format(), body.body(), body.bodyLength(), body.target(), body.arrivalMillis());
            kept = scrubbed == null ? null : body.with(scrubbed.format(), scrubbed.bytes());
        }
        if (kept == null) {
            bundleMetrics.notArchived();
        } else {
            output.collect(ARCHIVE, new StreamRecord<>(kept.encode()));
        }
    }

    private static WriteOutcome outcome(WireFormat format, AppendResult result, boolean taken) {
        String problems = result.problems();
        int ofRemoteWrite = problems == null ? 204 : 400;
        return new WriteOutcome(
                format.isOtlp() ? 200 : ofRemoteWrite,
                problems,
                result.writtenSamples(),
                result.writtenHistograms(),
                result.writtenExemplars(),
                result.rejectedRecords(),
                taken);
    }

    private void look() {
        rowsSinceLook = 0;
        path().cutter().cutFull(now());
        stayWithinMemory();
    }

    private void stayWithinMemory() {
        holdMemory();
        if (memory.isOverBudget()) {
            releaseIdleMemory();
            if (memory.isOverBudget()) {
                path().cutter().cutFullestHalf(now());
                releaseIdleMemory();
            }
        }
    }

    private void holdMemory() {
        LiveTables tables = path().tables();
        memory.hold(tables.heapBytes() + tables.idleBytes());
    }

    private void releaseIdleMemory() {
        path().tables().releaseIdle();
        holdMemory();
    }

    private void tick(long timestamp) throws Exception {
        replayRestored();
        long now = now();
        RowPath current = path;
        if (current != null) {
            current.cutter().cutDueAndFull(lastTickMillis, now);
            tail.look(current.tables().buffers(), now);
            current.tables().trimIdle(now);
            current.bodies().releaseIdle(now);
            current.tables().setSeriesCacheBytes(heap.seriesCacheBytes(settings, DecodeBudget.jvm()));
            stayWithinMemory();
            followStocks(current);
            publishSchemas(current, now);
        }
        lastTickMillis = now;
        rowsSinceLook = 0;
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

    private void followStocks(RowPath current) {
        if (stock != null) {
            current.tables().follow(LiveStocks.of(settings.storage().directory()), stock);
        }
    }

    private void publishSchemas(RowPath current, long now) {
        SchemaPublisher to = publisher;
        if (to != null) {
            to.look(now);
            for (Chunk chunk : to.chunks(current.cutter().definitions(), now, now + settings.smallMaxAgeMillis())) {
                ledger.made(chunk.rows());
                openBatches.add(chunk);
                output.collect(new StreamRecord<>(chunk));
            }
        }
    }

    private void observe() {
        RowPath current = path;
        if (current != null) {
            backlog.replace(current.cutter().waiting());
            bundleMetrics.observe(
                    current.tables(),
                    current.cutter().bufferedRows(),
                    logs.writer(),
                    decoders.charge().heldBytes());
            bundleMetrics.observe(TableVersions.of(settings.storage()), publisher == null ? 0 : publisher.waiting());
        }
    }

    private void tickAt(long millis) {
        // The future only tells that the timer has fired; what fails in a tick fails the task.
        var unused = getProcessingTimeService().registerTimer(millis, this::tick);
    }

    /** Sends every row on and has every batch sealed that this reader knows to be open. */
    private void flush(long now) {
        RowPath current = path;
        if (current != null) {
            current.cutter().cutAll(now, true);
            holdMemory();
        }
        if (!flushed) {
            openBatches.sealNow(chunk -> output.collect(new StreamRecord<>(chunk)));
            flushed = true;
        }
    }

    /** Replays the logs that the restored state left behind, and cuts at once what they hold. */
    private void replayRestored() throws IOException, InterruptedException {
        List<BodyLogState> adopted = logs.adopted();
        if (adopted.isEmpty()) {
            return;
        }
        // What was lettered before the failure is out already.
        lettersMuted = true;
        for (BodyLogState log : adopted) {
            BodyReplay.Result result = new BodyReplay(logs.store(), state.keys())
                    .replayAndCut(log, rulesOf(log), paths, heap.rowBytes(settings), this::now);
            bundleMetrics.replayed(result);
            ledger.replayed(result);
            logs.replayed(log);
        }
        lettersMuted = false;
    }

    private RuleSet rulesOf(BodyLogState log) throws IOException {
        return log.rulesText() == null
                ? rules.named(log.rulesHash(), log.rulesVersion())
                : new RuleSet(RowRulesText.parse(log.rulesText()), Map.of());
    }

    private RowPath path() {
        return Objects.requireNonNull(path, "the source hands rules on before its first request");
    }

    private void emitChunk(String namespace, Chunk chunk) {
        bundleMetrics.chunk(namespace, chunk);
        openBatches.add(chunk);
        output.collect(new StreamRecord<>(chunk));
    }

    private void emitDeadLetter(DeadLetter letter) {
        if (!lettersMuted) {
            bundleMetrics.deadLetter(letter);
            ledger.deadLetter();
            output.collect(DEAD_LETTERS, new StreamRecord<>(DeadLetterJson.of(letter)));
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        replayRestored();
        sendSums();
    }

    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory factory)
            throws Exception {
        if (options.getCheckpointType() instanceof SavepointType savepoint && savepoint.isSynchronous()) {
            stopsAt(checkpointId);
        }
        return super.snapshotState(checkpointId, timestamp, options, factory);
    }

    private void stopsAt(long checkpointId) {
        if (inForce != null) {
            inForce.stop().takenAt(checkpointId);
        }
    }

    private boolean isStop(long checkpointId) {
        return inForce != null && inForce.stop().is(checkpointId);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        inForceAtSnapshot = inForce;
        if (publisher != null) {
            publisher.snapshot(context.getCheckpointId());
        }
        ledger.take(
                context.getCheckpointId(),
                () -> path == null ? 0 : path.cutter().deliveriesInBuffers());
        state.snapshot(
                context.getCheckpointId(),
                path == null ? List.of() : path.tables().buffers());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        if (!isStop(checkpointId)) {
            // A start from the checkpoint before a stop's savepoint still needs what that savepoint does not.
            state.completed(checkpointId);
            if (publisher != null) {
                publisher.completed(checkpointId);
            }
            tellDurable();
        }
    }

    private void tellDurable() {
        RulesChange current = inForce;
        if (current != null && current.equals(inForceAtSnapshot) && !current.equals(toldDurable)) {
            rules.inForce(current.document(), true);
            toldDurable = current;
        }
    }

    @Override
    public void endInput() throws Exception {
        replayRestored();
        sendSums();
        if (path != null) {
            path.cutter().cutAll(now(), true);
        }
    }

    private long now() {
        return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void close() throws Exception {
        if (stock != null) {
            stock.close();
        }
        if (schemaThread != null) {
            schemaThread.shutdownNow();
        }
        if (hints != null) {
            hints.close();
        }
        if (backlog != null) {
            backlog.close();
        }
        if (memory != null) {
            memory.close();
        }
        if (path != null) {
            path.tables().close();
        }
        if (decoders != null) {
            decoders.close();
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
