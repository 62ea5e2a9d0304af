package io.adxflow.job.bundle;

import io.adxflow.job.rules.metrics.DocumentRef;
import java.util.SortedMap;

/**
 * A sample that was not sent but made.
 *
 * @param document under which it becomes a row
 * @param labels with {@code __name__}
 */
public record MetricRow(
        DocumentRef document,
        String namespace,
        String database,
        SortedMap<String, String> labels,
        long timestampMillis,
        double value) {}
