package io.adxflow.sources.http;

import java.util.ArrayDeque;

/**
 * The arrays of bodies that are done with, newest first, to be filled again: at full rate, bodies would otherwise be a third of all
 * that is allocated. Lengths are multiples of 8 KiB, so that what one body leaves fits another; small bodies and very large ones
 * get arrays of their own. Keeps 16 MiB at most. Thread-safe.
 */
final class BodyPool {
    private static final int STEP_BYTES = 8 * 1024;
    private static final int MAX_POOLED_BYTES = 512 * 1024;
    private static final long MAX_IDLE_BYTES = 16 << 20;

    private final ArrayDeque<byte[]>[] idle;
    private long idleBytes;

    @SuppressWarnings({"unchecked", "rawtypes"})
    BodyPool() {
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
            if (idleBytes + length <= MAX_IDLE_BYTES) {
                idle[length / STEP_BYTES].push(array);
                idleBytes += length;
            }
        }
    }

    private static boolean isPooled(int bytes) {
        return bytes >= STEP_BYTES && bytes <= MAX_POOLED_BYTES;
    }

    synchronized long idleBytes() {
        return idleBytes;
    }
}
