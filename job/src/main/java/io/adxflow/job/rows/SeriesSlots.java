package io.adxflow.job.rows;

/**
 * Open addressing from a series' 128-bit hash to what its rows need: 32 bytes a slot, so that a probe meets one cache line.
 * The hash is seeded and trusted: equal hashes are the same series.
 *
 * <p>A slot is: upper half of the hash, lower half, {@link #reference}, and the length of the row's text with the CLOCK's bit.
 */
final class SeriesSlots {
    static final int SLOT_BYTES = 32;

    private long[] words = new long[4 * 1024];
    private int mask = 1023;
    private int count;
    private int hand;

    /** A series and its table in one word; never 0. */
    static long reference(int series, int table) {
        return ((long) table << 32) | (series + 1);
    }

    static int series(long reference) {
        return (int) reference - 1;
    }

    static int table(long reference) {
        return (int) (reference >>> 32);
    }

    /** The slot of a hash, marked as used lately, or -1. */
    int find(long high, long low) {
        long[] slots = words;
        int slot = (int) high & mask;
        while (true) {
            int at = slot << 2;
            if (slots[at + 2] == 0) {
                return -1;
            }
            if (slots[at] == high && slots[at + 1] == low) {
                if ((slots[at + 3] & 1) == 0) {
                    slots[at + 3] |= 1;
                }
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    long reference(int slot) {
        return words[(slot << 2) + 2];
    }

    /** Bytes of a row's text beside timestamp, id and value. */
    int textLength(int slot) {
        return (int) (words[(slot << 2) + 3] >>> 1);
    }

    /** Adds a hash that is not there yet. */
    void insert(long high, long low, long reference, int textLength) {
        if (2 * (count + 1) > mask + 1) {
            grow();
        }
        place(high, low, reference, ((long) textLength << 1) | 1);
        count++;
    }

    private void place(long high, long low, long reference, long lengthAndBit) {
        int slot = (int) high & mask;
        while (words[(slot << 2) + 2] != 0) {
            slot = (slot + 1) & mask;
        }
        int at = slot << 2;
        words[at] = high;
        words[at + 1] = low;
        words[at + 2] = reference;
        words[at + 3] = lengthAndBit;
    }

    private void grow() {
        long[] old = words;
        words = new long[Math.multiplyExact(old.length, 2)];
        mask = (words.length >> 2) - 1;
        hand = 0;
        for (int at = 0; at < old.length; at += 4) {
            if (old[at + 2] != 0) {
                place(old[at], old[at + 1], old[at + 2], old[at + 3]);
            }
        }
    }

    /** Moves the CLOCK's hand on by one slot and returns the slot it leaves when it was not used since the last round, else -1. */
    int tick() {
        int slot = hand;
        hand = (hand + 1) & mask;
        int at = slot << 2;
        if (words[at + 2] == 0) {
            return -1;
        }
        if ((words[at + 3] & 1) != 0) {
            words[at + 3] &= ~1L;
            return -1;
        }
        return slot;
    }

    /** Empties a slot, and moves those behind it up that would not be found any more. */
    void remove(int slot) {
        int hole = slot;
        int next = (hole + 1) & mask;
        while (words[(next << 2) + 2] != 0) {
            int home = (int) words[next << 2] & mask;
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                System.arraycopy(words, next << 2, words, hole << 2, 4);
                hole = next;
            }
            next = (next + 1) & mask;
        }
        words[(hole << 2) + 2] = 0;
        count--;
    }

    int count() {
        return count;
    }
}
