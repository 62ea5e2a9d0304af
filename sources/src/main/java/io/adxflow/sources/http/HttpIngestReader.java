package io.adxflow.sources.http;

import io.adxflow.sources.auth.Denial;
import io.adxflow.sources.control.ControlHub;
import io.adxflow.sources.control.ControlReader;
import io.adxflow.sources.control.ControlSettings;
import io.adxflow.sources.control.NoSplit;
import io.adxflow.sources.tls.TlsFiles;
import io.adxflow.sources.tls.TlsOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Moves requests from its queue to the chained operator, with the rules they become rows under before them, and answers each: at once when nothing was taken, else when the
 * checkpoint behind it is complete. What is unanswered when it closes is answered 503, and so is what no checkpoint holds but
 * only the savepoint that the job ends with: started from it, the job knows the body that its sender sends again.
 *
 * <p>Everything but the queue runs on the task's thread. An aborted checkpoint needs nothing: a later one covers its
 * requests.
 */
final class HttpIngestReader implements SourceReader<IngestElement, NoSplit> {
    private static final Answer RESTARTING =
            Answer.refusal(Refusal.RESTART.status(), RequestGate.restarting().message());

    private final IngestSettings settings;
    private final IngestHub hub;
    private final IngestClock clock;
    private final ReaderMetrics metrics;
    private final ReaderQueue queue = new ReaderQueue();
    private final PendingAnswers pending = new PendingAnswers();
    private final AttachedReader self;
    private final ControlReader control;
    private final ControlHub.Member member;
    private final TargetRules targetRules;
    private final StopSavepoint stop = new StopSavepoint();
    private final CurrentTargets targets = new CurrentTargets();
    private final ReaderTraffic traffic;
    private final ReaderCompanion companion;
    private ReaderCompanion.@Nullable Running beside;
    private @Nullable IngestServer server;

    HttpIngestReader(
            SourceReaderContext context,
            IngestSettings settings,
            ControlSettings controlSettings,
            TargetRules targetRules,
            IngestHub hub,
            IngestClock clock,
            ReaderCompanion companion) {
        this.companion = companion;
        this.settings = settings;
        this.targetRules = targetRules;
        this.hub = hub;
        this.clock = clock;
        this.metrics = new ReaderMetrics(context.metricGroup());
        String job = context.metricGroup().getAllVariables().getOrDefault("<job_id>", "");
        this.self = new AttachedReader(job, context.getIndexOfSubtask(), queue, targets, metrics::refused);
        this.traffic = new ReaderTraffic(self, clock, context.currentParallelism(), metrics);
        this.control = new ControlReader(controlSettings, context::sendSourceEventToCoordinator, traffic::follow);
        this.member = new ControlHub.Member(job, controlSettings, control.calls());
        context.metricGroup().setPendingRecordsGauge(() -> (long) queue.size());
        metrics.gauge(IngestMetric.ACKS_WAITING, pending::size);
    }

    @Override
    public void start() {
        // Attached with the first rules: until then nobody knows what a request may name.
        beside = companion.begin();
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        control.handle(event);
        queue.wake();
    }

    /** Requests behind this one become rows under other rules, and are admitted under them. */
    private void change(ControlReader.Ready ready, ReaderOutput<IngestElement> output) {
        IngestTargets next = targetRules.under(ready.document());
        output.collect(new RulesChange(ready.version(), ready.document(), next, stop));
        targets.set(next);
        IngestServer attached = server;
        if (attached == null) {
            attached = attach();
        } else {
            attached.trust().gatekeeper().publish(next.senders());
        }
        traffic.follow(attached, next.traffic());
    }

