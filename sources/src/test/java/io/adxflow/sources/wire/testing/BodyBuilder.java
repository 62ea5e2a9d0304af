package io.adxflow.sources.wire.testing;

import io.adxflow.proto.v1.Label;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds bodies of plain samples in either format, encoded by protobuf-java:
 * {@code new BodyBuilder().series("up", "job", "a").sample(1_000, 1).compressed(REMOTE_WRITE_2)}.
 */
public final class BodyBuilder {
    private final List<Series> series = new ArrayList<>();

    private record Series(List<WireModel.Label> labels, List<WireModel.Sample> samples) {}

    /**
     * Starts a series.
     *
     * @param namesAndValues further labels in the order to be sent, name and value in turn
     */
    public BodyBuilder series(String metric, String... namesAndValues) {
        List<WireModel.Label> labels = new ArrayList<>();
        labels.add(new WireModel.Label("__name__", metric));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.add(new WireModel.Label(namesAndValues[i], namesAndValues[i + 1]));
        }
        return series(labels);
    }

    /** Starts a series with any labels, which need not name it. */
    public BodyBuilder series(List<WireModel.Label> labels) {
        series.add(new Series(List.copyOf(labels), new ArrayList<>()));
        return this;
    }

    /** Adds a sample to the series begun last. */
    public BodyBuilder sample(long timestamp, double value) {
        return sample(timestamp, value, 0);
    }

    /** Adds a sample with a start timestamp, which remote write 1.0 cannot carry. */
    public BodyBuilder sample(long timestamp, double value, long startTimestamp) {
        series.get(series.size() - 1)
                .samples()
                .add(new WireModel.Sample(timestamp, Double.doubleToRawLongBits(value), startTimestamp));
        return this;
    }

    public byte[] compressed(WireFormat format) {
        return RemoteWriteFixtures.compress(uncompressed(format));
    }

    public byte[] uncompressed(WireFormat format) {
        return switch (format) {
            case REMOTE_WRITE_1 -> request1().toByteArray();
            case REMOTE_WRITE_2 -> request2().toByteArray();
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        };
    }

    private WriteRequest request1() {
        WriteRequest.Builder request = WriteRequest.newBuilder();
        for (Series one : series) {
            var encoded = request.addTimeseriesBuilder();
            one.labels()
                    .forEach(label -> encoded.addLabels(
                            Label.newBuilder().setName(label.name()).setValue(label.value())));
            one.samples().forEach(sample -> encoded.addSamplesBuilder()
                    .setTimestamp(sample.timestamp())
                    .setValue(Double.longBitsToDouble(sample.valueBits())));
        }
        return request.build();
    }

    private Request request2() {
        Request.Builder request = Request.newBuilder();
        Map<String, Integer> symbols = new LinkedHashMap<>();
        symbols.put("", 0);
        for (Series one : series) {
            var encoded = request.addTimeseriesBuilder();
            for (WireModel.Label label : one.labels()) {
                encoded.addLabelsRefs(symbols.computeIfAbsent(label.name(), name -> symbols.size()));
                encoded.addLabelsRefs(symbols.computeIfAbsent(label.value(), value -> symbols.size()));
            }
            one.samples().forEach(sample -> encoded.addSamplesBuilder()
                    .setTimestamp(sample.timestamp())
                    .setValue(Double.longBitsToDouble(sample.valueBits()))
                    .setStartTimestamp(sample.startTimestamp()));
        }
        return request.addAllSymbols(symbols.keySet()).build();
    }
}
