package io.adxflow.sources.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Moves requests from its queue to the chained operator, and answers each: at once when nothing was taken, else when the
 * checkpoint behind it is complete. What is unanswered when it closes is answered 503.
 *
 * <p>Everything but the queue runs on the task's thread. An aborted checkpoint needs nothing: a later one covers its
 * requests.
 */
final class HttpIngestReader implements SourceReader<IngestRequest, NoSplit> {
    private static final Answer RESTARTING =
            Answer.refusal(Refusal.RESTART.status(), RequestGate.restarting().message());

    private final IngestSettings settings;
    private final IngestHub hub;
    private final IngestClock clock;
    private final ReaderMetrics metrics;
    private final ReaderQueue queue = new ReaderQueue();
    private final PendingAnswers pending = new PendingAnswers();
    private final AttachedReader self;
    private @Nullable IngestServer server;

    HttpIngestReader(
            SourceReaderContext context,
            IngestSettings settings,
            IngestTargets targets,
            IngestHub hub,
            IngestClock clock) {
        this.settings = settings;
        this.hub = hub;
        this.clock = clock;
        this.metrics = new ReaderMetrics(context.metricGroup());
        String job = context.metricGroup().getAllVariables().getOrDefault("<job_id>", "");
        this.self = new AttachedReader(job, context.getIndexOfSubtask(), queue, targets, metrics::refused);
        context.metricGroup().setPendingRecordsGauge(() -> (long) queue.size());
        metrics.gauge(IngestMetric.ACKS_WAITING, pending::size);
    }

    @Override
    public void start() {
        try {
            IngestServer attached = hub.attach(settings, self);
            server = attached;
            observe(attached);
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
        metrics.gauge(IngestMetric.GRPC_CALLS, ifFirst(attached, attached::callCount));
        metrics.port("http", ifFirst(attached, sockets::port));
        metrics.port("otlp_http", ifFirst(attached, sockets::otlpHttpPort));
        metrics.port("otlp_grpc", ifFirst(attached, sockets::otlpGrpcPort));
    }

    private LongSupplier ifFirst(IngestServer attached, LongSupplier value) {
        return () -> attached.readers().isFirst(queue) ? value.getAsLong() : 0;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<IngestRequest> output) {
        QueuedRequest queued = queue.poll();
        if (queued == null) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (queued.responder().senderGone()) {
            // Nobody waits for the answer: whoever sent it sends it again, so that taking it would only write it twice.
            release(queued);
        } else {
            process(queued, output);
        }
        return InputStatus.MORE_AVAILABLE;
    }

    private void process(QueuedRequest queued, ReaderOutput<IngestRequest> output) {
        IngestRequest request = queued.request();
        metrics.received(request);
        boolean collected = false;
        try {
            output.collect(request);
            collected = true;
        } finally {
            release(queued);
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
        PendingAnswer answer = new PendingAnswer(queued.responder(), Answer.of(outcome), queued.receivedNanos());
        if (outcome.awaitCheckpoint()) {
            pending.add(answer);
        } else {
            deliver(answer);
        }
    }

    @Override
    public List<NoSplit> snapshotState(long checkpointId) {
        pending.seal(checkpointId);
        if (server != null) {
            server.bodies().trim(clock.epochMillis());
        }
        return List.of();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        pending.takeCompleted(checkpointId).forEach(this::deliver);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return queue.availability();
    }

    @Override
    public void addSplits(List<NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        hub.detach(settings, self);
        for (QueuedRequest queued : queue.close()) {
            release(queued);
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
