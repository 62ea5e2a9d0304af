package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.otlp.metrics.MetricHead.Series;

/**
 * Writes one data point as series (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", section "OTLP Metric
 * points to Prometheus"; prometheus/prometheus, storage/remote/otlptranslator). What these would drop is kept; docs/tables.md
 * lists what becomes what.
 */
final class PointWriter {
    /** Prometheus' stale marker (model/value), written for points that say that there is no value. */
    static final double STALE = Double.longBitsToDouble(0x7FF0000000000002L);

    private static final byte[] NAME = "__name__".getBytes(US_ASCII);
    private static final byte[] LE = "le".getBytes(US_ASCII);
    private static final byte[] QUANTILE = "quantile".getBytes(US_ASCII);
    private static final int DOUBLE_DIGITS = 53;
    private static final int NONE = -1;
    private static final int QUANTILE_VALUES = (6 << 3) | 2;
    private static final int QUANTILE_VALUES_QUANTILE = (1 << 3) | 1;
    private static final int QUANTILE_VALUES_VALUE = (2 << 3) | 1;

    private final ProtoReader reader;
    private final ChunkWriter out;
    private final PointLabels labels;
    private final Exemplars exemplars;
    private final NumberTexts numbers = new NumberTexts();
    private final NativeHistograms histograms = new NativeHistograms();

    /** Values that a double does not hold to the last digit. */
    long rounded;

    private int nameLabel;
    private MetricHead metric;
    private DataPoint point;
    private long ordinal;

    PointWriter(
            ProtoReader reader,
            ChunkWriter out,
            PointLabels labels,
            Exemplars exemplars,
            MetricHead metric,
            DataPoint point) {
        this.reader = reader;
        this.out = out;
        this.labels = labels;
        this.exemplars = exemplars;
        this.metric = metric;
        this.point = point;
    }

    void beginChunk() throws ChunkFullException {
        nameLabel = out.symbol(NAME, 0, NAME.length);
        labels.beginChunk();
    }

    /** Writes the point last read; on a failure part of it may have been written. */
    void write(PointKind kind, long number) throws MalformedBodyException, RefusedException, ChunkFullException {
        ordinal = number;
        labels.read(reader, point.start, point.end, kind.attributesTag);
        exemplars.read(reader, point, metric, kind);
        switch (kind) {
            case GAUGE, SUM -> writeNumber();
            case HISTOGRAM -> writeHistogram();
            case EXPONENTIAL_HISTOGRAM -> writeExponential();
            case SUMMARY -> writeSummary();
        }
    }

    private void writeNumber() throws MalformedBodyException, RefusedException, ChunkFullException {
        double value;
        if (point.noRecordedValue) {
            value = STALE;
        } else if (point.hasInteger) {
            value = point.integer;
            note(Math.abs(point.integer));
        } else if (point.hasDouble) {
            value = point.real;
        } else {
            throw new RefusedException("it has neither as_double nor as_int");
        }
        begin(Series.PLAIN, NONE, NONE);
        out.sample(value, point.timestamp(), point.startTimestamp());
        exemplars.write(Integer.MAX_VALUE, reader, metric, labels, out);
        end(Series.PLAIN);
    }

    private void writeHistogram() throws MalformedBodyException, RefusedException, ChunkFullException {
        checkBuckets();
        long start = metric.isCumulative() ? point.startTimestamp() : 0;
        int bounds = point.boundCount;
        // A last bound that is infinite is the bucket that every histogram has.
        boolean infinite = bounds > 0 && point.bounds[bounds - 1] == Double.POSITIVE_INFINITY;
        exemplars.sortInto(point.bounds, infinite ? bounds - 1 : bounds);
        long cumulative = 0;
        for (int i = 0; i < bounds; i++) {
            if (i < point.positive.count) {
                cumulative = plus(cumulative, point.positive.counts[i]);
            }
            if (!infinite || i < bounds - 1) {
                writeBucket(i, numbers.plain(point.bounds[i]), cumulative, start);
            }
        }
        boolean counted = point.positive.count > 0;
        if (counted) {
            cumulative = plus(cumulative, point.positive.counts[bounds]);
        }
        writeBucket(
                Integer.MAX_VALUE, numbers.plain(Double.POSITIVE_INFINITY), counted ? cumulative : point.count, start);
        if (point.hasSum) {
            writeSample(Series.SUM, point.sum, start);
        }
        note(point.count);
        writeSample(Series.COUNT, DataPoint.real(point.count), point.startTimestamp());
        writeExtremes();
    }

