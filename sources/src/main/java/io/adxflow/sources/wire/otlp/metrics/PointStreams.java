package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.SeriesHash;
import java.util.Arrays;

/**
 * Finds the numbers in a body of OTLP's metrics whose series depends on nothing but bytes that come again and again: those of
 * resource, scope, metric and attributes, the stream of a point, which stand here as a hash. Points of gauges and sums only, without
 * exemplars, with a value that a double holds; and of each resource its {@code target_info}. Everything else is to be translated by
 * {@link OtlpMetricsTranslator}, by whose numbers points go. Looks into no attribute: whether these can be read is known of a
 * stream that was translated before. One thread; reused.
 */
public final class PointStreams {
    /** What of a body is found here; the rest of it is to be translated. */
    public static final int MAX_FOUND = 1 << 16;

    private static final byte[] NOTHING = new byte[ProtoReader.PADDING];
    private static final int FIRST_ROWS = 1024;
    /** Longs of a row: point, hash, times, value. */
    private static final int WORDS = 6;

    private static final int POINT = 0;
    private static final int HIGH = 1;
    private static final int LOW = 2;
    private static final int TIME = 3;
    private static final int START = 4;
    private static final int VALUE = 5;
    /** A target instead of a point, its resource below. */
    private static final long TARGET = Long.MIN_VALUE;

    private static final int FIRST = 1;

    private static final int RESOURCE_METRICS = (1 << 3) | 2;
    private static final int RESOURCE = (1 << 3) | 2;
    private static final int SCOPE_METRICS = (2 << 3) | 2;
    private static final int SCOPE = (1 << 3) | 2;
    private static final int METRICS = (2 << 3) | 2;
    private static final int SCHEMA_URL = (3 << 3) | 2;
    private static final int DATA_POINTS = (1 << 3) | 2;
    private static final int START_TIME = (2 << 3) | 1;
    private static final int POINT_TIME = (3 << 3) | 1;
    private static final int AS_DOUBLE = (4 << 3) | 1;
    private static final int AS_INT = (6 << 3) | 1;
    private static final int NO_RECORDED_VALUE = 1;
    private static final int DOUBLE_DIGITS = 53;

    /** Odd, one for each part of a stream, so that no part can stand for another. */
    private static final long OF_RESOURCE = 0x9E3779B97F4A7C15L;

    private static final long OF_SCOPE = 0xC2B2AE3D27D4EB4FL;
    private static final long OF_URL = 0x165667B19E3779F9L;
    private static final long OF_METRIC = 0x27D4EB2F165667C5L;
    private static final long OF_FIELD = 0x85EBCA77C2B2AE63L;
    private static final long OF_TARGET = 0xFF51AFD7ED558CCDL;

    private final ProtoReader reader = new ProtoReader();
    private final SeriesHash hasher;

    private long[] rows = new long[WORDS * FIRST_ROWS];
    /** Of a point the number of its metric, doubled, and whether it is that metric's first; of a target how many points stand before it. */
    private int[] places = new int[FIRST_ROWS];

    private int count;
    private long points;
    private int resources;
    /** Doubled, and whether some of what it holds is in no stream. */
    private int[] pointsOfResource = new int[16];

    private int metric;
    private boolean targetInfo;

    // Of the messages that the walk is in.
    private boolean isPlain;
    private boolean hasPoints;
    private boolean uncovered;
    private long latestTime;
    private long resourceHigh;
    private long resourceLow;
    private long scopeHigh;
    private long scopeLow;
    private long metricHigh;
    private long metricLow;

    /** @param hashSeed secret of this process, so that nobody can aim at collisions */
    public PointStreams(long hashSeed) {
        hasher = new SeriesHash(hashSeed);
    }

    /**
     * Reads a body.
     *
     * @param body the message, readable {@link ProtoReader#PADDING} bytes past its length
     * @param salt of the rules by which it is translated: with others the same bytes are another stream
     * @param withTargets whether these rules want {@code target_info}
     * @throws MalformedBodyException when it is not well-formed; nothing is found then
     */
    public void read(byte[] body, int length, long salt, boolean withTargets) throws MalformedBodyException {
        clear();
        targetInfo = withTargets;
        reader.reset(body, length);
        boolean complete = false;
        try {
            while (reader.hasMore()) {
                int tag = reader.tag();
                if (tag == RESOURCE_METRICS) {
                    int outer = reader.open("resource_metrics", resources);
                    readResource(salt);
                    reader.close(outer);
                } else {
                    reader.skip(tag);
                }
            }
            complete = true;
        } finally {
            reader.reset(NOTHING, 0);
            if (!complete) {
                clear();
            }
        }
    }

    /** Forgets the body. */
    public void clear() {
        count = 0;
        points = 0;
        resources = 0;
        metric = 0;
    }

