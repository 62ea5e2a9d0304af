package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.ProtoReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks {@code ExportMetricsServiceRequest} (opentelemetry-proto, metrics.proto) down to its data points and has each appended.
 * When the chunk is full it notes where it stood in each message, and goes on from there in the next one.
 *
 * <p>Protobuf lets fields come in any order, so that what a message says of its parts is read first.
 */
final class MetricsWalk {
    private static final byte[] NOTHING = new byte[ProtoReader.PADDING];
    private static final int RESOURCE_METRICS = (1 << 3) | 2;
    private static final int RESOURCE = (1 << 3) | 2;
    private static final int RESOURCE_ATTRIBUTES = (1 << 3) | 2;
    private static final int SCOPE_METRICS = (2 << 3) | 2;
    private static final int SCOPE = (1 << 3) | 2;
    private static final int METRICS = (2 << 3) | 2;
    private static final int SCHEMA_URL = (3 << 3) | 2;
    private static final int DATA_POINTS = (1 << 3) | 2;

    private static final int MAX_URL_BYTES = 1 << 16;

    // How many messages deep the walk stood.
    private static final int AT_START = 0;
    private static final int AT_RESOURCE = 2;
    private static final int AT_POINT = 4;

    private final ProtoReader reader;
    private final AttributeReader attributes;
    private final ScopeLabels scope;
    private final MetricHead metric;
    private final DataPoint point;
    private final PointAppend append;
    private final Refusals refusals;

    private byte[] message = NOTHING;
    private int length;
    private OtlpMetricRules rules = OtlpMetricRules.DEFAULT;
    private List<String> promoted = List.of();

    private int depth;
    /** Where the walk stood in each of these messages: in front of a field. */
    private final int[] at = new int[AT_POINT];

    private Identity resource = Identity.NONE;
    private @Nullable String resourceProblem;
    private boolean hasPoints;
    private long latestTime;
    private long dataPoints;
    private KnownParts known = KnownParts.NONE;
    private int resourceNumber;

    MetricsWalk(
            ProtoReader reader,
            AttributeReader attributes,
            ScopeLabels scope,
            MetricHead metric,
            DataPoint point,
            PointAppend append,
            Refusals refusals) {
        this.reader = reader;
        this.attributes = attributes;
        this.scope = scope;
        this.metric = metric;
        this.point = point;
        this.append = append;
        this.refusals = refusals;
    }

    /** @param knownParts what is walked past */
    void begin(byte[] body, int bodyLength, OtlpMetricRules bodyRules, KnownParts knownParts) {
        known = knownParts;
        message = body;
        length = bodyLength;
        if (!bodyRules.equals(rules)) {
            rules = bodyRules;
            promoted = rules.promoteResourceAttributes().stream()
                    .map(key -> new String(key.getBytes(UTF_8), ISO_8859_1))
                    .toList();
        }
        rewind();
    }

    /** Goes back to the start of the message. */
    void rewind() {
        depth = AT_START;
        dataPoints = 0;
        resourceNumber = -1;
    }

    /** Lets go of the message. */
    void release() {
        message = NOTHING;
        length = 0;
        known = KnownParts.NONE;
        reader.reset(message, 0);
        metric.release();
        attributes.value.release();
        resource = Identity.NONE;
    }

    /** The data points that were walked past. */
    long dataPoints() {
        return dataPoints;
    }

    /**
     * Goes on from where the last call stood, or from the start.
     *
     * @throws ChunkFullException when the chunk has no room for what comes next: to be called again with another one
     */
    void run() throws MalformedBodyException, ChunkFullException {
        reader.reset(message, length);
        if (depth > 0) {
            reader.position = at[0];
        }
        for (int i = 0; reader.hasMore(); i++) {
            at[0] = reader.position;
            int tag = reader.tag();
            if (tag == RESOURCE_METRICS) {
                if (depth == AT_START) {
                    resourceNumber++;
                    long points = known.pointsOfKnown(resourceNumber);
                    if (points >= 0) {
                        dataPoints += points;
                        reader.skip(tag);
                        continue;
                    }
                }
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
            hasPoints = false;
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
        if (hasPoints && rules.targetInfo() && !resource.labels().isEmpty() && !known.isTargetKnown(resourceNumber)) {
            try {
                append.targetInfo(resource, resourceNumber, rules, DataPoint.millis(latestTime));
            } catch (ChunkFullException e) {
                depth = AT_RESOURCE;
                throw e;
            }
        }
    }

    /** Reads the resource, which may stand behind the scopes. */
    private void readIdentity() throws MalformedBodyException {
        int start = reader.position;
        int end = reader.limit;
        resource = Identity.NONE;
        resourceProblem = null;
        boolean found = false;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == RESOURCE) {
                int size = reader.length();
                if (found) {
                    resourceProblem = "its resource is there twice (expected: once)";
                }
                found = true;
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
        if (resourceProblem != null) {
            resource = Identity.NONE;
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
        int urlStart = start;
        int urlSize = 0;
        int scopes = 0;
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag == SCOPE) {
                int size = reader.length();
                scopeStart = reader.position;
                scopeEnd = reader.position += size;
                scopes++;
            } else if (tag == SCHEMA_URL) {
                int size = reader.length();
                urlStart = reader.position;
                urlSize = size;
                reader.position += size;
            } else {
                reader.skip(tag);
            }
        }
        reader.seek(start, end);
        boolean longUrl = urlSize > MAX_URL_BYTES;
        String schemaUrl = longUrl ? "" : new String(reader.bytes, urlStart, urlSize, ISO_8859_1);
        scope.read(reader, scopeStart, scopeEnd, schemaUrl, resource, rules);
        if (longUrl) {
            scope.refuse("the URL of its scope's schema has more than " + MAX_URL_BYTES + " B");
        } else if (resourceProblem != null) {
            scope.refuse(resourceProblem);
        } else if (scopes > 1) {
            scope.refuse("its scope is there " + scopes + " times (expected: once)");
        }
    }

    private void readMetric() throws MalformedBodyException, ChunkFullException {
        int end = reader.limit;
        boolean resumed = depth == AT_POINT;
        if (!resumed) {
            metric.read(reader, rules.names());
            append.beginMetric();
            if (known.isPointKnown(dataPoints)) {
                metric.describedElsewhere();
            }
        }
        PointKind kind = metric.kind;
        if (kind == null) {
            refusals.point(
                    metric,
                    metric.dataCount == 0
                            ? "it has no data, or of a kind that is not known"
                            : "it has data " + metric.dataCount + " times (expected: once)");
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
        hasPoints = true;
        try {
            if (!known.isPointKnown(dataPoints)) {
                append.point(kind, rules, dataPoints);
            }
        } catch (ChunkFullException e) {
            depth = AT_POINT;
            throw e;
        }
        dataPoints++;
        reader.close(outer);
    }
}
