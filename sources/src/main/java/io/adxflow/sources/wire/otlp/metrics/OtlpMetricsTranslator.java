package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.DecodeCharge;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.SeriesHash;
import java.util.List;

/**
 * Turns OTLP's metrics ({@code ExportMetricsServiceRequest}) into remote write 2.0 ({@code io.prometheus.write.v2.Request},
 * uncompressed), so that they are decoded, checked, cached and written as series of Prometheus are. One per thread.
 *
 * <p>A body becomes one request, or several when it needs more than {@link #MAX_CHUNK_BYTES}: {@link #begin}, then {@link #next}
 * until it says that there is no more. What cannot be translated is refused data point by data point. The same body and rules make
 * the same requests, byte for byte.
 *
 * <p>The protobuf is walked in place, without objects for points. Messages that stand twice where one belongs, several
 * values of an attribute among them, are not chosen from: the points that they concern are refused.
 */
public final class OtlpMetricsTranslator {
    /** Bound of one request, and about what the translation holds beside the body. */
    public static final int MAX_CHUNK_BYTES = 16 << 20;
    /** Stands for a series that comes from no data point. */
    public static final long NO_POINT = -1;

    private static final int LEAST_CHUNK_BYTES = 1 << 16;
    /** So many requests fit the memory for one body: a request and what it is decoded to takes up to twelve times its bytes. */
    private static final int CHUNKS_PER_BODY = 16;

    private final ChunkWriter out;
    private final PointAppend append;
    private final PointWriter points;
    private final MetricsWalk walk;
    private final Refusals refusals = new Refusals();

    private State state = State.ENDED;
    private long rounded;

    /** Looks at a request before any of the body's is given out. */
    @FunctionalInterface
    public interface Check {
        /** The request is as {@link #buffer} and {@link #length} tell. */
        void check(byte[] request, int length) throws MalformedBodyException;
    }

    private enum State {
        /** The only request of the body has been made, and not given out. */
        MADE,
        /** The requests have to be made once more, one by one. */
        REWOUND,
        GOING_ON,
        ENDED
    }

    /**
     * @param maxDecompressedBytes bound of a body; requests are not larger either
     * @param hashSeed secret of this process, so that nobody can aim at collisions of the symbols' hash
     */
    public OtlpMetricsTranslator(int maxDecompressedBytes, long hashSeed) {
        this(maxDecompressedBytes, hashSeed, DecodeCharge.unbounded());
    }

    /**
     * @param maxDecompressedBytes bound of a body; requests are not larger either
     * @param hashSeed secret of this process, so that nobody can aim at collisions of the symbols' hash
     * @param charge what it holds is charged to; requests are small beside what it grants one body
     */
    public OtlpMetricsTranslator(int maxDecompressedBytes, long hashSeed, DecodeCharge charge) {
        long most = Math.min(charge.mostPerBody() / CHUNKS_PER_BODY, Math.min(MAX_CHUNK_BYTES, maxDecompressedBytes));
        int limit = (int) Math.max(LEAST_CHUNK_BYTES, most);
        ProtoReader reader = new ProtoReader();
        out = new ChunkWriter(limit, new SeriesHash(hashSeed), charge);
        AttributeReader attributes = new AttributeReader(new Scratch(limit));
        PointLabels labels = new PointLabels(out, attributes, new Scratch(limit));
        ScopeLabels scope = new ScopeLabels(attributes, labels.merge());
        MetricHead metric = new MetricHead(attributes);
        DataPoint point = new DataPoint();
        Exemplars exemplars = new Exemplars(attributes, labels.merge(), refusals);
        points = new PointWriter(reader, out, labels, exemplars, metric, point);
        append = new PointAppend(out, labels, scope, metric, points, new TargetInfo(out, labels), refusals);
        walk = new MetricsWalk(reader, attributes, scope, metric, point, append, refusals);
    }

