package io.adxflow.job;

import io.adxflow.proto.v2.BucketSpan;
import io.adxflow.proto.v2.Histogram;
import io.adxflow.proto.v2.Metadata.MetricType;
import io.adxflow.proto.v2.Request;
import io.adxflow.proto.v2.TimeSeries;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds bodies of remote write 2.0 with everything that series may have, and counts what is in them. */
final class RequestBuilder2 {
    private final Request.Builder request = Request.newBuilder();
    private final Map<String, Integer> symbols = new LinkedHashMap<>();
    private final long now = System.currentTimeMillis();
    private TimeSeries.Builder series = TimeSeries.newBuilder();
    int samples;
    int histograms;
    int exemplars;

    RequestBuilder2() {
        symbols.put("", 0);
    }

    /** Starts a series. */
    RequestBuilder2 series(String... namesAndValues) {
        series = request.addTimeseriesBuilder();
        for (String text : namesAndValues) {
            series.addLabelsRefs(symbol(text));
        }
        return this;
    }

    RequestBuilder2 sample(double value, long offsetMillis) {
        samples++;
        series.addSamplesBuilder().setValue(value).setTimestamp(now + offsetMillis);
        return this;
    }

    RequestBuilder2 exemplar(double value, long offsetMillis, String... namesAndValues) {
        exemplars++;
        var exemplar = series.addExemplarsBuilder().setValue(value).setTimestamp(now + offsetMillis);
        for (String text : namesAndValues) {
            exemplar.addLabelsRefs(symbol(text));
        }
        return this;
    }

    RequestBuilder2 metadata(MetricType type, String help, String unit) {
        series.getMetadataBuilder().setType(type).setHelpRef(symbol(help)).setUnitRef(symbol(unit));
        return this;
    }

    RequestBuilder2 createdBefore(long millis) {
        series.setCreatedTimestamp(now - millis);
        return this;
    }

    /** Adds a histogram of 23 observations above zero, 3 below, 1 near it, as is wanted. */
    RequestBuilder2 histogram(double sum, boolean positive, boolean negative, boolean zero) {
        Histogram.Builder histogram = begin(sum);
        long count = 0;
        if (positive) {
            histogram.addPositiveSpans(span(0, 3)).addPositiveSpans(span(2, 2));
            histogram.addAllPositiveDeltas(List.of(1L, 2L, 1L, 3L, 1L));
            count += 23;
        }
        if (negative) {
            histogram.addNegativeSpans(span(0, 2)).addAllNegativeDeltas(List.of(1L, 1L));
            count += 3;
        }
        if (zero) {
            histogram.setZeroCountInt(1);
            count++;
        }
        histogram.setCountInt(count);
        return this;
    }

    /** Adds a histogram of 30 observations in custom buckets. */
    RequestBuilder2 customHistogram(double sum) {
        begin(sum)
                .setSchema(-53)
                .addAllCustomValues(List.of(0.1, 0.5, 1.0, 2.5, 5.0, 10.0))
                .addPositiveSpans(span(0, 6))
                .addAllPositiveDeltas(List.of(2L, 1L, 2L, 3L, -1L, -2L))
                .setCountInt(30);
        return this;
    }

    /** Makes the last histogram's count another than its buckets'. */
    RequestBuilder2 miscount() {
        series.getHistogramsBuilder(series.getHistogramsCount() - 1).setCountInt(99);
        return this;
    }

    private Histogram.Builder begin(double sum) {
        histograms++;
        return series.addHistogramsBuilder().setSum(sum).setTimestamp(now);
    }

    private static BucketSpan span(int offset, int length) {
        return BucketSpan.newBuilder().setOffset(offset).setLength(length).build();
    }

    private int symbol(String text) {
        return symbols.computeIfAbsent(text, added -> symbols.size());
    }

    byte[] compressed() {
        return RemoteWriteFixtures.compress(
                request.clone().addAllSymbols(symbols.keySet()).build().toByteArray());
    }
}