    private IngestServer attach() {
        try {
            IngestServer attached = hub.attach(settings, self);
            server = attached;
            observe(attached);
            ControlHub.jvm().join(member);
            return attached;
        } catch (CannotListenException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** What belongs to all readers of a server is reported by the first one. */
    private void observe(IngestServer attached) {
        ListeningSockets sockets = attached.sockets();
        metrics.gauge(IngestMetric.INFLIGHT_BODY_BYTES, ifFirst(attached, () -> attached.budget()
                .usedBytes()));
        metrics.gauge(IngestMetric.IDLE_BODY_BYTES, ifFirst(attached, () -> attached.bodies()
                .idleBytes()));
        metrics.gauge(IngestMetric.CONNECTIONS, ifFirst(attached, attached::connectionCount));
        metrics.gauge(IngestMetric.EVICTED_CONNECTIONS, ifFirst(attached, () -> attached.ledger()
                .closedForOthers()));
        metrics.gauge(IngestMetric.GRPC_CALLS, ifFirst(attached, attached::callCount));
        metrics.port("http", ifFirst(attached, sockets::port));
        metrics.port("otlp_http", ifFirst(attached, sockets::otlpHttpPort));
        metrics.port("otlp_grpc", ifFirst(attached, sockets::otlpGrpcPort));
        observeTrust(attached);
    }

    private void observeTrust(IngestServer attached) {
        for (Denial.Reason reason : Denial.Reason.values()) {
            metrics.denied(
                    reason,
                    ifFirst(attached, () -> attached.trust().gatekeeper().denials(reason)));
        }
        metrics.gauge(
                IngestMetric.REMEMBERED_CREDENTIALS,
                ifFirst(attached, () -> attached.trust().gatekeeper().rememberedCredentials()));
        metrics.gauge(
                IngestMetric.FAILING_ADDRESSES,
                ifFirst(attached, () -> attached.trust().gatekeeper().failingAddresses()));
        metrics.gauge(
                IngestMetric.UNREADABLE_SECRETS,
                ifFirst(attached, () -> attached.trust().gatekeeper().unreadableSecrets()));
        observeTls(attached, "ingest", () -> attached.trust().files());
        observeTls(attached, "web", () -> TlsFiles.shown(TlsOptions.WEB));
    }

    private void observeTls(IngestServer attached, String listeners, Supplier<@Nullable TlsFiles> files) {
        metrics.gauge(IngestMetric.TLS_CERTIFICATE_EXPIRES, listeners, ifFirst(attached, () -> {
            TlsFiles shown = files.get();
            return shown == null ? 0 : shown.material().expires().getEpochSecond();
        }));
        metrics.gauge(IngestMetric.TLS_FILES_REFUSED, listeners, ifFirst(attached, () -> {
            TlsFiles shown = files.get();
            return shown != null && shown.isRefused() ? 1 : 0;
        }));
    }

    private LongSupplier ifFirst(IngestServer attached, LongSupplier value) {
        return () -> attached.readers().isFirst(queue) ? value.getAsLong() : 0;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<IngestElement> output) {
        ControlReader.Ready ready = control.poll();
        if (ready != null) {
            change(ready, output);
            return InputStatus.MORE_AVAILABLE;
        }
        QueuedRequest queued = control.isAwaited() ? null : queue.poll();
        if (queued == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (queued.responder().senderGone()) {
            // Nobody waits for the answer: whoever sent it sends it again, so that taking it would only write it twice.
            release(queued);
            traffic.settle(queued);
        } else {
            process(queued, output);
        }
        return InputStatus.MORE_AVAILABLE;
    }

    private void process(QueuedRequest queued, ReaderOutput<IngestElement> output) {
        IngestRequest request = queued.request();
        metrics.received(request);
        traffic.polled(queued);
        boolean collected = false;
        try {
            output.collect(request);
            collected = true;
        } finally {
            release(queued);
            traffic.settle(queued);
            if (!collected) {
                refuse(queued.responder());
            }
        }
        WriteOutcome outcome = request.outcome();
        if (outcome == null) {
            refuse(queued.responder());
            throw new IllegalStateException(
                    "the operator behind the HTTP source left a request without an outcome: it must be"
                            + " chained to the source and call IngestRequest.complete before processElement returns");
        }
        if (outcome.status() >= 400 && !outcome.awaitCheckpoint()) {
            metrics.refused(outcome.status() >= 500 ? Refusal.UNAVAILABLE : Refusal.CONTENT, 1);
        }
        tellLog(request, outcome);
        PendingAnswer pendingAnswer = new PendingAnswer(queued.responder(), answer(outcome), queued.receivedNanos());
        if (outcome.awaitCheckpoint()) {
            pending.add(pendingAnswer);
        } else {
            deliver(pendingAnswer);
        }
    }

    private void tellLog(IngestRequest request, WriteOutcome outcome) {
        String message = outcome.message();
        if (server != null && message != null && (outcome.status() >= 400 || outcome.rejected() > 0)) {
            Refusal reason = outcome.status() >= 500 ? Refusal.UNAVAILABLE : Refusal.CONTENT;
            server.refusalLog().note(reason, request.sender(), message);
        }
    }

    /** What could not be tried is load, for which the status is an option. */
    private Answer answer(WriteOutcome outcome) {
        return outcome.status() == Refusal.UNAVAILABLE.status()
                ? Answer.refusal(settings.overloadStatus(), String.valueOf(outcome.message()))
                : Answer.of(outcome);
    }

    @Override
    public List<NoSplit> snapshotState(long checkpointId) {
        pending.seal(checkpointId);
        control.snapshot(checkpointId);
        traffic.report(control);
        if (server != null) {
            server.bodies().trim(clock.epochMillis());
        }
        return List.of();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (stop.is(checkpointId)) {
            return;
        }
        control.completed(checkpointId);
        pending.takeCompleted(checkpointId).forEach(this::deliver);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> ofRules = control.availability();
        if (ofRules != null) {
            return ofRules;
        }
        return control.isAwaited() ? queue.wakeUp() : queue.availability();
    }

    @Override
    public void addSplits(List<NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        if (beside != null) {
            beside.close();
        }
        ControlHub.jvm().leave(control.calls());
        control.close();
        hub.detach(settings, self);
        for (QueuedRequest queued : queue.close()) {
            release(queued);
            traffic.settle(queued);
            refuse(queued.responder());
        }
        for (PendingAnswer answer : pending.takeAll()) {
            refuse(answer.responder());
        }
    }

    private void deliver(PendingAnswer answer) {
        answer.responder().answer(answer.answer());
        metrics.answered((clock.nanos() - answer.receivedNanos()) / 1_000_000);
    }

    private void refuse(Responder responder) {
        metrics.refused(Refusal.RESTART, 1);
        responder.answer(RESTARTING);
    }

    private void release(QueuedRequest queued) {
        if (server != null) {
            server.release(queued.request().format(), queued.request().body());
        }
    }
}
