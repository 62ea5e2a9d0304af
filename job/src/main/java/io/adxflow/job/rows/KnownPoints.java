package io.adxflow.job.rows;

import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.KnownSeriesBody;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.otlp.metrics.KnownParts;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricsTranslator;
import io.adxflow.sources.wire.otlp.metrics.PointStreams;
import java.util.BitSet;

/**
 * The points of a body of OTLP's metrics that are of streams whose series the cache has: they become samples without being translated.
 * Says of the others which of them to translate, and learns what became of these. One thread; reused.
 *
 * <p>Rows are those that translating everything would make. So a metric is left to the translator unless its first point's series
 * was the one that told the metadata which the metric has.
 */
final class KnownPoints implements KnownParts {
    private final PointStreams streams;
    private final KnownStreams known;
    private final KnownSeriesBody samples;
    private final BitSet points = new BitSet();
    private final BitSet targets = new BitSet();
    private final BitSet targetRows = new BitSet();
    private long[] ofResource = new long[16];
    private boolean isRead;
    private boolean isWhole;
    private int described;
    /** The next row that a translated series may be of. */
    private int next;

    KnownPoints(PointStreams streams, KnownStreams known, KnownSeriesBody samples) {
        this.streams = streams;
        this.known = known;
        this.samples = samples;
    }

    /** Whether a series may get rows without its labels. */
    interface Ready {
        /** @param metadata what its metric is told by, or 0 when that does not matter */
        boolean is(long hashHigh, long hashLow, long metadata);
    }

    /** Knows nothing of the next body. */
    void clear() {
        isRead = false;
        isWhole = false;
        points.clear();
        targets.clear();
        targetRows.clear();
        described = 0;
        streams.clear();
        samples.clear();
    }

    /**
     * Looks at a body.
     *
     * @param salt of the rules that it would be translated by
     * @param withTargets whether these want {@code target_info}
     * @throws MalformedBodyException when there is no memory; of a body that is not well-formed nothing is known
     */
    void read(byte[] message, int length, long salt, boolean withTargets, Ready ready) throws MalformedBodyException {
        clear();
        try {
            streams.read(message, length, salt, withTargets);
        } catch (MalformedBodyException e) {
            // The translator says it, and in which part.
            return;
        }
        isRead = true;
        int count = streams.count();
        int knownMetric = -1;
        int rows = 0;
        int resources = Math.min(streams.resources(), PointStreams.MAX_FOUND);
        if (ofResource.length < resources) {
            ofResource = new long[Math.max(resources, 2 * ofResource.length)];
        }
        int resource = 0;
        long before = 0;
        int row = 0;
        boolean whole = streams.resources() <= PointStreams.MAX_FOUND;
        for (; resource < resources; resource++) {
            long end = before + streams.pointsOf(resource);
            long left = streams.pointsOf(resource);
            boolean hasTarget = false;
            for (; row < count && !hasTarget && (streams.point(row) < 0 || streams.point(row) < end); row++) {
                boolean isTarget = streams.point(row) < 0;
                if (isTarget && streams.resource(row) != resource) {
                    break;
                }
                hasTarget = isTarget;
                int place = known.find(streams.high(row), streams.low(row));
                if (isTarget) {
                    if (place < 0 || !isTargetReady(place, ready)) {
                        left++;
                        continue;
                    }
                    targets.set(resource);
                    if (!known.hasSeries(place)) {
                        continue;
                    }
                    targetRows.set(rows);
                    described += known.metadata(place) != KnownStreams.NO_METADATA ? 1 : 0;
                } else {
                    int metric = streams.metric(row);
                    boolean first = streams.isFirst(row);
                    if (place < 0 || (!first && metric != knownMetric) || !isPointReady(place, first, ready)) {
                        continue;
                    }
                    knownMetric = metric;
                    described += first && known.metadata(place) != KnownStreams.NO_METADATA ? 1 : 0;
                    points.set((int) streams.point(row));
                    left--;
                }
                samples.add(
                        known.seriesHigh(place),
                        known.seriesLow(place),
                        streams.timestamp(row),
                        streams.value(row),
                        streams.startTimestamp(row));
                rows++;
            }
            // The target is found behind all points of its resource, unless there was no room for it.
            boolean all = left == 0 && (hasTarget || !withTargets) && !streams.hasUncovered(resource);
            ofResource[resource] = all ? end - before : -1;
            whole &= all;
            before = end;
        }
        isWhole = whole;
    }

