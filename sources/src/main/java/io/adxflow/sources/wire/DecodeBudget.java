package io.adxflow.sources.wire;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the heap that is held by all decoders of this JVM together, whatever they decode: what bodies decompress and translate
 * to, and the arrays that stand for them. Each reader holds its part by a {@link DecodeCharge}. Thread-safe.
 *
 * <p>One body may take half of it, so that what no decoder could ever hold (413) differs from what has no room now (503). The
 * other half is what readers may keep for the bodies to come; so a body that is refused for now fits once the others are done.
 */
public final class DecodeBudget {
    private static final DecodeBudget JVM = new DecodeBudget(Long.MAX_VALUE);

    private final AtomicLong used = new AtomicLong();
    private final AtomicInteger charges = new AtomicInteger();
    private volatile long limitBytes;

    public DecodeBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** The budget that the readers of this JVM (and class loader) share; without a limit until one is set. */
    public static DecodeBudget jvm() {
        return JVM;
    }

    /** A lower limit takes nothing back; it holds for what is taken next. */
    public void setLimitBytes(long bytes) {
        limitBytes = bytes;
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** Bytes that are reserved, by charges in steps of {@link DecodeCharge#STEP_BYTES}. */
    public long usedBytes() {
        return used.get();
    }

    /** What one reader may hold for one body. */
    public long mostPerBody() {
        return limitBytes / 2;
    }

    /** Opens the part of one reader, which is its thread's alone. */
    public DecodeCharge open() {
        charges.incrementAndGet();
        return new DecodeCharge(this);
    }

    /** Charges that are open. */
    public int readers() {
        return charges.get();
    }

    /** What one reader may keep between bodies: an eighth, and all readers together half. */
    long mostKept() {
        return limitBytes / Math.max(8, 2L * charges.get());
    }

    /** @param ownBytes what the caller has reserved already; when others have no more than they may keep, it may exceed */
    boolean tryReserve(long bytes, long ownBytes, boolean mayExceed) {
        long current = used.get();
        while (bytes <= limitBytes - current || (mayExceed && current - ownBytes <= limitBytes / 2)) {
            long witness = used.compareAndExchange(current, current + bytes);
            if (witness == current) {
                return true;
            }
            current = witness;
        }
        return false;
    }

    /** Reserves, room or no room. */
    void reserve(long bytes) {
        used.addAndGet(bytes);
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    void closed() {
        charges.decrementAndGet();
    }
}
