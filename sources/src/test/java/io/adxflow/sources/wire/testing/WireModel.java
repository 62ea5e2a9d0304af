package io.adxflow.sources.wire.testing;

import java.util.Comparator;
import java.util.List;

/** Plain values to compare decoders by. Doubles are kept as bits, so that NaNs differ and zeros have signs. */
public final class WireModel {
    private WireModel() {}

    public record Body(List<Series> series, List<Metadata> metadata) {}

    public record Label(String name, String value) {}

    /**
     * One series.
     *
     * @param labels in the order sent; those that resolve
     * @param resolves false when label references are odd in number or out of range
     */
    public record Series(
            List<Label> labels,
            boolean resolves,
            List<Sample> samples,
            List<Histogram> histograms,
            List<Exemplar> exemplars) {}

    public record Sample(long timestamp, long valueBits, long startTimestamp) {}

    public record Exemplar(List<Label> labels, boolean resolves, long timestamp, long valueBits) {}

    /**
     * One native histogram.
     *
     * @param negativeBuckets absolute counts: integers, or bits of doubles when floating; so are count and zeroCount
     */
    public record Histogram(
            long timestamp,
            long startTimestamp,
            boolean floating,
            long count,
            long sumBits,
            int schema,
            long zeroThresholdBits,
            long zeroCount,
            int resetHint,
            List<Integer> negativeOffsets,
            List<Integer> negativeLengths,
            List<Long> negativeBuckets,
            List<Integer> positiveOffsets,
            List<Integer> positiveLengths,
            List<Long> positiveBuckets,
            List<Long> customValueBits) {}

    /**
     * One metadata entry.
     *
     * @param name the metric family (remote write 1.0), else empty
     * @param series the series it came with (remote write 2.0), else -1
     */
    public record Metadata(int type, String name, int series, String help, String unit) {}

    /** One sample with its labels, sorted by name. */
    public record FlatSample(List<Label> labels, long timestamp, long valueBits) {}

    /** All samples of a body, in its order. */
    public static List<FlatSample> flatSamples(Body body) {
        return body.series().stream()
                .flatMap(series -> {
                    List<Label> sorted = series.labels().stream()
                            .sorted(Comparator.comparing(Label::name).thenComparing(Label::value))
                            .toList();
                    return series.samples().stream()
                            .map(sample -> new FlatSample(sorted, sample.timestamp(), sample.valueBits()));
                })
                .toList();
    }
}
