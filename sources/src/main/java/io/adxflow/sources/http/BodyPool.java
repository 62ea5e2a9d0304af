package io.adxflow.sources.http;

import java.util.ArrayDeque;

/**
 * The arrays of bodies that are done with, newest first, to be filled again: at full rate, bodies would otherwise be a third of all
 * that is allocated. Lengths are multiples of 8 KiB, so that what one body leaves fits another; small bodies and very large ones
 * get arrays of their own.
 *
 * <p>Senders that wait for their answers send all at once when a checkpoint has brought them, so any bound much below what is in
 * flight then would keep too little. Keeps what the budget has left, and lets go of what lay idle for a whole {@link #TRIM_NANOS}.
 * Thread-safe.
 */
final class BodyPool {
    private static final int STEP_BYTES = 8 * 1024;
    private static final int MAX_POOLED_BYTES = 512 * 1024;
    static final long TRIM_NANOS = 10_000_000_000L;

    private final ByteBudget budget;
    private final ArrayDeque<byte[]>[] idle;
    private long idleBytes;

    /** The fewest idle bytes since the last trim: so many were never needed. */
    private long leastIdleBytes;

    private long lastTrimNanos;

    /** @param budget of the bodies in flight */
    @SuppressWarnings({"unchecked", "rawtypes"})
    BodyPool(ByteBudget budget, long nowNanos) {
        this.budget = budget;
        this.lastTrimNanos = nowNanos;
        idle = new ArrayDeque[MAX_POOLED_BYTES / STEP_BYTES + 1];
        for (int i = 0; i < idle.length; i++) {
            idle[i] = new ArrayDeque<>();
        }
    }

    /** Bytes of the array that {@link #take} gives. */
    static int capacity(int bytes) {
        return isPooled(bytes) ? (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES : bytes;
    }

    /** An array of {@link #capacity} bytes, which may hold an earlier body's. */
    byte[] take(int bytes) {
        int capacity = capacity(bytes);
        if (isPooled(capacity)) {
            synchronized (this) {
                byte[] newest = idle[capacity / STEP_BYTES].poll();
                if (newest != null) {
                    idleBytes -= capacity;
                    leastIdleBytes = Math.min(leastIdleBytes, idleBytes);
                    return newest;
                }
            }
        }
        return new byte[capacity];
    }

    /** Takes an array back that nobody reads or writes any more; it need not be from here. */
    void give(byte[] array) {
        int length = array.length;
        if (!isPooled(length) || length % STEP_BYTES != 0) {
            return;
        }
        synchronized (this) {
            if (idleBytes + length <= budget.limitBytes() - budget.usedBytes()) {
                idle[length / STEP_BYTES].push(array);
                idleBytes += length;
            }
        }
    }

    /** Lets go, when it is time, of what nobody needed since the last time. Called now and then. */
    synchronized void trim(long nowNanos) {
        if (nowNanos - lastTrimNanos < TRIM_NANOS) {
            return;
        }
        long keepBytes = idleBytes - leastIdleBytes;
        for (int steps = idle.length - 1; steps > 0 && idleBytes > keepBytes; steps--) {
            while (idleBytes > keepBytes && idle[steps].pollLast() != null) {
                idleBytes -= (long) steps * STEP_BYTES;
            }
        }
        leastIdleBytes = idleBytes;
        lastTrimNanos = nowNanos;
    }

    private static boolean isPooled(int bytes) {
        return bytes >= STEP_BYTES && bytes <= MAX_POOLED_BYTES;
    }

    synchronized long idleBytes() {
        return idleBytes;
    }
}
