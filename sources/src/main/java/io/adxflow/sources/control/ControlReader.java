package io.adxflow.sources.control;

import io.adxflow.sources.control.ControlEvent.Asked;
import io.adxflow.sources.control.ControlEvent.Change;
import io.adxflow.sources.control.ControlEvent.Rows;
import io.adxflow.sources.control.ControlEvent.Seen;
import io.adxflow.sources.control.ControlEvent.Shares;
import io.adxflow.sources.control.ControlEvent.Traffic;
import io.adxflow.sources.limits.TrafficReport;
import io.adxflow.sources.limits.TrafficShares;
import io.adxflow.sources.watch.PartExchange;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * A reader's part in versions: hears what is in force, fetches the document, and says when the reader's requests must wait for it.
 * Has no state: each attempt of a reader hears first of all what is in force. Used by the task's thread alone, but for its
 * {@link #calls}.
 */
public final class ControlReader implements AutoCloseable {
    private static final CompletableFuture<Void> READY = CompletableFuture.completedFuture(null);
    /** Shared by the readers of this JVM: they want the same document at the same time. */
    private static final Executor ASIDE = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "adxflow-control-document");
        thread.setDaemon(true);
        return thread;
    });

    private final ControlSettings settings;
    private final ControlCalls calls;
    private final Consumer<SourceEvent> send;
    private final Consumer<TrafficShares> shares;
    private final NavigableMap<Long, Long> heardByCheckpoint = new TreeMap<>();
    private @Nullable Loading loading;
    private @Nullable DocumentVersion applied;
    private @Nullable DocumentVersion heard;

    private record Loading(DocumentVersion version, CompletableFuture<ControlDocument> document) {}

    /** A version whose document is here, for the reader to hand on before its next request. */
    public record Ready(DocumentVersion version, ControlDocument document) {}

    /**
     * @param send to the coordinator; any thread may call it
     * @param shares told what the process may take, by the task's thread
     */
    public ControlReader(ControlSettings settings, Consumer<SourceEvent> send, Consumer<TrafficShares> shares) {
        this.settings = settings;
        this.send = send;
        this.shares = shares;
        this.calls = new ControlCalls(send);
    }

    /** How others in this JVM propose, and ask for the history. */
    public ControlCalls calls() {
        return calls;
    }

    /** Takes what the coordinator tells. */
    public void handle(SourceEvent event) {
        ControlEvent known = ControlEvent.of(event);
        if (known instanceof Change change) {
            heard = change.version();
            calls.durable(change.durableNumber());
            calls.heard(change.version());
            load(change.version());
        } else if (known instanceof Shares dealt) {
            shares.accept(dealt.shares());
        } else if (known instanceof Asked asked) {
            PartExchange.jvm().asked(asked.byTopic());
        } else if (known != null) {
            calls.handle(known);
        }
    }

    private void load(DocumentVersion version) {
        ControlDocument submitted = settings.file().submitted();
        loading = new Loading(
                version,
                submitted.hash().equals(version.hash())
                        ? CompletableFuture.completedFuture(submitted)
                        : CompletableFuture.supplyAsync(() -> read(version.hash()), ASIDE));
    }

    private ControlDocument read(String hash) {
        try {
            return settings.store().read(hash);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the control document " + hash + " is in force and cannot be read: " + e.getMessage(), e);
        }
    }

    /** Tells the coordinator what the process has seen. */
    public void report(TrafficReport report) {
        send.accept(new Traffic(report));
    }

    /** Tells the coordinator's process what this one knows, for people. */
    public void report(byte[] part) {
        send.accept(new Seen(part));
    }

    /** Sends it rows that somebody there watches. */
    public void reportRows(byte[] rows) {
        send.accept(new Rows(rows));
    }

    /** Whether no request may be handed on now: no version was heard yet, or one was heard and not handed on. */
    public boolean isAwaited() {
        return applied == null || loading != null;
    }

    /**
     * The version to hand on now, or null.
     *
     * @throws IllegalStateException when its document cannot be read: to go on without it would be a fork
     */
    public @Nullable Ready poll() {
        Loading current = loading;
        if (current == null || !current.document().isDone()) {
            return null;
        }
        ControlDocument document = current.document().join();
        loading = null;
        applied = current.version();
        return new Ready(current.version(), document);
    }

    /** Complete when {@link #poll} has something, or will throw; null when only an event can bring that. */
    public @Nullable CompletableFuture<Void> availability() {
        Loading current = loading;
        if (current == null) {
            return null;
        }
        return current.document().isDone() ? READY : current.document().handle((document, failure) -> null);
    }

    /** A snapshot is taken: what was heard by now is in the coordinator's part of the same checkpoint. */
    public void snapshot(long checkpointId) {
        if (heard != null) {
            heardByCheckpoint.put(checkpointId, heard.number());
        }
    }

    /** A checkpoint is complete, which is not a stop's savepoint: callers are answered for what it holds. */
    public void completed(long checkpointId) {
        NavigableMap<Long, Long> done = heardByCheckpoint.headMap(checkpointId, true);
        if (!done.isEmpty()) {
            calls.durable(done.lastEntry().getValue());
            done.clear();
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
