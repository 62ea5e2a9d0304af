package io.adxflow.job.rules.normalise;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds metrics whose different names become one table's, as {@code foo_bar} and {@code fooBar} do. Bounded; not thread-safe. */
public final class NameCollisions {
    private static final Logger LOG = LoggerFactory.getLogger(NameCollisions.class);
    private static final int MAX_TABLES = 20_000;
    private static final int MAX_TOLD = 1_000;

    private final Map<String, String> firstNames = new HashMap<>();
    private final Set<String> told = new HashSet<>();

    /** Takes note of a metric; returns true when it shares a table with another one and that was not told yet. */
    public boolean isNews(String namespace, String table, String metric) {
        String first = firstNames.get(table);
        if (first == null) {
            if (firstNames.size() < MAX_TABLES) {
                firstNames.put(table, metric);
            }
            return false;
        }
        if (first.equals(metric) || told.size() >= MAX_TOLD || !told.add(metric)) {
            return false;
        }
        LOG.warn(
                "namespace {}: metrics {} and {} share the table {}; their series stay apart by SeriesId. A relabel rule gives"
                        + " one of them another name (namespaces.{}.relabel)",
                namespace,
                first,
                metric,
                table,
                namespace);
        return true;
    }
}
