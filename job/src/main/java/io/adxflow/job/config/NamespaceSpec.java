package io.adxflow.job.config;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What senders write under one name: where it goes and how its rows are shaped.
 *
 * @param database the database when a request's path names none
 * @param databases the databases that a path may name; a single {@code *} allows every valid identifier
 * @param monikers the destinations, each of which gets every row, in batches of its own
 * @param addLabels labels set on every series, replacing what the sender sent under the same name
 * @param liftLabels labels that leave the Labels column and become columns of their own
 * @param otlp what becomes of OpenTelemetry's signals
 */
public record NamespaceSpec(
        String name,
        String database,
        List<String> databases,
        List<String> monikers,
        Map<String, String> addLabels,
        List<LiftedLabel> liftLabels,
        OtlpRules otlp)
        implements Serializable {

    /** State written before there was OTLP has no rules for it. */
    @SuppressWarnings("ConstantValue")
    public NamespaceSpec {
        otlp = otlp == null ? OtlpRules.DEFAULT : otlp;
    }

    /** A namespace with the usual rules for OTLP. */
    public NamespaceSpec(
            String name,
            String database,
            List<String> databases,
            List<String> monikers,
            Map<String, String> addLabels,
            List<LiftedLabel> liftLabels) {
        this(name, database, databases, monikers, addLabels, liftLabels, OtlpRules.DEFAULT);
    }

    /** A label that becomes a column; {@code label} compares case-insensitively in ASCII, as in adx-mon. */
    public record LiftedLabel(String label, String column) implements Serializable {}
}
