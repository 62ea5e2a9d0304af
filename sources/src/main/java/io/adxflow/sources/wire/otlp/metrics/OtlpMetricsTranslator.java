package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import io.adxflow.sources.wire.SeriesHash;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns OTLP's metrics ({@code ExportMetricsServiceRequest}) into remote write 2.0 ({@code io.prometheus.write.v2.Request},
 * uncompressed), so that they are decoded, checked, cached and written as series of Prometheus are. One per thread.
 *
 * <p>A body becomes one request, or several when it needs more than {@link #MAX_CHUNK_BYTES}: {@link #begin}, then {@link #next}
 * until it says that there is no more. What cannot be translated is refused data point by data point. The same body and rules make
 * the same requests, byte for byte.
 *
 * <p>The protobuf is walked in place, without objects for points. Messages that stand twice where one belongs count the last time.
 */
public final class OtlpMetricsTranslator {
    /** Bound of one request, and about what the translation holds beside the body. */
    public static final int MAX_CHUNK_BYTES = 16 << 20;

    private static final byte[] NOTHING = new byte[ProtoReader.PADDING];
    private static final int LEAST_CHUNK_BYTES = 1 << 16;
    /** Stands for a series that comes from no data point. */
    public static final long NO_POINT = -1;

    private static final int RESOURCE_METRICS = (1 << 3) | 2;
    private static final int RESOURCE = (1 << 3) | 2;
    private static final int RESOURCE_ATTRIBUTES = (1 << 3) | 2;
    private static final int SCOPE_METRICS = (2 << 3) | 2;
    private static final int SCOPE = (1 << 3) | 2;
    private static final int METRICS = (2 << 3) | 2;
    private static final int SCHEMA_URL = (3 << 3) | 2;
    private static final int DATA_POINTS = (1 << 3) | 2;

    // How deep the walk stood when its chunk was full, and where in each message: it goes on from there.
    private static final int AT_START = 0;
    private static final int AT_RESOURCE = 2;
    private static final int AT_POINT = 4;

    private final ProtoReader reader = new ProtoReader();
    private final ChunkWriter out;
    private final AttributeReader attributes;
    private final PointLabels labels;
    private final ScopeLabels scope;
    private final MetricHead metric;
    private final DataPoint point = new DataPoint();
    private final PointWriter points;
    private final TargetInfo targetInfo;
    private final Refusals refusals = new Refusals();

    private byte[] message = NOTHING;
    private int length;
    private OtlpMetricRules rules = OtlpMetricRules.DEFAULT;
    private List<String> promoted = List.of();

    private int depth;
    private final int[] at = new int[4];
    private Identity resource = Identity.NONE;
    private @Nullable String resourceProblem;
    private long latestTime;
    private boolean labelsFixed;
    private long dataPoints;
    private long rounded;
    /** Whether the chunk at hand has still to be given out, and whether there are more behind it. */
    private boolean ready;

    private boolean ended;
    private boolean restart;

    /**
     * @param maxDecompressedBytes bound of a body; requests are not larger either
     * @param hashSeed secret of this process, so that nobody can aim at collisions of the symbols' hash
     */
    public OtlpMetricsTranslator(int maxDecompressedBytes, long hashSeed) {
        int limit = Math.max(LEAST_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, maxDecompressedBytes));
        out = new ChunkWriter(limit, new SeriesHash(hashSeed));
        attributes = new AttributeReader(new Scratch(limit));
        labels = new PointLabels(out, attributes, new Scratch(limit));
        scope = new ScopeLabels(attributes, labels.merge());
        metric = new MetricHead(attributes);
        Exemplars exemplars = new Exemplars(attributes, labels.merge(), refusals);
        points = new PointWriter(reader, out, labels, exemplars, metric, point);
        targetInfo = new TargetInfo(out, labels);
    }

    /**
     * Takes a body and looks whether it can be read to its end.
     *
     * @param body the message, readable {@link ProtoReader#PADDING} bytes past its length; to be left alone until it is
     *     {@linkplain #release released}
     * @throws MalformedBodyException when its protobuf is broken
     */
    public void begin(byte[] body, int bodyLength, OtlpMetricRules bodyRules) throws MalformedBodyException {
        message = body;
        length = bodyLength;
        if (!bodyRules.equals(rules)) {
            rules = bodyRules;
            promoted = rules.promoteResourceAttributes().stream()
                    .map(key -> new String(key.getBytes(UTF_8), ISO_8859_1))
                    .toList();
        }
        refusals.clear();
        points.rounded = 0;
        dataPoints = 0;
        depth = AT_START;
        ready = false;
        ended = true;
        boolean whole = fill();
        restart = !whole;
        while (!whole) {
            whole = fill();
        }
        refusals.muted = true;
        rounded = points.rounded;
        ready = true;
        ended = false;
    }

    /**
     * Makes the next request of the body: {@link #length()} bytes of {@link #buffer()}.
     *
     * @return false when there is no more
     */
    public boolean next() {
        if (ready && !restart) {
            ready = false;
            ended = true;
            return out.seriesCount() > 0;
        }
        if (ready) {
            ready = false;
            depth = AT_START;
        }
        while (!ended) {
            try {
                ended = fill();
            } catch (MalformedBodyException e) {
                throw new IllegalStateException("a body that could be read cannot be read again", e);
            }
            if (out.seriesCount() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Lets go of the body, so that its array is not held until the next one. */
    public void release() {
        message = NOTHING;
        length = 0;
        ended = true;
        ready = false;
        reader.reset(message, 0);
        metric.release();
        attributes.value.release();
        resource = Identity.NONE;
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
        return out.pointOf(series);
    }

    /** Data points in the body, refused ones included; of a metric without data that is known, one. */
    public long dataPoints() {
        return dataPoints;
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

    /** Writes a chunk, from where the last one ended. Returns true when the body is at its end. */
    private boolean fill() throws MalformedBodyException {
        reader.reset(message, length);
        boolean whole = false;
        if (depth == AT_START) {
            dataPoints = 0;
        }
        try {
            out.clear();
            points.beginChunk();
            metric.forgetSymbols();
            metric.described = 0;
            labelsFixed = false;
            readRequest();
            whole = true;
        } catch (ChunkFullException e) {
            // The walk has noted where it stood.
        }
        out.finish();
        return whole;
    }

    private void readRequest() throws MalformedBodyException, ChunkFullException {
        if (depth > 0) {
            reader.position = at[0];
        }
        for (int i = 0; reader.hasMore(); i++) {
            at[0] = reader.position;
            int tag = reader.tag();
            if (tag == RESOURCE_METRICS) {
                int outer = reader.open("resource_metrics", i);
                readResource();
                reader.close(outer);
            } else {
                reader.skip(tag);
            }
        }
    }

    private void readResource() throws MalformedBodyException, ChunkFullException {
        if (depth > 1) {
            reader.position = at[1];
            depth = depth == AT_RESOURCE ? AT_START : depth;
        } else {
            latestTime = 0;
            targetInfo.clear();
            readIdentity();
        }
        for (int i = 0; reader.hasMore(); i++) {
            at[1] = reader.position;
            int tag = reader.tag();
            if (tag == SCOPE_METRICS) {
                int outer = reader.open("scope_metrics", i);
                readScope();
                reader.close(outer);
            } else {
                reader.skip(tag);
            }
        }
        at[1] = reader.position;
        if (rules.targetInfo() && !resource.labels().isEmpty() && resourceProblem == null) {
            writeTargetInfo();
        }
    }

    /** Reads the resource, which may stand behind the scopes. */
    private void readIdentity() throws MalformedBodyException {
        int start = reader.position;
        int end = reader.limit;
        resource = Identity.NONE;
        resourceProblem = null;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == RESOURCE) {
                int size = reader.length();
                try {
                    resource = Identity.of(
                            attributes.all(reader, reader.position, reader.position + size, RESOURCE_ATTRIBUTES),
                            promoted);
                } catch (RefusedException e) {
                    resourceProblem = "its resource: " + e.getMessage();
                }
                reader.seek(reader.position + size, end);
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(start, end);
    }

    private void readScope() throws MalformedBodyException, ChunkFullException {
        if (depth > 2) {
            reader.position = at[2];
        } else {
            readScopeLabels();
        }
        for (int i = 0; reader.hasMore(); i++) {
            at[2] = reader.position;
            int tag = reader.tag();
            if (tag == METRICS) {
                int outer = reader.open("metrics", i);
                readMetric();
                reader.close(outer);
            } else {
                reader.skip(tag);
            }
        }
    }

    private void readScopeLabels() throws MalformedBodyException {
        int start = reader.position;
        int end = reader.limit;
        int scopeStart = start;
        int scopeEnd = start;
        String schemaUrl = "";
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SCOPE) {
                int size = reader.length();
                scopeStart = reader.position;
                scopeEnd = reader.position += size;
            } else if (tag == SCHEMA_URL) {
                int size = reader.length();
                schemaUrl = new String(reader.bytes, reader.position, size, ISO_8859_1);
                reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(start, end);
        scope.read(reader, scopeStart, scopeEnd, schemaUrl, resource, rules);
        if (resourceProblem != null) {
            scope.refuse(resourceProblem);
        }
    }

    private void readMetric() throws MalformedBodyException, ChunkFullException {
        int end = reader.limit;
        boolean resumed = depth == AT_POINT;
        if (!resumed) {
            metric.read(reader, rules.names());
            labelsFixed = false;
        }
        PointKind kind = metric.kind;
        if (kind == null) {
            refusals.point(metric, "it has no data, or of a kind that is not known");
            dataPoints++;
            return;
        }
        reader.seek(metric.dataStart, metric.dataEnd);
        if (resumed) {
            reader.position = at[3];
            depth = AT_START;
        }
        while (reader.hasMore()) {
            at[3] = reader.position;
            int tag = reader.tag();
            if (tag == DATA_POINTS) {
                readPoint(kind);
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(end, end);
    }

    private void readPoint(PointKind kind) throws MalformedBodyException, ChunkFullException {
        int outer = reader.open(kind.field, -1);
        point.read(reader, kind);
        if (Long.compareUnsigned(point.time, latestTime) > 0) {
            latestTime = point.time;
        }
        targetInfo.hasPoints = true;
        writePoint(kind);
        dataPoints++;
        reader.close(outer);
    }

    private void writePoint(PointKind kind) throws MalformedBodyException, ChunkFullException {
        int lengthBefore = out.length();
        int seriesBefore = out.seriesCount();
        int symbolsBefore = out.symbolCount();
        int usedBefore = out.used();
        int describedBefore = metric.described;
        long roundedBefore = points.rounded;
        String problem = metric.problem != null ? metric.problem : scope.problem();
        try {
            if (problem != null) {
                throw new RefusedException(problem);
            }
            if (!labelsFixed) {
                Map<String, @Nullable String> common = scope.of(kind, metric.temporality());
                labels.fix(common, rules.names());
                labelsFixed = true;
            }
            points.write(kind, dataPoints);
            if (out.used() - usedBefore > out.limit() / 2) {
                throw new RefusedException(tooLarge());
            }
            return;
        } catch (RefusedException e) {
            refusals.point(metric, String.valueOf(e.getMessage()));
        } catch (ChunkFullException e) {
            if (seriesBefore > 0 && out.used() - usedBefore <= out.limit() / 2) {
                takeBack(lengthBefore, seriesBefore, symbolsBefore, describedBefore);
                points.rounded = roundedBefore;
                depth = AT_POINT;
                throw e;
            }
            if (!labelsFixed) {
                // Not to be tried again for each point of the scope.
                scope.refuse(tooLarge());
            }
            refusals.point(metric, tooLarge());
        }
        takeBack(lengthBefore, seriesBefore, symbolsBefore, describedBefore);
        points.rounded = roundedBefore;
    }

    private String tooLarge() {
        return "its series take more than " + out.limit() / 2 + " B";
    }

    private void takeBack(int toLength, int toSeries, int toSymbols, int described) {
        out.truncate(toLength, toSeries, toSymbols);
        metric.forgetSymbols();
        metric.described = described;
        labelsFixed = false;
    }

    private void writeTargetInfo() throws ChunkFullException {
        int lengthBefore = out.length();
        int seriesBefore = out.seriesCount();
        int symbolsBefore = out.symbolCount();
        try {
            targetInfo.write(resource, rules.names(), DataPoint.millis(latestTime));
        } catch (RefusedException e) {
            refusals.targetInfo(String.valueOf(e.getMessage()));
        } catch (ChunkFullException e) {
            out.truncate(lengthBefore, seriesBefore, symbolsBefore);
            if (seriesBefore > 0) {
                depth = AT_RESOURCE;
                throw e;
            }
            refusals.targetInfo("its labels take more than " + out.limit() + " B");
        }
    }
}
