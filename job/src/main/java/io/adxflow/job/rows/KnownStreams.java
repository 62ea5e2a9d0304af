package io.adxflow.job.rows;

import java.util.Arrays;

/**
 * From the hash of a stream of OTLP's metrics to the hash of the series that its points become, and of the metadata that stands with
 * it. Bounded by bytes; a stream that finds no room takes that of one of the four whose place it shares. The hashes are seeded and
 * trusted. Whether the series itself is still known is the {@link SeriesCache}'s to say. One thread.
 */
final class KnownStreams {
    /** The metadata that a series came with is not known: another one told it. */
    static final long UNKNOWN_METADATA = 0;
    /** It came with none. */
    static final long NO_METADATA = 2;

    private static final int WAYS = 4;
    private static final int WORDS = 5;
    private static final int FIRST_SETS = 64;
    private static final int SERIES_HIGH = 2;
    private static final int SERIES_LOW = 3;
    private static final int METADATA = 4;

    private long maxBytes;
    /** Of each entry the stream's hash, the series' hash, and the metadata's; a stream of 0 is a free place. */
    private long[] entries = new long[FIRST_SETS * WAYS * WORDS];

    private int mask = FIRST_SETS - 1;
    private int count;
    private int victim;

    KnownStreams(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Another bound holds from now on. */
    void setMaxBytes(long bytes) {
        maxBytes = bytes;
        if (heapBytes() > bytes) {
            resize(FIRST_SETS);
        }
    }

    /** Where a stream stands, until the next {@link #put}; -1 when it is not known. */
    int find(long high, long low) {
        int at = ((int) high & mask) * (WAYS * WORDS);
        for (int end = at + WAYS * WORDS; at < end; at += WORDS) {
            if (entries[at] == high && entries[at + 1] == low) {
                return at;
            }
        }
        return -1;
    }

    /** Of the series, as {@link io.adxflow.sources.wire.DecodedBody#seriesHashHigh} has it; both halves are 0 when it has none. */
    long seriesHigh(int place) {
        return entries[place + SERIES_HIGH];
    }

    long seriesLow(int place) {
        return entries[place + SERIES_LOW];
    }

    boolean hasSeries(int place) {
        return (entries[place + SERIES_HIGH] | entries[place + SERIES_LOW]) != 0;
    }

    /** As it was put. */
    long metadata(int place) {
        return entries[place + METADATA];
    }

    /** Takes a stream in, or another series of one that is known. */
    void put(long high, long low, long seriesHigh, long seriesLow, long metadata) {
        int at = find(high, low);
        if (at < 0) {
            at = find(high, 0, 0);
            if (at < 0) {
                grow();
                at = find(high, 0, 0);
            }
            if (at < 0) {
                victim = (victim + 1) & (WAYS - 1);
                at = (((int) high & mask) * WAYS + victim) * WORDS;
            } else {
                count++;
            }
        }
        entries[at] = high;
        entries[at + 1] = low;
        entries[at + SERIES_HIGH] = seriesHigh;
        entries[at + SERIES_LOW] = seriesLow;
        entries[at + METADATA] = metadata;
    }

    /** A place among those of a hash that holds these words. */
    private int find(long high, long first, long second) {
        int at = ((int) high & mask) * (WAYS * WORDS);
        for (int end = at + WAYS * WORDS; at < end; at += WORDS) {
            if (entries[at] == first && entries[at + 1] == second) {
                return at;
            }
        }
        return -1;
    }

    /** Doubles the places if a quarter of them is taken, with which four ways seldom are too few, and there may be more. */
    private void grow() {
        int sets = mask + 1;
        if (count >= sets && 2 * heapBytes() <= maxBytes && heapBytes() < 1 << 30) {
            resize(2 * sets);
        }
    }

    private void resize(int sets) {
        long[] before = entries;
        entries = new long[sets * WAYS * WORDS];
        mask = sets - 1;
        count = 0;
        for (int at = 0; at < before.length; at += WORDS) {
            int to = find(before[at], 0, 0);
            if ((before[at] | before[at + 1]) != 0 && to >= 0) {
                System.arraycopy(before, at, entries, to, WORDS);
                count++;
            }
        }
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(entries, 0);
        count = 0;
    }

    int count() {
        return count;
    }

    long heapBytes() {
        return (long) Long.BYTES * entries.length;
    }
}