    private boolean isTargetReady(int place, Ready ready) {
        return !known.hasSeries(place)
                || (known.metadata(place) != KnownStreams.UNKNOWN_METADATA && isPointReady(place, true, ready));
    }

    private boolean isPointReady(int place, boolean first, Ready ready) {
        long metadata = known.metadata(place);
        if (first && metadata == KnownStreams.UNKNOWN_METADATA) {
            return false;
        }
        return known.hasSeries(place)
                && ready.is(
                        known.seriesHigh(place),
                        known.seriesLow(place),
                        first && metadata != KnownStreams.NO_METADATA ? metadata : 0);
    }

    /** Whether nothing of the body is to be translated. */
    boolean isWhole() {
        return isWhole;
    }

    /** The samples found, one a series, of which nobody may ask the labels. */
    DecodedBody samples() {
        return samples.body();
    }

    /** Points in the body; only when it {@linkplain #isWhole is whole}. */
    long count() {
        return streams.points();
    }

    /** Metrics and targets whose metadata was looked at. */
    int described() {
        return described;
    }

    /** Whether a series of {@link #samples} comes from no point. */
    boolean isTarget(int series) {
        return targetRows.get(series);
    }

    @Override
    public long pointsOfKnown(int resource) {
        return isRead && resource < streams.resources() && resource < PointStreams.MAX_FOUND
                ? ofResource[resource]
                : -1;
    }

    @Override
    public boolean isPointKnown(long point) {
        return point <= Integer.MAX_VALUE && points.get((int) point);
    }

    @Override
    public boolean isTargetKnown(int resource) {
        return targets.get(resource);
    }

    /** To be called before the first request that is translated is {@linkplain #learn learnt} from. */
    void beginLearning() {
        next = 0;
    }

    /** Notes what became of the points of a request that was translated. */
    void learn(OtlpMetricsTranslator translator, DecodedBody body) {
        int entry = 0;
        for (int series = 0; series < body.seriesCount(); series++) {
            while (entry < body.metadataCount() && body.metadataSeries(entry) < series) {
                entry++;
            }
            boolean told = entry < body.metadataCount() && body.metadataSeries(entry) == series;
            long point = translator.dataPointOf(series);
            long target = translator.targetOf(series);
            int row = next;
            while (row < streams.count()
                    && (point >= 0
                            ? streams.isBefore(row, point)
                            : streams.point(row) >= 0 || streams.resource(row) < target)) {
                row++;
            }
            next = point >= 0 ? row : next;
            boolean isFound = row < streams.count()
                    && (point >= 0 ? streams.point(row) == point : streams.resource(row) == target);
            if (!isFound) {
                continue;
            }
            next = row + 1;
            boolean tells = point < 0 || streams.isFirst(row);
            known.put(
                    streams.high(row),
                    streams.low(row),
                    body.seriesHashHigh(series),
                    body.seriesHashLow(series),
                    told
                            ? body.metadataHash(entry) | 1
                            : tells ? KnownStreams.NO_METADATA : KnownStreams.UNKNOWN_METADATA);
            if (point < 0) {
                targets.set((int) target);
            }
        }
    }

    /** Notes, when all was translated and none refused, which resources have no {@code target_info}. */
    void endLearning() {
        for (int row = 0; row < streams.count(); row++) {
            if (streams.point(row) < 0 && !targets.get(streams.resource(row))) {
                known.put(streams.high(row), streams.low(row), 0, 0, KnownStreams.NO_METADATA);
            }
        }
    }
}