    private void readResource(long salt) throws MalformedBodyException {
        int end = reader.limit;
        int start = reader.position;
        int found = 0;
        resourceHigh = salt;
        resourceLow = ~salt;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == RESOURCE) {
                int size = reader.length();
                hasher.bytes(reader.bytes, reader.position, reader.position + size);
                resourceHigh = salt + (hasher.high + 1) * OF_RESOURCE;
                resourceLow = ~salt + (hasher.low + 1) * OF_RESOURCE;
                reader.position += size;
                found++;
            } else {
                reader.skip(tag);
            }
        }
        boolean once = found <= 1;
        hasPoints = false;
        uncovered = false;
        latestTime = 0;
        long before = points;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SCOPE_METRICS) {
                int outer = reader.open("scope_metrics", -1);
                readScope(once);
                reader.close(outer);
            } else {
                reader.skip(tag);
            }
        }
        if (hasPoints && targetInfo && once) {
            add(TARGET | resources, resourceHigh + OF_TARGET, resourceLow + OF_TARGET, latestTime, 0, 1.0, (int)
                    points);
        }
        uncovered |= points == before;
        noteResource(points - before);
    }

    private void noteResource(long pointsOfIt) {
        if (resources < MAX_FOUND) {
            if (resources == pointsOfResource.length) {
                pointsOfResource = Arrays.copyOf(pointsOfResource, 2 * resources);
            }
            pointsOfResource[resources] = (int) pointsOfIt << 1 | (uncovered ? 1 : 0);
        }
        resources++;
    }

    private void readScope(boolean resourceIsPlain) throws MalformedBodyException {
        int end = reader.limit;
        int start = reader.position;
        int found = 0;
        scopeHigh = resourceHigh;
        scopeLow = resourceLow;
        long urlHigh = 0;
        long urlLow = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SCOPE || tag == SCHEMA_URL) {
                int size = reader.length();
                hasher.bytes(reader.bytes, reader.position, reader.position + size);
                reader.position += size;
                if (tag == SCOPE) {
                    scopeHigh = resourceHigh + (hasher.high + 1) * OF_SCOPE;
                    scopeLow = resourceLow + (hasher.low + 1) * OF_SCOPE;
                    found++;
                } else {
                    urlHigh = (hasher.high + 1) * OF_URL;
                    urlLow = (hasher.low + 1) * OF_URL;
                }
            } else {
                reader.skip(tag);
            }
        }
        scopeHigh += urlHigh;
        scopeLow += urlLow;
        isPlain = resourceIsPlain && found <= 1;
        long before = points;
        reader.seek(start, end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == METRICS) {
                int outer = reader.open("metrics", -1);
                readMetric();
                reader.close(outer);
            } else {
                reader.skip(tag);
            }
        }
        uncovered |= points == before;
    }

    /** Reads the message that the reader is in, and leaves the reader at its end. */
    private void readMetric() throws MalformedBodyException {
        metric++;
        int end = reader.limit;
        int start = reader.position;
        PointKind kind = null;
        int found = 0;
        int dataTag = start;
        int dataStart = start;
        int dataEnd = start;
        while (reader.hasMore()) {
            int at = reader.position;
            int tag = reader.tag();
            PointKind data = PointKind.ofTag(tag);
            if (data == null) {
                reader.skip(tag);
                continue;
            }
            kind = data;
            found++;
            int size = reader.length();
            dataTag = at;
            dataStart = reader.position;
            dataEnd = reader.position += size;
        }
        if (kind == null || found > 1) {
            points++;
            return;
        }
        boolean isNumber = kind == PointKind.GAUGE || kind == PointKind.SUM;
        if (isNumber) {
            hasher.bytes(reader.bytes, start, dataTag);
            metricHigh = scopeHigh + (hasher.high + kind.attributesTag) * OF_METRIC + (kind == PointKind.SUM ? 1 : 0);
            metricLow = scopeLow + hasher.low * OF_METRIC;
            chain(dataEnd, end);
            hashData(dataStart, dataEnd);
        }
        reader.seek(dataStart, dataEnd);
        int first = FIRST;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != DATA_POINTS) {
                reader.skip(tag);
                continue;
            }
            int outer = reader.open(kind.field, -1);
            if (isNumber) {
                readNumber(kind, first);
            } else {
                readTime(kind);
            }
            first = 0;
            points++;
            hasPoints = true;
            reader.close(outer);
        }
        uncovered |= first == FIRST;
        reader.seek(end, end);
    }

    /** Takes bytes behind those before into the metric's hash. */
    private void chain(int from, int to) {
        hasher.bytes(reader.bytes, from, to);
        metricHigh = (Long.rotateLeft(metricHigh, 29) + hasher.high) * OF_FIELD;
        metricLow = (Long.rotateLeft(metricLow, 29) + hasher.low) * OF_FIELD;
    }

    /** Takes what stands beside the points into the metric's hash. */
    private void hashData(int start, int end) throws MalformedBodyException {
        reader.seek(start, end);
        while (reader.hasMore()) {
            int at = reader.position;
            int tag = reader.tag();
            reader.skip(tag);
            if (tag != DATA_POINTS) {
                chain(at, reader.position);
            }
        }
    }

    /** Reads the message that the reader is in to its end: where its time is told. */
    private void readTime(PointKind kind) throws MalformedBodyException {
        long time = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == POINT_TIME) {
                time = reader.fixed64();
            } else if (tag == kind.flagsTag) {
                reader.varint32();
            } else {
                reader.skip(tag);
            }
        }
        noteTime(time);
    }

    private void noteTime(long time) {
        if (Long.compareUnsigned(time, latestTime) > 0) {
            latestTime = time;
        }
    }

    private void readNumber(PointKind kind, int first) throws MalformedBodyException {
        int attributesTag = kind.attributesTag;
        long time = 0;
        long start = 0;
        long bits = 0;
        int valueTag = 0;
        boolean isRecorded = true;
        boolean isSimple = true;
        int from = -1;
        int to = -1;
        while (reader.hasMore()) {
            int at = reader.position;
            int tag = reader.tag();
            if (tag == attributesTag) {
                int next = reader.length() + reader.position;
                isSimple &= from < 0 || to == at;
                from = from < 0 ? at : from;
                to = next;
                reader.position = next;
            } else if (tag == POINT_TIME) {
                time = reader.fixed64();
            } else if (tag == START_TIME) {
                start = reader.fixed64();
            } else if (tag == AS_DOUBLE || tag == AS_INT) {
                bits = reader.fixed64();
                valueTag = tag;
            } else if (tag == kind.flagsTag) {
                isRecorded = (reader.varint32() & NO_RECORDED_VALUE) == 0;
            } else {
                isSimple &= tag != kind.exemplarsTag;
                reader.skip(tag);
            }
        }
        noteTime(time);
        double value = PointWriter.STALE;
        if (isRecorded) {
            isSimple &= valueTag == AS_DOUBLE || (valueTag == AS_INT && isExact(bits));
            value = valueTag == AS_DOUBLE ? Double.longBitsToDouble(bits) : bits;
        }
        if (isSimple && isPlain) {
            hasher.bytes(reader.bytes, Math.max(from, 0), Math.max(to, 0));
            add(points, metricHigh + hasher.high, metricLow + hasher.low, time, start, value, 2 * metric + first);
        }
    }

    private static boolean isExact(long whole) {
        long magnitude = Math.abs(whole);
        return Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude)
                <= DOUBLE_DIGITS;
    }

    private void add(long point, long high, long low, long time, long start, double value, int place) {
        if (count == MAX_FOUND) {
            return;
        }
        if (count == places.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
            places = Arrays.copyOf(places, 2 * count);
        }
        int at = WORDS * count;
        rows[at + POINT] = point;
        rows[at + HIGH] = high;
        rows[at + LOW] = low;
        rows[at + TIME] = DataPoint.millis(time);
        rows[at + START] = DataPoint.millis(start);
        rows[at + VALUE] = Double.doubleToRawLongBits(value);
        places[count++] = place;
    }

    /** What was found, in the order in which the translator would write it. */
    public int count() {
        return count;
    }

    /** The number of a point, or a negative one for a resource's {@code target_info}. */
    public long point(int row) {
        return rows[WORDS * row + POINT];
    }

    /** The resource whose {@code target_info} it is. */
    public int resource(int row) {
        return (int) rows[WORDS * row + POINT];
    }

    /** Whether it stands before a point. */
    public boolean isBefore(int row, long point) {
        long own = point(row);
        return own < 0 ? places[row] <= point : own < point;
    }

    /** Upper half of the stream's seeded hash. */
    public long high(int row) {
        return rows[WORDS * row + HIGH];
    }

    /** Lower half of it. */
    public long low(int row) {
        return rows[WORDS * row + LOW];
    }

    /** Epoch milliseconds. */
    public long timestamp(int row) {
        return rows[WORDS * row + TIME];
    }

    /** Epoch milliseconds, 0 for none. */
    public long startTimestamp(int row) {
        return rows[WORDS * row + START];
    }

    public double value(int row) {
        return Double.longBitsToDouble(rows[WORDS * row + VALUE]);
    }

    /** The number of the metric in the body. */
    public int metric(int row) {
        return places[row] >>> 1;
    }

    /** Whether the point is its metric's first. */
    public boolean isFirst(int row) {
        return (places[row] & FIRST) != 0;
    }

    /** Data points in the body, as {@link OtlpMetricsTranslator#dataPoints}. */
    public long points() {
        return points;
    }

    public int resources() {
        return resources;
    }

    /** How many points a resource has; of the first {@link #MAX_FOUND} resources only. */
    public int pointsOf(int resource) {
        return pointsOfResource[resource] >>> 1;
    }

    /** Whether a resource holds scopes or metrics without points, whose attributes nobody has looked into. */
    public boolean hasUncovered(int resource) {
        return (pointsOfResource[resource] & 1) != 0;
    }
}
