package io.adxflow.job.rows;

import io.adxflow.job.tables.ByteBuilder;
import io.adxflow.job.tables.CsvTimestamps;
import io.adxflow.sources.wire.NativeHistogram;
import org.jspecify.annotations.Nullable;

/** Rows of {@code Prom_NativeHistograms}: all that was sent, and the buckets' bounds, which KQL could only compute at length. */
final class HistogramRows {
    private static final String[] RESET_HINTS = {"unknown", "yes", "no", "gauge"};

    private final TableRegistry tables;
    private final RowWriter writer;
    private final NativeHistogram histogram = new NativeHistogram();

    HistogramRows(TableRegistry tables, RowWriter writer) {
        this.tables = tables;
        this.writer = writer;
    }

    /** Reads one histogram of the body; to be called before the others. */
    NativeHistogram read(AppendContext append, int number) {
        append.body.histogram(number, histogram);
        return histogram;
    }

    /** What is wrong with the histogram last read, or null. */
    @Nullable
    String problem() {
        return HistogramChecks.problem(histogram);
    }

    boolean isInRange() {
        return CsvTimestamps.isInRange(histogram.timestamp);
    }

    /** Writes the histogram last read; returns null, or why no table takes it. */
    @Nullable
    String append(AppendContext append, int series, Deliveries deliveries) {
        TableBuffer table = tables.forEncodedRows(append.route.nativeHistograms(deliveries));
        if (RowWriter.isIdle(table, append)) {
            append.countUnsubscribed(table.key(), 1);
            return null;
        }
        NativeHistogram h = histogram;
        ByteBuilder row = writer.begin(table, series, h.timestamp);
        row.put(',');
        count(h.floating, h.countInteger, h.countDouble, row);
        row.put(',')
                .put(h.sum)
                .put(',')
                .put((long) h.schema)
                .put(',')
                .put(h.zeroThreshold)
                .put(',');
        count(h.floating, h.zeroCountInteger, h.zeroCountDouble, row);
        side(
                h.positiveSpanOffsets,
                h.positiveSpanLengths,
                h.positiveSpanCount,
                h.positiveIntegerCounts,
                h.positiveCounts,
                h.positiveBucketCount,
                1,
                row);
        side(
                h.negativeSpanOffsets,
                h.negativeSpanLengths,
                h.negativeSpanCount,
                h.negativeIntegerCounts,
                h.negativeCounts,
                h.negativeBucketCount,
                -1,
                row);
        row.putAscii(",\"[");
        for (int i = 0; i < h.customValueCount; i++) {
            separate(i, row);
            jsonNumber(h.customValues[i], row);
        }
        row.putAscii("]\",");
        boolean known = h.resetHint >= 0 && h.resetHint < RESET_HINTS.length;
        row.putAscii(known ? RESET_HINTS[h.resetHint] : Integer.toString(h.resetHint));
        row.putAscii(h.floating ? ",true," : ",false,");
        writer.optionalTimestamp(h.startTimestamp, row);
        return writer.end(table, append, series, h.timestamp);
    }

    /** Spans as pairs of offset and length, counts and bounds as lists of the same length. */
    private void side(
            int[] offsets,
            int[] lengths,
            int spans,
            long[] integerCounts,
            double[] counts,
            int buckets,
            int sign,
            ByteBuilder row) {
        row.putAscii(",\"[");
        for (int i = 0; i < spans; i++) {
            separate(i, row);
            row.put('[')
                    .put((long) offsets[i])
                    .put(',')
                    .put(Integer.toUnsignedLong(lengths[i]))
                    .put(']');
        }
        row.putAscii("]\",\"[");
        for (int i = 0; i < buckets; i++) {
            separate(i, row);
            if (histogram.floating) {
                jsonNumber(counts[i], row);
            } else {
                row.put(integerCounts[i]);
            }
        }
        row.putAscii("]\",\"[");
        long index = 0;
        int written = 0;
        for (int i = 0; i < spans; i++) {
            index += offsets[i];
            for (long end = index + Integer.toUnsignedLong(lengths[i]); index < end; index++) {
                separate(written++, row);
                jsonNumber(sign * BucketBounds.of(histogram, index), row);
            }
        }
        row.putAscii("]\"");
    }

    private static void separate(int element, ByteBuilder row) {
        if (element > 0) {
            row.put(',');
        }
    }

    private static void count(boolean floating, long integer, double number, ByteBuilder row) {
        if (floating) {
            row.put(number);
        } else if (integer >= 0) {
            row.put(integer);
        } else {
            row.putAscii(Long.toUnsignedString(integer));
        }
    }

    /** JSON has no numbers that are not finite; as text, Kusto's todouble reads them. */
    private static void jsonNumber(double number, ByteBuilder row) {
        if (Double.isFinite(number)) {
            row.put(number);
        } else {
            row.putAscii("\"\"").put(number).putAscii("\"\"");
        }
    }
}
