package io.adxflow.job.config;

import io.adxflow.job.config.NamespaceSpec.LiftedLabel;
import java.io.Serializable;
import java.util.List;

/**
 * What one namespace makes of OpenTelemetry's signals.
 *
 * @param logsTable the table of log records that name none
 * @param tracesTable the table of spans
 * @param liftAttributes attributes of records and spans that become columns of their own
 * @param liftResources resource attributes that become columns of their own
 */
public record OtlpRules(
        String logsTable, String tracesTable, List<LiftedLabel> liftAttributes, List<LiftedLabel> liftResources)
        implements Serializable {

    /** What holds when nothing is configured. */
    public static final OtlpRules DEFAULT = new OtlpRules("OTelLogs", "OTelTraces", List.of(), List.of());
}
