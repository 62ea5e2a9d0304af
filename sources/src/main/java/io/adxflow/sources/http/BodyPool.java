package io.adxflow.sources.http;

import io.adxflow.sources.wire.IdleArrays;

/**
 * The arrays of bodies that are done with, to be filled again: at full rate, bodies would otherwise be a third of all that is
 * allocated. Lengths are multiples of 8 KiB, so that what one body leaves fits another; small bodies and very large ones get
 * arrays of their own.
 *
 * <p>Senders that wait for their answers send all at once when a checkpoint has brought them, so a bound much below what is in
 * flight then would keep too little. Keeps what the budget has left. Thread-safe.
 */
final class BodyPool {
    private static final int STEP_BYTES = 8 * 1024;
    private static final int MAX_POOLED_BYTES = 512 * 1024;

    private final ByteBudget budget;
    private final IdleArrays<byte[]> idle =
            new IdleArrays<>(MAX_POOLED_BYTES / STEP_BYTES + 1, steps -> (long) steps * STEP_BYTES);

    /** @param budget of the bodies in flight */
    BodyPool(ByteBudget budget) {
        this.budget = budget;
    }

    /** Bytes of the array that {@link #take} gives. */
    static int capacity(int bytes) {
        return isPooled(bytes) ? (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES : bytes;
    }

    /** An array of {@link #capacity} bytes, which may hold an earlier body's. */
    byte[] take(int bytes) {
        int capacity = capacity(bytes);
        byte[] idleOne = null;
        if (isPooled(capacity)) {
            synchronized (this) {
                idleOne = idle.take(capacity / STEP_BYTES);
            }
        }
        return idleOne == null ? new byte[capacity] : idleOne;
    }

    /** Takes an array back that nobody reads or writes any more; it need not be from here. */
    void give(byte[] array) {
        int length = array.length;
        if (!isPooled(length) || length % STEP_BYTES != 0) {
            return;
        }
        synchronized (this) {
            if (idle.bytes() + length <= budget.limitBytes() - budget.usedBytes()) {
                idle.give(length / STEP_BYTES, array);
            }
        }
    }

    /** Lets go of what nobody needed for a while; called now and then. */
    synchronized void trim(long nowMillis) {
        idle.trim(nowMillis);
    }

    private static boolean isPooled(int bytes) {
        return bytes >= STEP_BYTES && bytes <= MAX_POOLED_BYTES;
    }

    synchronized long idleBytes() {
        return idle.bytes();
    }
}
