package io.adxflow.sources.wire.otlp.metrics;

import org.jspecify.annotations.Nullable;

/** The kinds of metrics (metrics.proto, {@code Metric.data}), with the tags in which their messages differ. */
enum PointKind {
    GAUGE("gauge", 5, 7, 5, 8),
    SUM("sum", 7, 7, 5, 8),
    HISTOGRAM("histogram", 9, 9, 8, 10),
    EXPONENTIAL_HISTOGRAM("exponential_histogram", 10, 1, 11, 10),
    /** Has no exemplars. */
    SUMMARY("summary", 11, 7, 0, 8);

    final String field;
    final int attributesTag;
    final int exemplarsTag;
    final int flagsTag;
    private final int metricTag;

    PointKind(String field, int metricField, int attributesField, int exemplarsField, int flagsField) {
        this.field = field;
        metricTag = metricField << 3 | 2;
        attributesTag = attributesField << 3 | 2;
        exemplarsTag = exemplarsField << 3 | 2;
        flagsTag = flagsField << 3;
    }

    /** The kind whose data a metric has under this tag. */
    static @Nullable PointKind ofTag(int tag) {
        for (PointKind kind : values()) {
            if (kind.metricTag == tag) {
                return kind;
            }
        }
        return null;
    }
}
