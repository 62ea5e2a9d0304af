package io.adxflow.job.rows;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.job.tables.LabelSet;
import io.adxflow.job.tables.LiftedColumns;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.XxHash64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one namespace and database make of series: the labels to add and to lift, the tables' schemas. Immutable. */
final class Route {
    private final String namespace;
    private final String database;
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

    Route(NamespaceSpec spec, String database) {
        this.namespace = spec.name();
        this.database = database;
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
        this.nativeHistograms = key(TableSchemas.NATIVE_HISTOGRAMS, TableSchemas.nativeHistograms(lifted));
        this.exemplars = key(TableSchemas.EXEMPLARS, TableSchemas.exemplars(lifted));
        this.startTimestamps = key(TableSchemas.START_TIMESTAMPS, TableSchemas.startTimestamps(lifted));
        this.metadata = key(TableSchemas.METADATA, TableSchemas.metadata());
    }

    private TableKey key(String table, String schema) {
        return new TableKey(namespace, database, table, schema);
    }

    String namespace() {
        return namespace;
    }

    String database() {
        return database;
    }

    /** Makes the series of one route other entries of the cache than those of another. */
    long saltHigh() {
        return saltHigh;
    }

    long saltLow() {
        return saltLow;
    }

    LiftedColumns lifted() {
        return lifted;
    }

    TableKey metric(String table) {
        return key(table, metricSchema);
    }

    TableKey nativeHistograms() {
        return nativeHistograms;
    }

    TableKey exemplars() {
        return exemplars;
    }

    TableKey startTimestamps() {
        return startTimestamps;
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
