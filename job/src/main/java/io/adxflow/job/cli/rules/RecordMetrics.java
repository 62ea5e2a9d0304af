package io.adxflow.job.cli.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.adxflow.job.rules.metrics.Groups;
import io.adxflow.job.rules.metrics.MetricRule;
import io.adxflow.job.rules.metrics.PartialSum;
import io.adxflow.job.rules.metrics.PartialSum.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells what a record gives to metrics, before the namespace's rules for series act on these. */
final class RecordMetrics {
    private RecordMetrics() {}

    /** Null when it gives nothing. */
    static @Nullable ArrayNode of(List<PartialSum> sums) {
        if (sums.isEmpty()) {
            return null;
        }
        ArrayNode metrics = JsonNodeFactory.instance.arrayNode();
        for (PartialSum sum : sums) {
            MetricRule rule = sum.rule();
            for (Entry entry : sum.entries()) {
                double[] values = new double[rule.shape().size()];
                entry.sum().results(values);
                for (int i = 0; i < values.length; i++) {
                    ObjectNode metric = metrics.addObject();
                    ObjectNode labels = metric.putObject("labels");
                    for (Map.Entry<String, String> label :
                            Groups.labels(rule, entry.group(), i).entrySet()) {
                        labels.put(label.getKey(), label.getValue());
                    }
                    metric.put(
                            "window", Instant.ofEpochMilli(entry.windowMillis()).toString());
                    metric.put("value", values[i]);
                }
            }
        }
        return metrics;
    }
}
