package io.adxflow.sources.http;

import io.adxflow.sources.connections.ConnectionLedger;
import io.adxflow.sources.connections.ConnectionLedger.State;

/**
 * What one gRPC connection is doing, by its calls: it is worth as much as the one that is worth most. Thread-safe, since answers
 * come from other threads.
 */
final class GrpcConnection {
    private static final long NEVER = Long.MAX_VALUE;

    private final ConnectionLedger.Connection entry;
    private final Runnable close;
    private State state = State.NEW;
    private int receiving;
    private int waiting;
    private volatile long deadline;

    /**
     * @param close closes the connection, on any thread
     * @param deadline for it to begin with HTTP/2
     */
    GrpcConnection(ConnectionLedger.Connection entry, Runnable close, long deadline) {
        this.entry = entry;
        this.close = close;
        this.deadline = deadline;
    }

    boolean isOverdue(long now) {
        return now >= deadline;
    }

    void cut() {
        deadline = NEVER;
        close.run();
    }

    /** It speaks HTTP/2. */
    void ready() {
        deadline = NEVER;
        count(0, 0);
    }

    /** A call has begun. */
    void begun() {
        count(1, 0);
    }

    /** A call's message is whole. */
    void received() {
        count(-1, 1);
    }

    /** A call is over whose message was whole, or was not. */
    void ended(boolean whole) {
        count(whole ? 0 : -1, whole ? -1 : 0);
    }

    void closed() {
        deadline = NEVER;
        entry.closed();
    }

    private synchronized void count(int moreReceiving, int moreWaiting) {
        receiving += moreReceiving;
        waiting += moreWaiting;
        State next = waiting > 0 ? State.BUSY : receiving > 0 ? State.RECEIVING : State.IDLE;
        if (next != state) {
            state = next;
            entry.enters(next);
        }
    }
}
