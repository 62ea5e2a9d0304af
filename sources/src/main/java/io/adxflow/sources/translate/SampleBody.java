package io.adxflow.sources.translate;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.xerial.snappy.Snappy;

/** Samples as {@code prometheus.WriteRequest} (Prometheus remote write 1.0): a series per metric and labels, in the order that they came in. */
public final class SampleBody implements TranslatedBody {
    private static final int TIMESERIES = 1;
    private static final int LABELS = 1;
    private static final int SAMPLES = 2;

    private final long maxBytes;
    private final Map<Map<String, String>, ByteArrayOutputStream> series = new LinkedHashMap<>();
    private long bytes;

    /** @param maxBytes what it may hold; more is refused by an exception */
    public SampleBody(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void sample(String metric, Map<String, String> labels, long timestampMillis, double value) {
        TreeMap<String, String> all = new TreeMap<>(labels);
        all.put("__name__", metric);
        ByteArrayOutputStream samples = series.get(all);
        if (samples == null) {
            all.forEach((name, text) -> bytes += name.length() + text.length());
            samples = new ByteArrayOutputStream();
            series.put(all, samples);
        }
        int size =
                CodedOutputStream.computeDoubleSize(1, value) + CodedOutputStream.computeInt64Size(2, timestampMillis);
        bytes += size;
        if (bytes > maxBytes) {
            throw new TooMuchException();
        }
        ByteArrayOutputStream to = samples;
        written(to, out -> {
            out.writeTag(SAMPLES, 2);
            out.writeUInt32NoTag(size);
            out.writeDouble(1, value);
            out.writeInt64(2, timestampMillis);
        });
    }

    @Override
    public void log(
            long timestampNanos,
            int severity,
            String severityText,
            String body,
            Map<String, String> attributes,
            Map<String, String> resource) {
        throw new IllegalStateException("a log record of a format whose signal is METRICS");
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static void written(ByteArrayOutputStream into, Writing writing) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(into);
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] finish() {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        series.forEach((labels, samples) -> {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            written(one, out -> {
                for (Map.Entry<String, String> label : labels.entrySet()) {
                    out.writeTag(LABELS, 2);
                    out.writeUInt32NoTag(CodedOutputStream.computeStringSize(1, label.getKey())
                            + CodedOutputStream.computeStringSize(2, label.getValue()));
                    out.writeString(1, label.getKey());
                    out.writeString(2, label.getValue());
                }
            });
            one.writeBytes(samples.toByteArray());
            byte[] bytesOfOne = one.toByteArray();
            written(request, out -> out.writeByteArray(TIMESERIES, bytesOfOne));
        });
        try {
            return Snappy.compress(request.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
