package io.adxflow.sources.http;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes that request bodies hold in this JVM. Thread-safe; every reservation is released exactly once. */
final class ByteBudget {
    private final AtomicLong used = new AtomicLong();
    private volatile long limitBytes;

    ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    boolean tryReserve(long bytes) {
        long limit = limitBytes;
        long current = used.get();
        while (bytes <= limit - current) {
            long witness = used.compareAndExchange(current, current + bytes);
            if (witness == current) {
                return true;
            }
            current = witness;
        }
        return false;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long usedBytes() {
        return used.get();
    }

    long limitBytes() {
        return limitBytes;
    }

    /** A lower limit takes nothing back; it holds for the next reservation. */
    void setLimitBytes(long bytes) {
        limitBytes = bytes;
    }
}
