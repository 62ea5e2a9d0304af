package io.adxflow.sources.wire.testing;

import com.google.protobuf.Message;
import io.adxflow.proto.v1.BucketSpan;
import io.adxflow.proto.v1.Exemplar;
import io.adxflow.proto.v1.Histogram;
import io.adxflow.proto.v1.Label;
import io.adxflow.proto.v1.MetricMetadata;
import io.adxflow.proto.v1.Sample;
import io.adxflow.proto.v1.TimeSeries;
import io.adxflow.proto.v1.WriteRequest;
import io.adxflow.proto.v2.Request;
import io.adxflow.sources.wire.WireFormat;
import java.util.Random;

/** Random bodies that hold everything the formats can carry, built by the generated classes. Uncompressed. */
public final class RandomBodies {
    private static final long STALE_MARKER = 0x7FF0000000000002L;

    private final Random random;

    public RandomBodies(long seed) {
        random = new Random(seed);
    }

    public byte[] next(WireFormat format) {
        return switch (format) {
            case REMOTE_WRITE_1 -> next1().toByteArray();
            case REMOTE_WRITE_2 -> next2().toByteArray();
            default -> throw new IllegalArgumentException(format + " (expected: remote write)");
        };
    }

    private WriteRequest next1() {
        WriteRequest.Builder request = WriteRequest.newBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            TimeSeries.Builder series = request.addTimeseriesBuilder();
            for (int k = random.nextInt(16); k > 0; k--) {
                series.addLabels(label());
            }
            for (int k = few(); k > 0; k--) {
                series.addSamples(Sample.newBuilder().setTimestamp(timestamp()).setValue(value()));
            }
            for (int k = few(); k > 0; k--) {
                Exemplar.Builder exemplar =
                        Exemplar.newBuilder().setTimestamp(timestamp()).setValue(value());
                for (int l = few(); l > 0; l--) {
                    exemplar.addLabels(label());
                }
                series.addExemplars(exemplar);
            }
            for (int k = few(); k > 0; k--) {
                series.addHistograms(histogram());
            }
        }
        for (int i = few(); i > 0; i--) {
            request.addMetadata(MetricMetadata.newBuilder()
                    .setTypeValue(random.nextInt(10))
                    .setMetricFamilyName(text())
                    .setHelp(text())
                    .setUnit(text()));
        }
        return request.build();
    }

    private Request next2() {
        Request.Builder request = Request.newBuilder();
        int symbols = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(random.nextInt(100) == 0 ? 20_000 : 100);
        for (int i = 0; i < symbols; i++) {
            request.addSymbols(i == 0 ? "" : text());
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            var series = request.addTimeseriesBuilder();
            for (int k = references(); k > 0; k--) {
                series.addLabelsRefs(reference(symbols));
            }
            for (int k = few(); k > 0; k--) {
                series.addSamplesBuilder()
                        .setTimestamp(timestamp())
                        .setValue(value())
                        .setStartTimestamp(random.nextBoolean() ? 0 : timestamp());
            }
            for (int k = few(); k > 0; k--) {
                var exemplar =
                        series.addExemplarsBuilder().setTimestamp(timestamp()).setValue(value());
                for (int l = 2 * few(); l > 0; l--) {
                    exemplar.addLabelsRefs(reference(symbols));
                }
            }
            for (int k = few(); k > 0; k--) {
                Message histogram = histogram();
                try {
                    // The messages of both formats have the same fields up to the start timestamp.
                    series.addHistograms(io.adxflow.proto.v2.Histogram.parseFrom(histogram.toByteString()).toBuilder()
                            .setStartTimestamp(random.nextBoolean() ? 0 : timestamp()));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new IllegalStateException(e);
                }
            }
            if (random.nextBoolean()) {
                series.getMetadataBuilder()
                        .setTypeValue(random.nextInt(10))
                        .setHelpRef(random.nextInt(symbols + 2))
                        .setUnitRef(random.nextInt(symbols + 2));
            }
            if (random.nextInt(3) == 0) {
                series.setCreatedTimestamp(timestamp());
            }
        }
        return request.build();
    }

    private int references() {
        int labels = random.nextInt(30) == 0 ? random.nextInt(400) : random.nextInt(16);
        return 2 * labels + (random.nextInt(20) == 0 ? 1 : 0);
    }

    private int reference(int symbols) {
        return random.nextInt(200) == 0 ? random.nextInt() : random.nextInt(Math.max(1, symbols));
    }

    private Histogram histogram() {
        Histogram.Builder histogram = Histogram.newBuilder()
                .setTimestamp(timestamp())
                .setSum(value())
                .setSchema(random.nextInt(4) == 0 ? -53 : random.nextInt(13) - 4)
                .setZeroThreshold(value())
                .setResetHintValue(random.nextInt(4));
        boolean floating = random.nextBoolean();
        if (floating) {
            histogram.setCountFloat(value()).setZeroCountFloat(value());
        } else if (random.nextInt(10) > 0) {
            histogram.setCountInt(random.nextLong()).setZeroCountInt(random.nextInt(5));
        }
        for (int i = few(); i > 0; i--) {
            histogram.addNegativeSpans(span());
            histogram.addPositiveSpans(span());
        }
        for (int i = random.nextInt(40); i > 0; i--) {
            if (floating) {
                histogram.addPositiveCounts(value());
            } else {
                histogram.addPositiveDeltas(random.nextInt(200) - 100L);
            }
        }
        for (int i = few(); i > 0; i--) {
            histogram.addNegativeDeltas(random.nextLong());
            histogram.addNegativeCounts(value());
            histogram.addCustomValues(value());
        }
        return histogram.build();
    }

    private BucketSpan span() {
        return BucketSpan.newBuilder()
                .setOffset(random.nextInt())
                .setLength(random.nextInt(9))
                .build();
    }

    private Label label() {
        return Label.newBuilder().setName(text()).setValue(text()).build();
    }

    private int few() {
        return Math.max(0, random.nextInt(5) - 1);
    }

    private String text() {
        int length =
                switch (random.nextInt(20)) {
                    case 0 -> 0;
                    case 1 -> 100 + random.nextInt(400);
                    case 2 -> random.nextInt(100) == 0 ? 20_000 : 1;
                    default -> 1 + random.nextInt(30);
                };
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(30) == 0 ? 0x80 + random.nextInt(0x5000) : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    private long timestamp() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            case 2 -> -random.nextInt(1000);
            default -> 1_790_000_000_000L + random.nextInt();
        };
    }

    private double value() {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -0.0;
            case 2 -> Double.longBitsToDouble(STALE_MARKER);
            case 3 -> Double.longBitsToDouble(random.nextLong());
            case 4 -> random.nextInt(1000);
            default -> random.nextDouble();
        };
    }
}
