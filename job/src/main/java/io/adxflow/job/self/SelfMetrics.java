package io.adxflow.job.self;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.ops.MetricStore;
import io.adxflow.job.page.model.PartSource;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A process' metrics as rows: one for each name and set of labels, over its readers together. What is of the namespace that they are
 * written into, or of its tables, is left out: else each report would be one more thing to tell of in the next.
 */
final class SelfMetrics {
    static final String TABLE = "AdxflowMetrics";
    static final String SCHEMA = "Timestamp:datetime,Process:string,Name:string,Labels:dynamic,Value:real";

    /** Far more than a job has with a hundred namespaces and monikers. */
    static final int MAX_ROWS = 5_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OWN_PREFIX = "self_";
    private static final String SUBTASK = "subtask_index";

    private final Consumer<MetricStore.Visitor> metrics;
    private final String namespace;
    private final String process;
    private long leftOut;

    private record Key(String name, Map<String, String> labels) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : labels.toString().compareTo(other.labels.toString());
        }
    }

    /** @param metrics shows all there are to a visitor */
    SelfMetrics(Consumer<MetricStore.Visitor> metrics, String namespace, String process) {
        this.metrics = metrics;
        this.namespace = namespace;
        this.process = process;
    }

    /** All of them now. */
    CsvBody rows(long nowMillis) {
        Map<Key, Double> values = new TreeMap<>();
        metrics.accept((name, labels, value) -> {
            if (!isOwn(name, labels)) {
                Map<String, String> kept = new TreeMap<>(labels);
                kept.remove(SUBTASK);
                values.merge(new Key(name, kept), value, (one, other) -> PartSource.together(name, one, other));
            }
        });
        CsvBody body = new CsvBody(TABLE, SCHEMA);
        values.entrySet().stream().limit(MAX_ROWS).forEach(entry -> body.time(nowMillis)
                .text(process)
                .text(entry.getKey().name())
                .text(json(entry.getKey().labels()))
                .real(entry.getValue())
                .endRow());
        leftOut = Math.max(0, values.size() - MAX_ROWS);
        return body;
    }

    private boolean isOwn(String name, Map<String, String> labels) {
        String table = labels.get("table");
        return name.startsWith(OWN_PREFIX)
                || namespace.equals(labels.get("namespace"))
                || TABLE.equals(table)
                || SelfErrors.TABLE.equals(table);
    }

    private static String json(Map<String, String> labels) {
        try {
            return JSON.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many found no room the last time. */
    long leftOut() {
        return leftOut;
    }
}
