package io.adxflow.sources.wire.testing;

import io.adxflow.sources.wire.DecodedBody;
import io.adxflow.sources.wire.LabelCursor;
import io.adxflow.sources.wire.MetricMetadata;
import io.adxflow.sources.wire.NativeHistogram;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Copies a {@link DecodedBody} into a {@link WireModel}, by its public methods. */
public final class DecodedModel {
    private final Charset charset;
    private final DecodedBody body;
    private final LabelCursor cursor = new LabelCursor();
    private final NativeHistogram histogram = new NativeHistogram();
    private final MetricMetadata entry = new MetricMetadata();

    private DecodedModel(DecodedBody body, Charset charset) {
        this.body = body;
        this.charset = charset;
    }

    /**
     * Copies a body.
     *
     * @param charset for strings: UTF-8, or ISO-8859-1 to have each byte as a char
     */
    public static WireModel.Body of(DecodedBody body, Charset charset) {
        return new DecodedModel(body, charset).copy();
    }

    private WireModel.Body copy() {
        List<WireModel.Series> series = new ArrayList<>();
        for (int row = 0; row < body.seriesCount(); row++) {
            series.add(series(row));
        }
        List<WireModel.Metadata> metadata = new ArrayList<>();
        for (int i = 0; i < body.metadataCount(); i++) {
            body.metadata(i, entry);
            String name = entry.series >= 0 ? "" : text(entry.bytes, entry.nameStart, entry.nameEnd);
            metadata.add(new WireModel.Metadata(
                    entry.type,
                    name,
                    entry.series,
                    text(entry.bytes, entry.helpStart, entry.helpEnd),
                    text(entry.bytes, entry.unitStart, entry.unitEnd)));
        }
        return new WireModel.Body(series, metadata);
    }

    private WireModel.Series series(int row) {
        body.labels(row, cursor);
        List<WireModel.Label> labels = labels();
        List<WireModel.Sample> samples = new ArrayList<>();
        for (int i = body.sampleStart(row); i < body.sampleEnd(row); i++) {
            samples.add(new WireModel.Sample(
                    body.sampleTimestamp(i),
                    Double.doubleToRawLongBits(body.sampleValue(i)),
                    body.sampleStartTimestamp(i)));
        }
        List<WireModel.Histogram> histograms = new ArrayList<>();
        for (int i = body.histogramStart(row); i < body.histogramEnd(row); i++) {
            body.histogram(i, histogram);
            histograms.add(histogram());
        }
        List<WireModel.Exemplar> exemplars = new ArrayList<>();
        for (int i = body.exemplarStart(row); i < body.exemplarEnd(row); i++) {
            body.exemplarLabels(i, cursor);
            exemplars.add(new WireModel.Exemplar(
                    labels(),
                    body.exemplarProblem(i) == null,
                    body.exemplarTimestamp(i),
                    Double.doubleToRawLongBits(body.exemplarValue(i))));
        }
        return new WireModel.Series(labels, body.seriesProblem(row) == null, samples, histograms, exemplars);
    }

    private List<WireModel.Label> labels() {
        List<WireModel.Label> labels = new ArrayList<>();
        for (int i = 0; i < cursor.count(); i++) {
            labels.add(new WireModel.Label(
                    text(cursor.bytes(), cursor.nameStart(i), cursor.nameEnd(i)),
                    text(cursor.bytes(), cursor.valueStart(i), cursor.valueEnd(i))));
        }
        return labels;
    }

    private WireModel.Histogram histogram() {
        NativeHistogram h = histogram;
        return new WireModel.Histogram(
                h.timestamp,
                h.startTimestamp,
                h.floating,
                h.floating ? Double.doubleToRawLongBits(h.countDouble) : h.countInteger,
                Double.doubleToRawLongBits(h.sum),
                h.schema,
                Double.doubleToRawLongBits(h.zeroThreshold),
                h.floating ? Double.doubleToRawLongBits(h.zeroCountDouble) : h.zeroCountInteger,
                h.resetHint,
                ints(h.negativeSpanOffsets, h.negativeSpanCount),
                ints(h.negativeSpanLengths, h.negativeSpanCount),
                h.floating
                        ? bits(h.negativeCounts, h.negativeBucketCount)
                        : longs(h.negativeIntegerCounts, h.negativeBucketCount),
                ints(h.positiveSpanOffsets, h.positiveSpanCount),
                ints(h.positiveSpanLengths, h.positiveSpanCount),
                h.floating
                        ? bits(h.positiveCounts, h.positiveBucketCount)
                        : longs(h.positiveIntegerCounts, h.positiveBucketCount),
                bits(h.customValues, h.customValueCount));
    }

    private String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, charset);
    }

    private static List<Integer> ints(int[] values, int count) {
        return IntStream.of(values).limit(count).boxed().toList();
    }

    private static List<Long> longs(long[] values, int count) {
        return LongStream.of(values).limit(count).boxed().toList();
    }

    private static List<Long> bits(double[] values, int count) {
        return Arrays.stream(values, 0, count)
                .mapToObj(Double::doubleToRawLongBits)
                .toList();
    }
}
