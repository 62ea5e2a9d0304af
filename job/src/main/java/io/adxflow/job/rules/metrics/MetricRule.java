package io.adxflow.job.rules.metrics;

import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import java.util.List;

/**
 * All that whoever adds up needs to know of a metric. A rule that is another in anything is another rule.
 *
 * @param id names it: namespace, metric, and a hash of its definition
 * @param metric its name
 * @param labels names of its labels, in the order of a group's values
 * @param database where the overflow goes
 * @param windowMillis length of its windows
 * @param latenessMillis as {@link MetricFromSpec#latenessMillis}
 * @param amendMillis as {@link MetricFromSpec#amendMillis}
 * @param maxGroups as {@link MetricFromSpec#maxGroups}
 */
public record MetricRule(
        String id,
        String namespace,
        String metric,
        List<String> labels,
        String database,
        MetricShape shape,
        Temporality temporality,
        long windowMillis,
        long latenessMillis,
        long amendMillis,
        int maxGroups) {
    public MetricRule {
        labels = List.copyOf(labels);
    }
}
