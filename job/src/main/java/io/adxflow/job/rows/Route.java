package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.rules.LabelRules;
import io.adxflow.job.rules.NamespaceRules;
import io.adxflow.job.rules.SeriesRules;
import io.adxflow.job.rules.normalise.NameCollisions;
import io.adxflow.job.rules.normalise.TimeNormaliser;
import io.adxflow.job.select.Selector;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.job.tables.MetricNames;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one namespace and database make of series: the labels to add and to lift, the tables' schemas. Immutable. */
final class Route {
    private final String namespace;
    private final String database;
    private final boolean isConfigured;
    private final boolean isFirst;
    private final long saltHigh;
    private final long saltLow;
    private final List<byte[]> addedNames = new ArrayList<>();
    private final List<byte[]> addedValues = new ArrayList<>();
    private final LiftedColumns lifted;
    private final String metricSchema;
    private final TableKey nativeHistograms;
    private final TableKey exemplars;
    private final TableKey startTimestamps;
    private final TableKey metadata;
    private final DeliveryRules deliveries;
    private final Deliveries widest;
    private final @Nullable SeriesRules rules;
    private final @Nullable LabelRules labelRules;
    private final @Nullable TimeNormaliser times;
    private final @Nullable NameCollisions collisions;

    /** @param isFirst whether names are made as before version 1 of {@link RowRules} */
    Route(NamespaceSpec spec, String database, boolean isFirst, DeliveryRules deliveries, NamespaceRules rules) {
        this.isFirst = isFirst;
        this.rules = rules.series();
        this.labelRules = rules.labels();
        this.times = rules.times();
        this.collisions = rules.collisions();
        this.deliveries = deliveries;
        this.namespace = spec.name();
        this.database = database;
        this.isConfigured = spec.names(database);
        byte[] both = (namespace + '\0' + database).getBytes(StandardCharsets.UTF_8);
        this.saltHigh = XxHash64.hash(both, 0, both.length, 1);
        this.saltLow = XxHash64.hash(both, 0, both.length, 2);
        spec.addLabels().forEach((name, value) -> {
            addedNames.add(name.getBytes(StandardCharsets.UTF_8));
            addedValues.add(value.getBytes(StandardCharsets.UTF_8));
        });
        Map<String, String> columns = new HashMap<>();
        spec.liftLabels().forEach(lift -> columns.put(lift.label(), lift.column()));
        this.lifted = LiftedColumns.of(columns);
        this.metricSchema = TableSchemas.metric(lifted);
        this.widest = deliveries.widest();
        this.nativeHistograms = key(TableSchemas.NATIVE_HISTOGRAMS, TableSchemas.nativeHistograms(lifted, !isFirst));
        this.exemplars = key(TableSchemas.EXEMPLARS, TableSchemas.exemplars(lifted, !isFirst));
        this.startTimestamps = key(TableSchemas.START_TIMESTAMPS, TableSchemas.startTimestamps(lifted, !isFirst));
        this.metadata = key(TableSchemas.METADATA, TableSchemas.metadata());
    }

    private TableKey key(String table, String schema) {
        return new TableKey(namespace, database, table, schema, widest);
    }

    String namespace() {
        return namespace;
    }

    String database() {
        return database;
    }

    /** Whether the configuration names the database; otherwise a sender did. */
    boolean isConfigured() {
        return isConfigured;
    }

    /** Makes the series of one route other entries of the cache than those of another. */
    long saltHigh() {
        return saltHigh;
    }

    long saltLow() {
        return saltLow;
    }

    /** What is done to series before the namespace's own labels are added; null when nothing is. */
    @Nullable
    SeriesRules rules() {
        return rules;
    }

    /** Mends the times of samples; null when they are as sent. */
    @Nullable
    TimeNormaliser times() {
        return times;
    }

    /** Takes note of a new series' table; returns true when another metric has it, which was not told yet. */
    boolean isCollision(String table, String metric) {
        return collisions != null && collisions.isNews(namespace, table, metric);
    }

    /** The name of a rule that drops series. */
    String ruleName(int rule) {
        int ofSeries = rules == null ? 0 : rules.names().size();
        return rules == null || rule >= ofSeries
                ? LabelRules.NAMES.get(rule - ofSeries)
                : rules.names().get(rule);
    }

    /** What is done to the labels of series when they are as their rows would have them; null when nothing is. */
    @Nullable
    LabelRules labelRules() {
        return labelRules;
    }

    /** The number of a rule of {@link LabelRules} among all that may drop a series. */
    int labelRule(int number) {
        return (rules == null ? 0 : rules.names().size()) + number;
    }

    LiftedColumns lifted() {
        return lifted;
    }

    /** The name of a metric's table; empty when there is none. */
    String tableOf(String metric) {
        return isFirst ? MetricNames.adxMonName(metric) : MetricNames.tableName(metric);
    }

    TableKey metric(String table) {
        return key(table, metricSchema);
    }

    /** Where the samples of a series that is new go; the rest of the series follows them. */
    Deliveries choose(String table, LabelSet labels) {
        return choose(table, labels::valueOf);
    }

    /** By whatever tells of labels. */
    Deliveries choose(String table, Selector.Values labels) {
        Deliveries fixed = deliveries.fixed();
        return fixed != null ? fixed : deliveries.choose(table, labels);
    }

    /** Where series without a table of their own go. */
    Deliveries widest() {
        return widest;
    }

    TableKey nativeHistograms(Deliveries ofSeries) {
        return nativeHistograms.with(ofSeries);
    }

    TableKey exemplars(Deliveries ofSeries) {
        return exemplars.with(ofSeries);
    }

    TableKey startTimestamps(Deliveries ofSeries) {
        return startTimestamps.with(ofSeries);
    }

    TableKey metadata() {
        return metadata;
    }

    /** True when the namespace sets this label itself. */
    boolean replaces(byte[] bytes, int nameStart, int nameEnd) {
        for (byte[] name : addedNames) {
            if (Arrays.equals(name, 0, name.length, bytes, nameStart, nameEnd)) {
                return true;
            }
        }
        return false;
    }

    void addLabels(LabelSet to) {
        for (int i = 0; i < addedNames.size(); i++) {
            byte[] name = addedNames.get(i);
            byte[] value = addedValues.get(i);
            byte[] both = Arrays.copyOf(name, name.length + value.length);
            System.arraycopy(value, 0, both, name.length, value.length);
            to.add(both, 0, name.length, name.length, both.length);
        }
    }
}
