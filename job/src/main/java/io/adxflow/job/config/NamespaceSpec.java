package io.adxflow.job.config;

import io.adxflow.job.rules.RulesSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What senders write under one name: where it goes and how its rows are shaped.
 *
 * @param database the database when a request's path names none
 * @param databases the databases that a path may name; a single {@code *} allows every valid identifier
 * @param monikers the destinations, each of which gets every row, in batches of its own
 * @param addLabels labels set on every series, replacing what the sender sent under the same name
 * @param liftLabels labels that leave the Labels column and become columns of their own
 * @param otlp what becomes of OpenTelemetry's signals
 * @param rules what is done to series and records before they become rows
 */
public record NamespaceSpec(
        String name,
        String database,
        List<String> databases,
        List<String> monikers,
        Map<String, String> addLabels,
        List<LiftedLabel> liftLabels,
        OtlpRules otlp,
        RulesSpec rules)
        implements Serializable {
    private static final String ANY = "*";

    /** State written before there were OTLP and rules has none for it. */
    @SuppressWarnings("ConstantValue")
    public NamespaceSpec {
        otlp = otlp == null ? OtlpRules.DEFAULT : otlp;
        rules = rules == null ? RulesSpec.NONE : rules;
    }

    /** A namespace without rules. */
    public NamespaceSpec(
            String name,
            String database,
            List<String> databases,
            List<String> monikers,
            Map<String, String> addLabels,
            List<LiftedLabel> liftLabels,
            OtlpRules otlp) {
        this(name, database, databases, monikers, addLabels, liftLabels, otlp, RulesSpec.NONE);
    }

    /** A namespace with the usual rules for OTLP. */
    public NamespaceSpec(
            String name,
            String database,
            List<String> databases,
            List<String> monikers,
            Map<String, String> addLabels,
            List<LiftedLabel> liftLabels) {
        this(name, database, databases, monikers, addLabels, liftLabels, OtlpRules.DEFAULT, RulesSpec.NONE);
    }

    /** The database that the configuration names so, regardless of case, spelled as it is there; null when there is none. */
    public @Nullable String configuredDatabase(String name) {
        if (name.equals(ANY)) {
            return null;
        }
        return database.equalsIgnoreCase(name) ? database : EntityNames.find(name, databases);
    }

    /** Whether senders may name any database. */
    public boolean allowsEveryDatabase() {
        return databases.contains(ANY);
    }

    /** Whether the configuration names this database, rather than leaving its name to senders. */
    public boolean names(String other) {
        return other.equals(database) || databases.contains(other);
    }

    /** A label that becomes a column; {@code label} compares case-insensitively in ASCII, as in adx-mon. */
    public record LiftedLabel(String label, String column) implements Serializable {}
}
