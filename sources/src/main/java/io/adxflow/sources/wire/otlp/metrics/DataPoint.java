package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.Arrays;

/**
 * The numbers of one data point of any kind (metrics.proto); attributes, exemplars and quantiles are read from its range when
 * they are wanted. Reused. Lists of buckets are kept up to {@link #MAX_BUCKETS} and counted beyond.
 */
final class DataPoint {
    static final int MAX_BUCKETS = 1 << 16;

    private static final int NO_RECORDED_VALUE = 1;
    private static final int KEEP_BUCKETS = 1 << 12;

    private static final int START_TIME = (2 << 3) | 1;
    private static final int TIME = (3 << 3) | 1;
    private static final int COUNT = (4 << 3) | 1;
    private static final int AS_DOUBLE = COUNT;
    private static final int SUM = (5 << 3) | 1;
    private static final int AS_INT = (6 << 3) | 1;
    private static final int BUCKET_COUNT = AS_INT;
    private static final int BUCKET_COUNTS = (6 << 3) | 2;
    private static final int SCALE = 6 << 3;
    private static final int BOUND = (7 << 3) | 1;
    private static final int ZERO_COUNT = BOUND;
    private static final int BOUNDS = (7 << 3) | 2;
    private static final int POSITIVE = (8 << 3) | 2;
    private static final int NEGATIVE = (9 << 3) | 2;
    private static final int HISTOGRAM_MIN = (11 << 3) | 1;
    private static final int HISTOGRAM_MAX = (12 << 3) | 1;
    private static final int EXPONENTIAL_MIN = (12 << 3) | 1;
    private static final int EXPONENTIAL_MAX = (13 << 3) | 1;
    private static final int ZERO_THRESHOLD = (14 << 3) | 1;
    private static final int BUCKETS_OFFSET = 1 << 3;
    private static final int EXPONENTIAL_COUNT = 2 << 3;
    private static final int EXPONENTIAL_COUNTS = (2 << 3) | 2;

    /** Where the message lies. */
    int start;

    int end;

    /** Nanoseconds since 1970, unsigned; 0 for none. */
    long startTime;

    long time;
    boolean noRecordedValue;

    boolean hasDouble;
    boolean hasInteger;
    double real;
    long integer;

    /** Unsigned. */
    long count;

    boolean hasSum;
    double sum;
    boolean hasMin;
    double min;
    boolean hasMax;
    double max;

    int boundCount;
    double[] bounds = new double[32];

    int scale;
    /** Unsigned. */
    long zeroCount;

    double zeroThreshold;

    /** Buckets of histograms, and the positive ones of exponential histograms. */
    final Buckets positive = new Buckets();

    final Buckets negative = new Buckets();

    /** A run of bucket counts. */
    static final class Buckets {
        /** Exponential histograms: the index of the first bucket. */
        int offset;

        /** How many there are, which may be more than are kept. */
        int count;

        /** Unsigned. */
        long[] counts = new long[32];

        private void clear() {
            offset = 0;
            count = 0;
            if (counts.length > KEEP_BUCKETS) {
                counts = new long[32];
            }
        }

        private void add(long observations) {
            if (count < MAX_BUCKETS) {
                if (count == counts.length) {
                    counts = Arrays.copyOf(counts, 2 * count);
                }
                counts[count] = observations;
            }
            count++;
        }
    }

