package io.adxflow.job.config;

import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * What one namespace makes of OpenTelemetry's signals.
 *
 * @param logsTable the table of log records that name none
 * @param tracesTable the table of spans
 * @param liftAttributes attributes of records and spans that become columns of their own, in the columns' order
 * @param liftResources resource attributes that become columns of their own, behind those
 * @param metrics how metrics become series
 */
public record OtlpRules(
        String logsTable,
        String tracesTable,
        List<LiftedAttribute> liftAttributes,
        List<LiftedAttribute> liftResources,
        OtlpMetricRules metrics)
        implements Serializable {

    /** State written before there were metrics has no rules for them. */
    @SuppressWarnings("ConstantValue")
    public OtlpRules {
        metrics = metrics == null ? OtlpMetricRules.DEFAULT : metrics;
    }

    /** With the usual rules for metrics. */
    public OtlpRules(
            String logsTable,
            String tracesTable,
            List<LiftedAttribute> liftAttributes,
            List<LiftedAttribute> liftResources) {
        this(logsTable, tracesTable, liftAttributes, liftResources, OtlpMetricRules.DEFAULT);
    }

    /** What holds when nothing is configured. */
    public static final OtlpRules DEFAULT = new OtlpRules("OTelLogs", "OTelTraces", List.of(), List.of());

    /** An attribute that becomes a column; {@code attribute} compares case-insensitively in ASCII, as labels do. */
    public record LiftedAttribute(String attribute, String column, ColumnType type) implements Serializable {}

    /** What a lifted column holds. */
    public enum ColumnType {
        STRING,
        LONG,
        REAL,
        BOOL,
        DATETIME,
        DYNAMIC;

        /** As Kusto and the configuration write it. */
        public String kustoName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
