package io.adxflow.sources.wire;

/**
 * Remembers which label section followed which, since senders keep to an order: a section of the remembered length and hash is the
 * remembered section, so nobody need walk over its labels to find its end. Sections are told by their seeded hashes; that two are
 * taken for one has a chance of one in 2<sup>64</sup> for each series that comes out of its order. Of fixed size, 2.6 MB: what falls
 * into one place displaces what was there. Owned by one thread.
 */
final class SectionMemory {
    private static final int SLOT_BITS = 18;
    private static final int SHIFT = Long.SIZE - SLOT_BITS;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final long[] checks = new long[1 << SLOT_BITS];
    private final char[] lengths = new char[1 << SLOT_BITS];

    /** Bytes of the section that came behind the one with this hash, or 0 when that is not known. */
    int lengthBehind(long previousLow) {
        return lengths[slot(previousLow)];
    }

    /** Whether a section of {@link #lengthBehind} bytes with this hash is the one that came behind. */
    boolean knows(long previousLow, long high, long low) {
        return checks[slot(previousLow)] == check(previousLow, high, low);
    }

    /** @param length of a section whose labels are canonical; forgotten when it is over 65,535 */
    void remember(long previousLow, long high, long low, int length) {
        int slot = slot(previousLow);
        checks[slot] = check(previousLow, high, low);
        lengths[slot] = length > Character.MAX_VALUE ? 0 : (char) length;
    }

    private static int slot(long previousLow) {
        return (int) (previousLow >>> SHIFT);
    }

    private static long check(long previousLow, long high, long low) {
        return (high * ODD + low) ^ previousLow;
    }
}