    private void checkBuckets() throws RefusedException {
        int counts = point.positive.count;
        int bounds = point.boundCount;
        if (counts > DataPoint.MAX_BUCKETS || bounds >= DataPoint.MAX_BUCKETS) {
            throw new RefusedException("more than " + DataPoint.MAX_BUCKETS + " buckets");
        }
        if (counts == 0 ? bounds > 0 && !point.noRecordedValue : counts != bounds + 1) {
            throw new RefusedException(counts + " bucket_counts and " + bounds
                    + " explicit_bounds (expected: one count more than bounds, or none of both)");
        }
        for (int i = 0; i < bounds; i++) {
            if (Double.isNaN(point.bounds[i]) || (i > 0 && point.bounds[i] <= point.bounds[i - 1])) {
                throw new RefusedException("explicit_bounds: " + point.bounds[i]
                        + (i == 0 ? "" : " after " + point.bounds[i - 1]) + " (expected: increasing)");
            }
        }
    }

    private static long plus(long total, long count) throws RefusedException {
        long sum = total + count;
        if (Long.compareUnsigned(sum, total) < 0) {
            throw new RefusedException("more than 2^64 observations in the buckets");
        }
        return sum;
    }

    private void writeBucket(int bucket, byte[] bound, long observations, long start)
            throws MalformedBodyException, ChunkFullException {
        note(observations);
        begin(Series.BUCKET, out.symbol(LE, 0, LE.length), out.symbol(bound, 0, bound.length));
        out.sample(recorded(DataPoint.real(observations)), point.timestamp(), start);
        exemplars.write(bucket, reader, metric, labels, out);
        end(Series.BUCKET);
    }

    private void writeExponential() throws MalformedBodyException, RefusedException, ChunkFullException {
        NativeHistograms.check(point);
        begin(Series.PLAIN, NONE, NONE);
        histograms.write(point, metric.isCumulative(), out);
        exemplars.write(Integer.MAX_VALUE, reader, metric, labels, out);
        end(Series.PLAIN);
        writeExtremes();
    }

    private void writeSummary() throws MalformedBodyException, ChunkFullException {
        int position = reader.position;
        int limit = reader.limit;
        reader.seek(point.start, point.end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == QUANTILE_VALUES) {
                int end = reader.length() + reader.position;
                reader.limit = end;
                writeQuantile();
                reader.seek(end, point.end);
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(position, limit);
        writeSample(Series.SUM, point.sum, point.startTimestamp());
        note(point.count);
        writeSample(Series.COUNT, DataPoint.real(point.count), point.startTimestamp());
    }

    private void writeQuantile() throws MalformedBodyException, ChunkFullException {
        double quantile = 0;
        double value = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case QUANTILE_VALUES_QUANTILE -> quantile = reader.readDouble();
                case QUANTILE_VALUES_VALUE -> value = reader.readDouble();
                default -> reader.skip(tag);
            }
        }
        byte[] text = numbers.plain(quantile);
        begin(Series.PLAIN, out.symbol(QUANTILE, 0, QUANTILE.length), out.symbol(text, 0, text.length));
        out.sample(recorded(value), point.timestamp(), 0);
        end(Series.PLAIN);
    }

    private void writeExtremes() throws ChunkFullException {
        if (point.hasMin) {
            writeSample(Series.MIN, point.min, 0);
        }
        if (point.hasMax) {
            writeSample(Series.MAX, point.max, 0);
        }
    }

    private void writeSample(Series series, double value, long start) throws ChunkFullException {
        begin(series, NONE, NONE);
        out.sample(recorded(value), point.timestamp(), start);
        end(series);
    }

    private double recorded(double value) {
        return point.noRecordedValue ? STALE : value;
    }

    private void begin(Series series, int extraName, int extraValue) throws ChunkFullException {
        int name = metric.name(series, out);
        out.beginSeries();
        out.reference(nameLabel);
        out.reference(name);
        for (int i = 0; i < labels.count; i++) {
            out.reference(labels.names[i]);
            out.reference(labels.values[i]);
        }
        if (extraName >= 0) {
            out.reference(extraName);
            out.reference(extraValue);
        }
        out.endReferences();
    }

    private void end(Series series) throws ChunkFullException {
        metric.describe(series, out);
        out.endSeries(ordinal);
    }

    /** Notes a number that becomes a double, given as what is to be read without a sign. */
    private void note(long magnitude) {
        if (!point.noRecordedValue
                && Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude)
                        > DOUBLE_DIGITS) {
            rounded++;
        }
    }
}