    /** Reads the message that the reader is in, to its end. */
    void read(ProtoReader reader, PointKind kind) throws MalformedBodyException {
        clear();
        start = reader.position;
        end = reader.limit;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == TIME) {
                time = reader.fixed64();
            } else if (tag == START_TIME) {
                startTime = reader.fixed64();
            } else if (tag == kind.flagsTag) {
                noRecordedValue = (reader.varint32() & NO_RECORDED_VALUE) != 0;
            } else if (!readValue(reader, tag, kind)) {
                reader.skip(tag);
            }
        }
    }

    private boolean readValue(ProtoReader reader, int tag, PointKind kind) throws MalformedBodyException {
        return switch (kind) {
            case GAUGE, SUM -> readNumber(reader, tag);
            case HISTOGRAM -> readHistogram(reader, tag);
            case EXPONENTIAL_HISTOGRAM -> readExponential(reader, tag);
            case SUMMARY -> readTotals(reader, tag);
        };
    }

    private void clear() {
        startTime = 0;
        time = 0;
        noRecordedValue = false;
        hasDouble = false;
        hasInteger = false;
        count = 0;
        hasSum = false;
        sum = 0;
        hasMin = false;
        hasMax = false;
        boundCount = 0;
        if (bounds.length > KEEP_BUCKETS) {
            bounds = new double[32];
        }
        scale = 0;
        zeroCount = 0;
        zeroThreshold = 0;
        positive.clear();
        negative.clear();
    }

    /** A oneof: the later value replaces the earlier. */
    private boolean readNumber(ProtoReader reader, int tag) throws MalformedBodyException {
        if (tag != AS_DOUBLE && tag != AS_INT) {
            return false;
        }
        hasDouble = tag == AS_DOUBLE;
        hasInteger = tag == AS_INT;
        long bits = reader.fixed64();
        real = Double.longBitsToDouble(bits);
        integer = bits;
        return true;
    }

    private boolean readTotals(ProtoReader reader, int tag) throws MalformedBodyException {
        if (tag == COUNT) {
            count = reader.fixed64();
        } else if (tag == SUM) {
            hasSum = true;
            sum = reader.readDouble();
        } else {
            return false;
        }
        return true;
    }

    private boolean readHistogram(ProtoReader reader, int tag) throws MalformedBodyException {
        switch (tag) {
            case BUCKET_COUNT -> positive.add(reader.fixed64());
            case BUCKET_COUNTS -> {
                int outer = reader.open("bucket_counts", -1);
                while (reader.hasMore()) {
                    positive.add(reader.fixed64());
                }
                reader.close(outer);
            }
            case BOUND -> addBound(reader.readDouble());
            case BOUNDS -> {
                int outer = reader.open("explicit_bounds", -1);
                while (reader.hasMore()) {
                    addBound(reader.readDouble());
                }
                reader.close(outer);
            }
            case HISTOGRAM_MIN -> {
                hasMin = true;
                min = reader.readDouble();
            }
            case HISTOGRAM_MAX -> {
                hasMax = true;
                max = reader.readDouble();
            }
            default -> {
                return readTotals(reader, tag);
            }
        }
        return true;
    }

    private void addBound(double bound) {
        if (boundCount < MAX_BUCKETS) {
            if (boundCount == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * boundCount);
            }
            bounds[boundCount] = bound;
        }
        boundCount++;
    }

    private boolean readExponential(ProtoReader reader, int tag) throws MalformedBodyException {
        switch (tag) {
            case SCALE -> scale = reader.zigZag32();
            case ZERO_COUNT -> zeroCount = reader.fixed64();
            case ZERO_THRESHOLD -> zeroThreshold = reader.readDouble();
            case POSITIVE -> readBuckets(reader, "positive", positive);
            case NEGATIVE -> readBuckets(reader, "negative", negative);
            case EXPONENTIAL_MIN -> {
                hasMin = true;
                min = reader.readDouble();
            }
            case EXPONENTIAL_MAX -> {
                hasMax = true;
                max = reader.readDouble();
            }
            default -> {
                return readTotals(reader, tag);
            }
        }
        return true;
    }

    private static void readBuckets(ProtoReader reader, String side, Buckets into) throws MalformedBodyException {
        int outer = reader.open(side, -1);
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case BUCKETS_OFFSET -> into.offset = reader.zigZag32();
                case EXPONENTIAL_COUNT -> into.add(reader.varint64());
                case EXPONENTIAL_COUNTS -> {
                    int message = reader.open("bucket_counts", -1);
                    while (reader.hasMore()) {
                        into.add(reader.varint64());
                    }
                    reader.close(message);
                }
                default -> reader.skip(tag);
            }
        }
        reader.close(outer);
    }

    /** The timestamp of rows: whole milliseconds, what is finer is cut off. */
    long timestamp() {
        return millis(time);
    }

    /** Epoch milliseconds, 0 for none. */
    long startTimestamp() {
        return millis(startTime);
    }

    static long millis(long nanoseconds) {
        return Long.divideUnsigned(nanoseconds, 1_000_000);
    }

    /** The double next to an unsigned number. */
    static double real(long unsigned) {
        // Halved, the lowest bit kept in mind, so that rounding comes out as for the whole.
        return unsigned >= 0 ? (double) unsigned : 2.0 * ((unsigned >>> 1) | (unsigned & 1));
    }
}
