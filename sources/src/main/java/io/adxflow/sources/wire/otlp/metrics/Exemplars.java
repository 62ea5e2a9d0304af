package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.Utf8;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The exemplars of one data point: trace and span id as labels {@code trace_id} and {@code span_id}, filtered attributes as labels
 * under their own keys, all of them. One that is not UTF-8 is refused alone.
 */
final class Exemplars {
    private static final int MAX_EXEMPLARS = 1 << 14;
    private static final int MAX_ID_BYTES = 1 << 10;
    private static final int KEEP_EXEMPLARS = 1 << 10;

    private static final int TIME = (2 << 3) | 1;
    private static final int AS_DOUBLE = (3 << 3) | 1;
    private static final int SPAN_ID = (4 << 3) | 2;
    private static final int TRACE_ID = (5 << 3) | 2;
    private static final int AS_INT = (6 << 3) | 1;
    private static final int FILTERED_ATTRIBUTES = (7 << 3) | 2;

    private static final int EXEMPLAR = (4 << 3) | 2;
    private static final int VALUE = 2;
    private static final int TIMESTAMP = 3;

    private final AttributeReader attributes;
    private final LabelMerge merge;
    private final Refusals refusals;

    private int count;
    private int[] start = new int[16];
    private int[] end = new int[16];
    private double[] value = new double[16];
    private long[] time = new long[16];
    /** Bucket and number, so that they sort by bucket and then as sent. */
    private long[] order = new long[16];

    private int written;

    Exemplars(AttributeReader attributes, LabelMerge merge, Refusals refusals) {
        this.attributes = attributes;
        this.merge = merge;
        this.refusals = refusals;
    }

    /** Reads those of a point, all to be written at once. */
    void read(ProtoReader reader, DataPoint point, MetricHead metric, PointKind kind) throws MalformedBodyException {
        clear();
        int position = reader.position;
        int limit = reader.limit;
        reader.seek(point.start, point.end);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != kind.exemplarsTag) {
                reader.skip(tag);
                continue;
            }
            int outer = reader.open("exemplars", count);
            if (count < MAX_EXEMPLARS) {
                add(reader);
            } else {
                refusals.exemplar(metric, "the point has more than " + MAX_EXEMPLARS);
                reader.position = reader.limit;
            }
            reader.close(outer);
        }
        reader.seek(position, limit);
    }

    /** Puts each into the bucket that its value falls into: the first whose bound is not below it. */
    void sortInto(double[] bounds, int boundCount) {
        for (int i = 0; i < count; i++) {
            int bucket = Double.isNaN(value[i]) ? boundCount : firstNotBelow(bounds, boundCount, value[i]);
            order[i] = (long) bucket << Integer.SIZE | i;
        }
        Arrays.sort(order, 0, count);
    }

    private static int firstNotBelow(double[] bounds, int boundCount, double value) {
        int low = 0;
        int high = boundCount;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[middle] >= value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void clear() {
        count = 0;
        written = 0;
        if (start.length > KEEP_EXEMPLARS) {
            start = new int[16];
            end = new int[16];
            value = new double[16];
            time = new long[16];
            order = new long[16];
        }
    }

    private void add(ProtoReader reader) throws MalformedBodyException {
        if (count == start.length) {
            start = Arrays.copyOf(start, 2 * count);
            end = Arrays.copyOf(end, 2 * count);
            value = Arrays.copyOf(value, 2 * count);
            time = Arrays.copyOf(time, 2 * count);
            order = Arrays.copyOf(order, 2 * count);
        }
        start[count] = reader.position;
        end[count] = reader.limit;
        // One without a value still tells of its trace.
        value[count] = Double.NaN;
        time[count] = 0;
        order[count] = count;
        while (reader.hasMore()) {
            int tag = reader.tag();
            switch (tag) {
                case TIME -> time[count] = reader.fixed64();
                case AS_DOUBLE -> value[count] = reader.readDouble();
                case AS_INT -> value[count] = reader.fixed64();
                default -> reader.skip(tag);
            }
        }
        count++;
    }

    /** Writes those of the buckets up to the given one that were not written yet into the series at hand. */
    void write(int bucket, ProtoReader reader, MetricHead metric, PointLabels labels, ChunkWriter out)
            throws MalformedBodyException, ChunkFullException {
        for (; written < count && (order[written] >>> Integer.SIZE) <= bucket; written++) {
            int exemplar = (int) order[written];
            try {
                Map<String, String> texts = labels(reader, start[exemplar], end[exemplar]);
                int opened = out.open(EXEMPLAR);
                out.beginReferences();
                for (Map.Entry<String, String> label : texts.entrySet()) {
                    out.reference(labels.symbol(label.getKey()));
                    out.reference(labels.symbol(label.getValue()));
                }
                out.endReferences();
                out.real(VALUE, value[exemplar]);
                out.whole(TIMESTAMP, DataPoint.millis(time[exemplar]));
                out.close(opened);
            } catch (RefusedException e) {
                refusals.exemplar(metric, String.valueOf(e.getMessage()));
            }
        }
    }

    private Map<String, String> labels(ProtoReader reader, int from, int to)
            throws MalformedBodyException, RefusedException {
        Map<String, @Nullable String> ids = new LinkedHashMap<>();
        int position = reader.position;
        int limit = reader.limit;
        reader.seek(from, to);
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == TRACE_ID || tag == SPAN_ID) {
                int size = reader.length();
                putId(ids, tag == TRACE_ID ? "trace_id" : "span_id", reader, size);
                reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(position, limit);
        Map<String, String> labels =
                merge.merge(ids, attributes.all(reader, from, to, FILTERED_ATTRIBUTES), MetricNaming.AS_SENT);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            checkText(label.getKey());
            checkText(label.getValue());
        }
        return labels;
    }

    /** An id of zeros is none (trace.proto). */
    private static void putId(Map<String, @Nullable String> ids, String name, ProtoReader reader, int size)
            throws RefusedException {
        if (size > MAX_ID_BYTES) {
            throw new RefusedException("a " + name + " of " + size + " B (expected: at most " + MAX_ID_BYTES + ")");
        }
        for (int i = 0; i < size; i++) {
            if (reader.bytes[reader.position + i] != 0) {
                ids.put(name, HexFormat.of().formatHex(reader.bytes, reader.position, reader.position + size));
                return;
            }
        }
        ids.remove(name);
    }

    private static void checkText(String text) throws RefusedException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (Utf8.firstInvalid(bytes, 0, bytes.length) >= 0) {
            throw new RefusedException("a filtered attribute is not UTF-8");
        }
    }
}