    /**
     * Takes a body and looks whether it can be read to its end.
     *
     * @param body the message, readable {@link ProtoReader#PADDING} bytes past its length; to be left alone until it is
     *     {@linkplain #release released}
     * @param check is given each request of the body, to look whether there is memory for what is made of it
     * @param known what is left out; it is counted all the same
     * @throws MalformedBodyException when its protobuf is broken, or there is no memory for it
     */
    public void begin(byte[] body, int length, OtlpMetricRules rules, Check check, KnownParts known)
            throws MalformedBodyException {
        state = State.ENDED;
        refusals.clear();
        points.rounded = 0;
        walk.begin(body, length, rules, known);
        boolean whole = fill();
        State made = whole ? State.MADE : State.REWOUND;
        check.check(out.bytes(), out.length());
        while (!whole) {
            whole = fill();
            check.check(out.bytes(), out.length());
        }
        state = made;
        refusals.muted = true;
        rounded = points.rounded;
    }

    /**
     * Makes the next request of the body: {@link #length()} bytes of {@link #buffer()}.
     *
     * @return false when there is no more
     */
    public boolean next() {
        if (state == State.MADE) {
            state = State.ENDED;
            return out.seriesCount() > 0;
        }
        if (state == State.REWOUND) {
            walk.rewind();
            state = State.GOING_ON;
        }
        while (state == State.GOING_ON) {
            try {
                state = fill() ? State.ENDED : State.GOING_ON;
            } catch (MalformedBodyException e) {
                throw new IllegalStateException("a body that could be read cannot be read again", e);
            }
            if (out.seriesCount() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Writes a chunk, from where the last one ended. Returns true when the body is at its end. */
    private boolean fill() throws MalformedBodyException {
        boolean whole = false;
        try {
            try {
                out.clear();
                append.beginChunk();
                walk.run();
                whole = true;
            } catch (ChunkFullException e) {
                // The walk has noted where it stood.
                throwIfNoMemory(e);
            }
            out.finish();
        } catch (ChunkFullException e) {
            throwIfNoMemory(e);
        }
        return whole;
    }

    private static void throwIfNoMemory(ChunkFullException e) throws MalformedBodyException {
        if (e.noMemory != null) {
            throw e.noMemory;
        }
    }

    /** Lets go of the body, so that its array is not held until the next one. */
    public void release() {
        state = State.ENDED;
        walk.release();
    }

    /** The request last made, {@link ProtoReader#PADDING} bytes longer at least; valid until the next call. */
    public byte[] buffer() {
        return out.bytes();
    }

    public int length() {
        return out.length();
    }

    /**
     * The data point that a series of this request comes from, numbered from 0 over the whole body, or {@link #NO_POINT}. Several
     * series of one request may come from one point; none of two requests do.
     */
    public long dataPointOf(int series) {
        return Math.max(NO_POINT, out.pointOf(series));
    }

    /** The resource, numbered from 0 over the whole body, whose {@code target_info} a series of this request is, or a negative number. */
    public long targetOf(int series) {
        return NO_POINT - 1 - out.pointOf(series);
    }

    /** Data points in the body, refused ones included; of a metric without data that is known, one. */
    public long dataPoints() {
        return walk.dataPoints();
    }

    /** Data points that were not translated. */
    public long refusedPoints() {
        return refusals.points;
    }

    /** Exemplars that were not translated; their points were. */
    public long refusedExemplars() {
        return refusals.exemplars;
    }

    /** Series {@code target_info} that were not written. */
    public long refusedSeries() {
        return refusals.series;
    }

    /** The first few reasons, for the sender. */
    public List<String> problems() {
        return refusals.texts;
    }

    /** Values of more than 53 bits, which became the double next to them. */
    public long roundedValues() {
        return rounded;
    }

    /** Bytes of the request's buffers. */
    public long heldBytes() {
        return out.heldBytes();
    }
}
