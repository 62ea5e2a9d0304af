package io.adxflow.sources.wire.otlp.metrics;

import io.adxflow.sources.wire.MalformedBodyException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends data points and {@code target_info} to the chunk as wholes: of one that is refused, or that has to wait for the next
 * chunk, nothing stays.
 */
final class PointAppend {
    private final ChunkWriter out;
    private final PointLabels labels;
    private final ScopeLabels scope;
    private final MetricHead metric;
    private final PointWriter points;
    private final TargetInfo targetInfo;
    private final Refusals refusals;

    private boolean labelsFixed;
    // What the chunk and the counters were before the point at hand.
    private int length;
    private int series;
    private int symbols;
    private int used;
    private int described;
    private long rounded;
    private long exemplars;
    private int texts;

    PointAppend(
            ChunkWriter out,
            PointLabels labels,
            ScopeLabels scope,
            MetricHead metric,
            PointWriter points,
            TargetInfo targetInfo,
            Refusals refusals) {
        this.out = out;
        this.labels = labels;
        this.scope = scope;
        this.metric = metric;
        this.points = points;
        this.targetInfo = targetInfo;
        this.refusals = refusals;
    }

    void beginChunk() throws ChunkFullException {
        points.beginChunk();
        metric.forgetSymbols();
        metric.described = 0;
        labelsFixed = false;
    }

    /** The points that follow are of another metric. */
    void beginMetric() {
        labelsFixed = false;
    }

    /**
     * Appends the point last read, or refuses it.
     *
     * @throws ChunkFullException when it is for the next chunk to hold
     */
    void point(PointKind kind, OtlpMetricRules rules, long number) throws MalformedBodyException, ChunkFullException {
        mark();
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
            points.write(kind, number);
            if (isTooLarge()) {
                throw new RefusedException(tooLarge());
            }
        } catch (RefusedException e) {
            takeBack();
            refusals.point(metric, String.valueOf(e.getMessage()));
        } catch (ChunkFullException e) {
            boolean hopeless = e.noMemory == null && (series == 0 || isTooLarge());
            if (hopeless && !labelsFixed) {
                // Not to be tried again for each point of the scope.
                scope.refuse(tooLarge());
            }
            takeBack();
            if (!hopeless) {
                throw e;
            }
            refusals.point(metric, tooLarge());
        }
    }

    /**
     * Appends what there is to be told of a resource.
     *
     * @param number of the resource in the body
     * @throws ChunkFullException when it is for the next chunk to hold
     */
    void targetInfo(Identity resource, int number, OtlpMetricRules rules, long timestamp) throws ChunkFullException {
        mark();
        try {
            targetInfo.write(resource, number, rules.names(), timestamp);
        } catch (RefusedException e) {
            refusals.targetInfo(String.valueOf(e.getMessage()));
        } catch (ChunkFullException e) {
            takeBack();
            if (series > 0 || e.noMemory != null) {
                throw e;
            }
            refusals.targetInfo("its labels take more than " + out.limit() + " B");
        }
    }

    /** A point takes at most half of a chunk, so that each chunk but the last is half full at least. */
    private boolean isTooLarge() {
        return out.used() - used > out.limit() / 2;
    }

    private String tooLarge() {
        return "its series take more than " + out.limit() / 2 + " B";
    }

    private void mark() {
        length = out.length();
        series = out.seriesCount();
        symbols = out.symbolCount();
        used = out.used();
        described = metric.described;
        rounded = points.rounded;
        exemplars = refusals.exemplars;
        texts = refusals.texts.size();
    }

    private void takeBack() {
        out.truncate(length, series, symbols);
        metric.forgetSymbols();
        metric.described = described;
        points.rounded = rounded;
        labelsFixed = false;
        refusals.takeBackExemplars(exemplars, texts);
    }
}
