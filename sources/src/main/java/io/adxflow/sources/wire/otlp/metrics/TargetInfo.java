package io.adxflow.sources.wire.otlp.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a resource's attributes as a series {@code target_info} with value 1, told by {@code job} and {@code instance}
 * (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility", section "Resource Attributes"): one sample for each
 * time that the resource stands in a body, at its latest point's time. None for a resource of which these two labels say all.
 */
final class TargetInfo {
    private static final byte[] HELP = "Target metadata".getBytes(US_ASCII);
    private static final int INFO_TYPE = 6;
    private static final String NAME = "__name__";

    private final ChunkWriter out;
    private final PointLabels labels;

    TargetInfo(ChunkWriter out, PointLabels labels) {
        this.out = out;
        this.labels = labels;
    }

    void write(Identity resource, int number, MetricNaming naming, long timestamp)
            throws ChunkFullException, RefusedException {
        if (resource.others().isEmpty()) {
            return;
        }
        Map<String, @Nullable String> fixed = new LinkedHashMap<>();
        fixed.put(NAME, "target_info");
        fixed.putAll(resource.labels());
        labels.take(labels.merge().merge(fixed, resource.others(), naming));
        int help = out.symbol(HELP, 0, HELP.length);
        out.beginSeries();
        for (int i = 0; i < labels.count; i++) {
            out.reference(labels.names[i]);
            out.reference(labels.values[i]);
        }
        out.endReferences();
        out.sample(1, timestamp, 0);
        out.metadata(INFO_TYPE, help, 0);
        out.endSeries(OtlpMetricsTranslator.NO_POINT - 1 - number);
    }
}
