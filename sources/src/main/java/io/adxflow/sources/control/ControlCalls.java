package io.adxflow.sources.control;

import io.adxflow.sources.control.ControlEvent.AskHistory;
import io.adxflow.sources.control.ControlEvent.Decision;
import io.adxflow.sources.control.ControlEvent.History;
import io.adxflow.sources.control.ControlEvent.Propose;
import io.adxflow.sources.control.ControlEvent.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * The calls that wait in one reader for what the coordinator decides, and for the checkpoint that holds it. Thread-safe. A call
 * that is lost, with its reader or its coordinator, is not answered: whoever calls gives it a time.
 */
public final class ControlCalls implements AutoCloseable {
    private static final int MAX_CALLS = 100;

    private final Consumer<SourceEvent> send;
    private final Map<String, Call> proposals = new HashMap<>();
    private final Map<String, CompletableFuture<List<DocumentVersion>>> questions = new HashMap<>();
    private @Nullable DocumentVersion current;
    private long durableNumber;
    private boolean closed;

    private static final class Call {
        private final CompletableFuture<ProposalOutcome> future = new CompletableFuture<>();
        private @Nullable DocumentVersion decided;
    }

    ControlCalls(Consumer<SourceEvent> send) {
        this.send = send;
    }

    /** The version that this reader heard of last, or null before the first. A completed checkpoint may not hold it yet. */
    public synchronized @Nullable DocumentVersion current() {
        return current;
    }

    /**
     * Proposes a document that is in the store.
     *
     * @param requestId the same for a repetition of a call that was not answered, whichever reader it goes to
     * @param expectedNumber of the version that is to be replaced
     * @return completes with what became of it, in any thread; exceptionally when this reader ends
     */
    public CompletableFuture<ProposalOutcome> propose(
            String requestId, long expectedNumber, String hash, String who, String what) {
        Call call;
        synchronized (this) {
            if (closed || proposals.size() >= MAX_CALLS) {
                return CompletableFuture.failedFuture(unavailable());
            }
            call = proposals.computeIfAbsent(requestId, id -> new Call());
        }
        send.accept(new Propose(requestId, expectedNumber, hash, who, what));
        return call.future.copy();
    }

    /**
     * Asks for the history, newest first.
     *
     * @param fromNumber the newest version wanted
     * @param limit how many at most
     */
    public CompletableFuture<List<DocumentVersion>> history(long fromNumber, int limit) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<List<DocumentVersion>> answer = new CompletableFuture<>();
        synchronized (this) {
            if (closed || questions.size() >= MAX_CALLS) {
                return CompletableFuture.failedFuture(unavailable());
            }
            questions.put(id, answer);
        }
        send.accept(new AskHistory(id, fromNumber, limit));
        return answer;
    }

    private IllegalStateException unavailable() {
        return new IllegalStateException(
                closed ? "the reader has ended; ask again" : MAX_CALLS + " calls wait already; ask again");
    }

    /** Forgets a call that its caller has given up. */
    public synchronized void forget(String requestId) {
        proposals.remove(requestId);
    }

    synchronized void heard(DocumentVersion version) {
        current = version;
    }

    void handle(ControlEvent event) {
        if (event instanceof History history) {
            CompletableFuture<List<DocumentVersion>> asked;
            synchronized (this) {
                asked = questions.remove(history.requestId());
            }
            if (asked != null) {
                asked.complete(history.versions());
            }
        } else if (event instanceof Verdict verdict) {
            judged(verdict);
        }
    }

    private void judged(Verdict verdict) {
        Call call;
        synchronized (this) {
            call = proposals.get(verdict.requestId());
            if (call == null) {
                return;
            }
            if (verdict.decision() == Decision.VERSION && verdict.version().number() > durableNumber) {
                call.decided = verdict.version();
                return;
            }
            proposals.remove(verdict.requestId());
        }
        call.future.complete(
                switch (verdict.decision()) {
                    case VERSION -> new ProposalOutcome.Done(verdict.version());
                    case CONFLICT -> new ProposalOutcome.Conflict(verdict.version());
                    case REFUSED -> new ProposalOutcome.Refused(verdict.reason());
                });
    }

    /** A completed checkpoint holds the versions up to this one. */
    void durable(long number) {
        List<Call> done = new ArrayList<>();
        synchronized (this) {
            durableNumber = Math.max(durableNumber, number);
            for (Iterator<Call> all = proposals.values().iterator(); all.hasNext(); ) {
                Call call = all.next();
                if (call.decided != null && call.decided.number() <= durableNumber) {
                    done.add(call);
                    all.remove();
                }
            }
        }
        for (Call call : done) {
            if (call.decided != null) {
                call.future.complete(new ProposalOutcome.Done(call.decided));
            }
        }
    }

    @Override
    public void close() {
        List<CompletableFuture<?>> left = new ArrayList<>();
        IllegalStateException why;
        synchronized (this) {
            closed = true;
            why = unavailable();
            proposals.values().forEach(call -> left.add(call.future));
            left.addAll(questions.values());
            proposals.clear();
            questions.clear();
        }
        left.forEach(future -> future.completeExceptionally(why));
    }
}
