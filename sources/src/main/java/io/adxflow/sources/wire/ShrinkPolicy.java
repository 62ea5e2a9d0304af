package io.adxflow.sources.wire;

/**
 * Decides when a reused buffer has been too large for too long, so that one huge body does not hold its memory for ever. Looks
 * at the highest need over a window of bodies, so that a sender whose large bodies come now and then does not make the buffer
 * swing.
 */
public final class ShrinkPolicy {
    /** Bodies between two decisions. */
    static final int WINDOW = 256;

    private final long keep;
    private long peak;
    private int seen;

    /** @param keep never shrink below this, in the unit of the figures given later */
    public ShrinkPolicy(long keep) {
        this.keep = keep;
    }

    /**
     * Notes what one body needed.
     *
     * @return the size to shrink to, or -1 to keep the buffer as it is
     */
    public long note(long needed, long capacity) {
        peak = Math.max(peak, needed);
        if (++seen < WINDOW) {
            return -1;
        }
        long highest = peak;
        seen = 0;
        peak = 0;
        return capacity > keep && highest < capacity / 4 ? Math.max(keep, highest * 2) : -1;
    }
}
