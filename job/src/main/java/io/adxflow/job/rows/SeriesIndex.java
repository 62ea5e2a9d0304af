package io.adxflow.job.rows;

import java.util.Arrays;

/**
 * From a series' 128-bit hash to its number and to what its rows need.
 *
 * <p>Records of 32 bytes lie in the order of the numbers, which is that in which the series were first seen. Senders send them in
 * that order again and again, so the record behind the one found last is looked at first, which the processor has fetched
 * by then; a table from hashes to numbers has the others. The hash is seeded and trusted: equal hashes are the same series.
 *
 * <p>A record is: upper half of the hash, lower half, {@link #reference} (0 in a record that is free), and the length of the row's
 * text with the CLOCK's bit.
 */
final class SeriesIndex {
    /** A record, and the slots of a table that is half full. */
    static final int BYTES_EACH = 32 + 2 * Long.BYTES;

    private static final long UPPER_HALF = -1L << 32;

    private long[] records = new long[4 * 1024];
    /** Open addressing by the lower bits of the hash's upper half; its upper bits above the number and 1, or 0. */
    private long[] slots = new long[2048];

    private int mask = slots.length - 1;
    private int count;
    /** Numbers from there on were never used. */
    private int end;

    private int hand;
    private int next;

    /** What stands in place of a table for a series that a rule drops. */
    static int droppedBy(int rule) {
        return -1 - rule;
    }

    /** The rule that drops the series, or a negative number when none does. */
    static int droppingRule(long reference) {
        return -1 - table(reference);
    }

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

    /** The number of a series, marked as used lately, or -1. */
    int find(long high, long low) {
        int number = next;
        if (!isAt(number, high, low)) {
            number = probe(high, low);
            if (number < 0) {
                return -1;
            }
        }
        int at = (number << 2) + 3;
        if ((records[at] & 1) == 0) {
            records[at] |= 1;
        }
        next = number + 1 < end ? number + 1 : 0;
        return number;
    }

    private boolean isAt(int number, long high, long low) {
        int at = number << 2;
        return records[at] == high && records[at + 1] == low && records[at + 2] != 0;
    }

    private int probe(long high, long low) {
        int slot = (int) high & mask;
        while (true) {
            long found = slots[slot];
            if (found == 0) {
                return -1;
            }
            int number = (int) found - 1;
            if (((found ^ high) & UPPER_HALF) == 0 && isAt(number, high, low)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
    }

    long reference(int number) {
        return records[(number << 2) + 2];
    }

    /** Bytes of a row's text beside timestamp, id and value. */
    int textLength(int number) {
        return (int) (records[(number << 2) + 3] >>> 1);
    }

    /** Adds a hash that is not there yet, under a number that is free. */
    void insert(long high, long low, int number, int table, int textLength) {
        if (4 * (number + 1) > records.length) {
            records = Arrays.copyOf(records, Math.multiplyExact(records.length, 2));
        }
        if (2 * (count + 1) > slots.length) {
            grow();
        }
        int at = number << 2;
        records[at] = high;
        records[at + 1] = low;
        records[at + 2] = reference(number, table);
        records[at + 3] = ((long) textLength << 1) | 1;
        end = Math.max(end, number + 1);
        count++;
        place(number);
    }

    private int home(int number) {
        return (int) records[number << 2] & mask;
    }

    private void place(int number) {
        int slot = home(number);
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = (records[number << 2] & UPPER_HALF) | (number + 1);
    }

    private void grow() {
        slots = new long[Math.multiplyExact(slots.length, 2)];
        mask = slots.length - 1;
        for (int number = 0; number < end; number++) {
            if (reference(number) != 0) {
                place(number);
            }
        }
    }

    /** Moves the CLOCK's hand on by one series and returns the one it leaves when it was not used since the last round, else -1. */
    int tick() {
        int number = hand;
        hand = number + 1 < end ? number + 1 : 0;
        if (reference(number) == 0) {
            return -1;
        }
        int at = (number << 2) + 3;
        if ((records[at] & 1) != 0) {
            records[at] &= ~1L;
            return -1;
        }
        return number;
    }

    /** Forgets a series; its number is free. */
    void remove(int number) {
        int hole = home(number);
        while ((int) slots[hole] != number + 1) {
            hole = (hole + 1) & mask;
        }
        // What follows without a gap moves up if it would not be found any more.
        int slot = (hole + 1) & mask;
        while (slots[slot] != 0) {
            int home = home((int) slots[slot] - 1);
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                slots[hole] = slots[slot];
                hole = slot;
            }
            slot = (slot + 1) & mask;
        }
        slots[hole] = 0;
        records[(number << 2) + 2] = 0;
        count--;
    }

    int count() {
        return count;
    }

    /** Numbers from there on were never used. */
    int end() {
        return end;
    }
}
