package io.adxflow.sources.wire.otlp.metrics;

import java.io.Serializable;
import java.util.List;

/**
 * What one namespace makes of OpenTelemetry's metrics. Part of the state: a replay translates as the first pass did.
 *
 * @param names how metrics and labels are named
 * @param promoteResourceAttributes resource attributes that become labels of every series of their resource; {@code *} means all
 * @param targetInfo whether a resource's other attributes are written as a series {@code target_info}
 * @param scopeLabels whether the instrumentation scope becomes labels {@code otel_scope_…}
 */
public record OtlpMetricRules(
        MetricNaming names, List<String> promoteResourceAttributes, boolean targetInfo, boolean scopeLabels)
        implements Serializable {

    /** Stands for every attribute in {@link #promoteResourceAttributes}. */
    public static final String ALL = "*";

    /** What holds when nothing is configured. */
    public static final OtlpMetricRules DEFAULT = new OtlpMetricRules(MetricNaming.PROMETHEUS, List.of(), true, true);
}
