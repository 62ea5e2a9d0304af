package io.adxflow.sources.wire;

import io.adxflow.sources.wire.MalformedBodyException.Reason;

/** How the decoder's arrays grow: by half, each step charged before it is made. */
final class Growth {
    private static final int FIRST = 64;
    /** Of elements that take eight words. */
    private static final int LARGEST = (Integer.MAX_VALUE - 16) / 8;

    private final DecodeCharge charge;

    Growth(DecodeCharge charge) {
        this.charge = charge;
    }

    /**
     * Charges the next capacity of arrays that are full; what they take now is {@linkplain #give given back} once it is copied.
     *
     * @param bytesEach of an element, in all arrays together
     * @return the capacity to grow to
     */
    int next(int capacity, int bytesEach, String what) throws MalformedBodyException {
        if (capacity >= LARGEST) {
            throw new MalformedBodyException(
                    Reason.TOO_LARGE, "number of " + what + ": over " + capacity + "; send less per request");
        }
        int next = (int) Math.min(LARGEST, Math.max(FIRST, capacity + (long) capacity / 2));
        charge.take((long) bytesEach * next, what);
        return next;
    }

    /** Gives back what arrays of a capacity took. */
    void give(int capacity, int bytesEach) {
        charge.give((long) bytesEach * capacity);
    }

    /** Charges an array that is made at once. */
    void take(long bytes, String what) throws MalformedBodyException {
        charge.take(bytes, what);
    }
}
