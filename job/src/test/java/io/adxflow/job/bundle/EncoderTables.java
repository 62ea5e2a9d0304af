package io.adxflow.job.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.bundle.ChunkEncoder.EncodedRows;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.config.NamespaceSpec.LiftedLabel;
import io.adxflow.job.rows.LiveTables;
import io.adxflow.job.rows.RowFilter;
import io.adxflow.job.rows.RowRules;
import io.adxflow.job.rows.RowSettings;
import io.adxflow.job.rows.TableBuffer;
import io.adxflow.sources.http.Target;
import io.adxflow.sources.wire.MalformedBodyException;
import io.adxflow.sources.wire.RemoteWriteDecoder;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.WireModel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.flink.configuration.Configuration;

/** Tables to be encoded, and the way back from what became of them. */
final class EncoderTables {
    private static final double[] ODD_VALUES = {
        0, -0.0, 1, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -Double.MAX_VALUE, 1e17, 0.1
    };

    private EncoderTables() {}

    /** The tables of bodies in remote write 1.0. */
    static LiveTables of(List<byte[]> bodies, List<LiftedLabel> lifted) {
        LiveTables tables = new LiveTables(
                new RowRules(List.of(
                        new NamespaceSpec("default", "Metrics", List.of("*"), List.of("local"), Map.of(), lifted))),
                RowSettings.from(new Configuration()),
                letter -> {
                    throw new AssertionError(letter);
                },
                null);
        RemoteWriteDecoder decoder = new RemoteWriteDecoder(1 << 28, 42);
        long sequence = 0;
        for (byte[] body : bodies) {
            try {
                tables.append(
                        decoder.decode(WireFormat.REMOTE_WRITE_1, body),
                        new Target("default", "Metrics"),
                        sequence++,
                        0,
                        "test",
                        RowFilter.ALL);
            } catch (MalformedBodyException e) {
                throw new AssertionError(e);
            }
        }
        return tables;
    }

    static TableBuffer one(BodyBuilder body, LiftedLabel... lifted) {
        return of(List.of(body.compressed(WireFormat.REMOTE_WRITE_1)), List.of(lifted))
                .buffers()
                .iterator()
                .next();
    }

    static byte[] csv(TableBuffer buffer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        buffer.drain(new byte[1 << 16], out::write);
        return out.toByteArray();
    }

    /** Inflates with the JDK and demands that nothing is left over. */
    static byte[] inflate(EncodedRows encoded) throws DataFormatException {
        return inflate(encoded.deflated(), encoded.deflatedLength(), encoded.rawLength());
    }

    static byte[] inflate(byte[] deflated, int deflatedLength, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(deflated, 0, deflatedLength);
        byte[] out = new byte[length + 1];
        int inflated = 0;
        int some;
        do {
            some = inflater.inflate(out, inflated, out.length - inflated);
            inflated += some;
        } while (some > 0);
        assertThat(inflated).isEqualTo(length);
        assertThat(inflater.getRemaining()).as("bytes that nothing came of").isZero();
        inflater.end();
        return Arrays.copyOf(out, length);
    }

    /** The same table for the same numbers: series alike and unlike, few and many samples, long values, odd ones. */
    static TableBuffer random(Random random) {
        BodyBuilder body = new BodyBuilder();
        int series = 1 + random.nextInt(1 << random.nextInt(8));
        int labels = random.nextInt(14);
        int mostSamples = 1 + random.nextInt(1 << random.nextInt(7));
        int longest = random.nextInt(12) == 0 ? 40_000 : 1 + random.nextInt(1 << random.nextInt(11));
        if (longest > 10_000) {
            series = 1 + random.nextInt(8);
            labels = 1 + random.nextInt(2);
        }
        long interval = random.nextInt(4) == 0 ? 1 + random.nextInt(100_000) : 15_000;
        long base = random.nextInt(8) == 0 ? random.nextLong() >> 20 : 1_700_000_000_000L + random.nextInt(1 << 30);
        String[] lastValues = new String[labels];
        for (int i = 0; i < series; i++) {
            List<WireModel.Label> ofSeries = new ArrayList<>();
            ofSeries.add(new WireModel.Label("__name__", "up"));
            for (int label = 0; label < labels; label++) {
                String last = lastValues[label];
                String value = last != null && random.nextInt(3) > 0 ? last : text(random, longest, i);
                lastValues[label] = value;
                if (random.nextInt(30) > 0) {
                    ofSeries.add(new WireModel.Label("label_" + (char) ('a' + label), value));
                }
            }
            ofSeries.add(new WireModel.Label("z", Integer.toString(i)));
            body.series(ofSeries);
            double value = random.nextInt(1 << random.nextInt(30));
            int samples = 1 + random.nextInt(mostSamples);
            for (int sample = 0; sample < samples; sample++) {
                long jitter = random.nextInt(3) == 0 ? random.nextInt(7) : 0;
                body.sample(base + sample * interval + jitter, value);
                value = nextValue(random, value);
            }
        }
        return random.nextBoolean() ? one(body) : one(body, new LiftedLabel("label_b", ""), new LiftedLabel("z", ""));
    }

    private static double nextValue(Random random, double value) {
        return switch (random.nextInt(5)) {
            case 0 -> value;
            case 1 -> value + random.nextInt(1000);
            case 2 -> random.nextGaussian();
            case 3 -> random.nextInt(1_000_000) / 1e3;
            default -> ODD_VALUES[random.nextInt(ODD_VALUES.length)];
        };
    }

    private static String text(Random random, int longest, int number) {
        if (random.nextInt(6) == 0) {
            return Integer.toString(number);
        }
        int length = random.nextInt(longest + 1);
        StringBuilder text = new StringBuilder(length);
        int kind = random.nextInt(4);
        while (text.length() < length) {
            switch (kind) {
                case 0 -> text.append((char) ('a' + random.nextInt(26)));
                case 1 -> text.append("\"\"");
                case 2 -> text.append("pod-").append(random.nextInt(4)).append(',');
                default -> text.append((char) (' ' + random.nextInt(2000)));
            }
        }
        return text.toString();
    }
}
