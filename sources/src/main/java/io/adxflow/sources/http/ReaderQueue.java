package io.adxflow.sources.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whole requests on their way from the event loops to one reader's thread, bounded in bytes. The lock is held for a few
 * instructions only.
 */
final class ReaderQueue {
    private static final CompletableFuture<Void> AVAILABLE = CompletableFuture.completedFuture(null);

    private final Object lock = new Object();
    private final ArrayDeque<QueuedRequest> requests = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    /** Given out while the queue is empty; completed by the next offer. */
    private @Nullable CompletableFuture<Void> waiting;

    /** What became of an offer. */
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    /** @param limitBytes bytes this queue may hold; a request that finds it empty is always taken */
    Offer offer(QueuedRequest request, long limitBytes) {
        CompletableFuture<Void> woken;
        synchronized (lock) {
            if (closed) {
                return Offer.CLOSED;
            }
            if (!requests.isEmpty() && bytes + request.bodyBytes() > limitBytes) {
                return Offer.FULL;
            }
            requests.add(request);
            bytes += request.bodyBytes();
            woken = waiting;
            waiting = null;
        }
        if (woken != null) {
            woken.complete(null);
        }
        return Offer.TAKEN;
    }

    @Nullable
    QueuedRequest poll() {
        synchronized (lock) {
            QueuedRequest request = requests.poll();
            if (request != null) {
                bytes -= request.bodyBytes();
            }
            return request;
        }
    }

    /** Complete when there is something to poll. */
    CompletableFuture<Void> availability() {
        synchronized (lock) {
            if (!requests.isEmpty()) {
                return AVAILABLE;
            }
            if (waiting == null) {
                waiting = new CompletableFuture<>();
            }
            return waiting;
        }
    }

    /** Complete at the next offer or {@link #wake}, whatever is there to poll. */
    CompletableFuture<Void> wakeUp() {
        synchronized (lock) {
            if (waiting == null) {
                waiting = new CompletableFuture<>();
            }
            return waiting;
        }
    }

    /** Has whoever waits look again, also if there is nothing to poll. */
    void wake() {
        CompletableFuture<Void> woken;
        synchronized (lock) {
            woken = waiting;
            waiting = null;
        }
        if (woken != null) {
            woken.complete(null);
        }
    }

    int size() {
        synchronized (lock) {
            return requests.size();
        }
    }

    /** Takes nothing more, and hands over what was not polled. */
    List<QueuedRequest> close() {
        synchronized (lock) {
            closed = true;
            List<QueuedRequest> left = new ArrayList<>(requests);
            requests.clear();
            bytes = 0;
            return left;
        }
    }
}
