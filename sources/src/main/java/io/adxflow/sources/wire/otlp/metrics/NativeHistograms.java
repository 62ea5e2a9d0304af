package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.otlp.metrics.DataPoint.Buckets;

/**
 * Writes exponential histograms as native ones (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", section
 * "Exponential Histograms"; prompb/io/prometheus/write/v2/types.proto, message Histogram).
 *
 * <ul>
 *   <li>The scale is the schema, from -9 to 52. Prometheus merges buckets of scales above 8; here they stay as they are, and only
 *       above 52, where a bucket is narrower than the distance of two doubles, they are merged down to 52.
 *   <li>Prometheus counts buckets by their upper bound, OpenTelemetry by their lower: indexes are one more.
 *   <li>Empty buckets are left out at the ends, and in between when there are more than two in a row.
 *   <li>A zero threshold of 0, which is none, is 1e-128, as the specification says. A sum that is not there is NaN.
 * </ul>
 */
final class NativeHistograms {
    private static final int HISTOGRAM = (3 << 3) | 2;
    private static final int COUNT = 1;
    private static final int SUM = 3;
    private static final int SCHEMA = 4;
    private static final int ZERO_THRESHOLD = 5;
    private static final int ZERO_COUNT = 6;
    private static final int NEGATIVE_SPANS = 8;
    private static final int NEGATIVE_DELTAS = 9;
    private static final int POSITIVE_SPANS = 11;
    private static final int POSITIVE_DELTAS = 12;
    private static final int RESET_HINT = 14;
    private static final int TIMESTAMP = 15;
    private static final int START_TIMESTAMP = 17;
    private static final int SPAN_OFFSET = 1;
    private static final int SPAN_LENGTH = 2;
    private static final int GAUGE = 3;

    private static final int LEAST_SCALE = -9;
    private static final int MOST_SCALE = 52;
    private static final int MAX_GAP = 2;
    private static final double DEFAULT_ZERO_THRESHOLD = 1e-128;

    /** Buckets that are not empty, by index. */
    private long[] indexes = new long[64];

    private long[] counts = new long[64];
    private int filled;

    /** Says why the point is no histogram, by throwing. */
    static void check(DataPoint point) throws RefusedException {
        if (point.noRecordedValue) {
            return;
        }
        if (point.scale < LEAST_SCALE) {
            throw new RefusedException("scale " + point.scale + " (expected: " + LEAST_SCALE + " or more)");
        }
        long inBuckets = point.zeroCount;
        for (Buckets side : new Buckets[] {point.positive, point.negative}) {
            if (side.count > DataPoint.MAX_BUCKETS) {
                throw new RefusedException(side.count + " buckets (expected: at most " + DataPoint.MAX_BUCKETS + ")");
            }
            for (int i = 0; i < side.count; i++) {
                inBuckets += side.counts[i];
                if ((side.counts[i] | inBuckets) < 0) {
                    throw new RefusedException("more than 2^63 observations in the buckets");
                }
            }
        }
        // Observations of NaN are in no bucket, but in the count.
        boolean agrees =
                (point.hasSum && Double.isNaN(point.sum)) ? inBuckets <= point.count : inBuckets == point.count;
        if (point.count < 0 || point.zeroCount < 0 || !agrees) {
            throw new RefusedException(Long.toUnsignedString(inBuckets)
                    + " observations in the buckets, but the count is " + Long.toUnsignedString(point.count));
        }
    }

    /** Writes into the series at hand. */
    void write(DataPoint point, boolean cumulative, ChunkWriter out) throws ChunkFullException, RefusedException {
        int opened = out.open(HISTOGRAM);
        boolean stale = point.noRecordedValue;
        out.whole(COUNT, stale ? 0 : point.count);
        out.real(SUM, stale ? PointWriter.STALE : point.hasSum ? point.sum : Double.NaN);
        int schema = Math.max(LEAST_SCALE, Math.min(MOST_SCALE, point.scale));
        out.whole(SCHEMA, zigZag(schema));
        out.real(ZERO_THRESHOLD, point.zeroThreshold == 0 ? DEFAULT_ZERO_THRESHOLD : point.zeroThreshold);
        if (!stale) {
            out.whole(ZERO_COUNT, point.zeroCount);
            int merged = Math.min(Long.SIZE - 1, Math.max(0, point.scale - MOST_SCALE));
            writeSide(point.negative, merged, NEGATIVE_SPANS, NEGATIVE_DELTAS, out);
            writeSide(point.positive, merged, POSITIVE_SPANS, POSITIVE_DELTAS, out);
        }
        if (!cumulative) {
            out.whole(RESET_HINT, GAUGE);
        }
        out.whole(TIMESTAMP, point.timestamp());
        if (point.startTimestamp() != 0) {
            out.whole(START_TIMESTAMP, point.startTimestamp());
        }
        out.close(opened);
    }

    private void writeSide(Buckets side, int merged, int spansField, int deltasField, ChunkWriter out)
            throws ChunkFullException, RefusedException {
        gather(side, merged);
        if (filled == 0) {
            return;
        }
        if (indexes[filled - 1] > Integer.MAX_VALUE) {
            throw new RefusedException("a bucket has index " + indexes[filled - 1]);
        }
        int first = 0;
        while (first < filled) {
            int last = first;
            while (last + 1 < filled && indexes[last + 1] - indexes[last] - 1 <= MAX_GAP) {
                last++;
            }
            int span = out.open(spansField << 3 | 2);
            long offset = first == 0 ? indexes[0] : indexes[first] - indexes[first - 1] - 1;
            out.whole(SPAN_OFFSET, zigZag(offset));
            out.whole(SPAN_LENGTH, indexes[last] - indexes[first] + 1);
            out.close(span);
            first = last + 1;
        }
        int deltas = out.open(deltasField << 3 | 2);
        long previous = 0;
        for (int i = 0; i < filled; i++) {
            long gap = i == 0 ? 0 : indexes[i] - indexes[i - 1] - 1;
            for (int empty = 0; gap <= MAX_GAP && empty < gap; empty++) {
                out.varint(zigZag(-previous));
                previous = 0;
            }
            out.varint(zigZag(counts[i] - previous));
            previous = counts[i];
        }
        out.close(deltas);
    }

    /** @param merged how often two neighbours become one */
    private void gather(Buckets side, int merged) {
        if (counts.length != side.counts.length) {
            indexes = new long[side.counts.length];
            counts = new long[side.counts.length];
        }
        filled = 0;
        for (int i = 0; i < side.count; i++) {
            if (side.counts[i] == 0) {
                continue;
            }
            long index = (((long) side.offset + i) >> merged) + 1;
            if (filled > 0 && indexes[filled - 1] == index) {
                counts[filled - 1] += side.counts[i];
            } else {
                indexes[filled] = index;
                counts[filled++] = side.counts[i];
            }
        }
    }

    private static long zigZag(long value) {
        return value << 1 ^ value >> 63;
    }
}
