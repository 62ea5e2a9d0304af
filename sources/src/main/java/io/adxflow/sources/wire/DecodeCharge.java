package io.adxflow.sources.wire;

import io.adxflow.sources.wire.MalformedBodyException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * What the decoders of one reader hold of the {@link DecodeBudget}. An array is charged before it is made and given back when it is
 * let go of, so that no body makes more than there is room for; in coarse steps, so that it costs nothing by the sample. Decoders
 * keep arrays for the next body, which stay charged, up to a bound and until {@link #releaseIdle}. One thread.
 */
public final class DecodeCharge implements AutoCloseable {
    /** By how much the reservation grows. */
    static final long STEP_BYTES = 256 << 10;

    private static final long IDLE_MILLIS = 10_000;

    private final DecodeBudget budget;
    private final List<Runnable> holders = new ArrayList<>();
    private long held;
    private long reserved;
    private boolean mayExceed;
    private boolean forced;
    private boolean refused;
    private boolean usedSinceLook;
    private long lastUsedMillis;

    DecodeCharge(DecodeBudget budget) {
        this.budget = budget;
    }

    /** A charge without a bound, for decoders that stand alone. */
    public static DecodeCharge unbounded() {
        return new DecodeBudget(Long.MAX_VALUE).open();
    }

    /**
     * Says how to let go of arrays between two bodies.
     *
     * @param release gives back all that its decoder holds
     */
    public void onRelease(Runnable release) {
        holders.add(release);
    }

    /**
     * From now on a body may take more than its share, as soon as others hold no more than they may keep: one that was taken
     * before must be readable again, whatever the limit is now.
     */
    public void setMayExceed(boolean may) {
        mayExceed = may;
    }

    /**
     * Until the body ends nothing is refused: rows of it are being written. For what was charged for this body before, and is let go
     * of and made again.
     */
    public void force() {
        forced = true;
    }

    /**
     * Charges what is about to be allocated.
     *
     * @param what for the sender, as in "series"
     * @throws MalformedBodyException {@link Reason#TOO_LARGE} when this body can never have so much, {@link Reason#NO_MEMORY} when
     *     others hold it now; nothing is charged then
     */
    public void take(long bytes, String what) throws MalformedBodyException {
        long needed = held + bytes;
        if (needed > reserved) {
            reserve(needed, what);
        }
        held = needed;
    }

    private void reserve(long needed, String what) throws MalformedBodyException {
        long most = budget.mostPerBody();
        refused = true;
        if (needed > most && !mayExceed && !forced) {
            throw new MalformedBodyException(
                    Reason.TOO_LARGE,
                    "memory to decode the request: " + needed + " B with its " + what + " (expected: at most " + most
                            + " B, half of option ingest.decode-memory-share of the heap); send less per request");
        }
        long more = (needed - reserved + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
        if (forced) {
            budget.reserve(more);
        } else if (!budget.tryReserve(more, reserved, mayExceed)) {
            throw new MalformedBodyException(
                    Reason.NO_MEMORY,
                    "memory to decode requests: " + budget.usedBytes() + " B of " + budget.limitBytes()
                            + " B are in use, this one needs " + needed
                            + " B with its " + what + " (option ingest.decode-memory-share of the heap); send again");
        }
        reserved += more;
        refused = false;
    }

    /** True when the body at hand was refused by this charge, and not for anything else. */
    public boolean hasRefused() {
        return refused;
    }

    /** Gives back what was charged for something that is let go of. */
    public void give(long bytes) {
        held -= bytes;
    }

    /** Ends a body: lets go of everything when that is more than may be kept, and says whether it did. */
    public boolean endBody() {
        forced = false;
        refused = false;
        usedSinceLook = true;
        boolean tooMuch = held > budget.mostKept();
        if (tooMuch) {
            release();
        } else {
            settle();
        }
        return tooMuch;
    }

    /** Lets go of everything when there was no body for a while, and says whether it did; called now and then, between bodies. */
    public boolean releaseIdle(long nowMillis) {
        if (usedSinceLook) {
            usedSinceLook = false;
            lastUsedMillis = nowMillis;
            return false;
        }
        boolean idle = held > 0 && nowMillis - lastUsedMillis >= IDLE_MILLIS;
        if (idle) {
            release();
        }
        return idle;
    }

    /** Lets go of everything; for between bodies, or after one that failed. */
    public void release() {
        holders.forEach(Runnable::run);
        settle();
    }

    private void settle() {
        long needed = (held + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
        if (needed < reserved) {
            budget.release(reserved - needed);
            reserved = needed;
        }
    }

    /** Bytes that are charged. */
    public long heldBytes() {
        return held;
    }

    /** What one body may hold. */
    public long mostPerBody() {
        return budget.mostPerBody();
    }

    /** Gives all back; the decoders must not be used any more. */
    @Override
    public void close() {
        budget.release(reserved);
        reserved = 0;
        held = 0;
        budget.closed();
    }
}
