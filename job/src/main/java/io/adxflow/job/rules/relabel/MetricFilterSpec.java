package io.adxflow.job.rules.relabel;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Which metrics of a namespace are kept and which of their labels, as adx-mon's collector has it. Expressions are RE2's and need
 * only match a part of the text.
 *
 * @param defaultDrop whether a metric that no keep rule is about is dropped; else keep rules say nothing
 * @param keep expressions for names of metrics
 * @param drop expressions for names of metrics; what they match is dropped, whatever the keep rules say
 * @param keepWithLabelValue keep a metric that has such a label
 * @param dropLabels expressions for names of labels, by expressions for the names of the metrics they are dropped from
 */
public record MetricFilterSpec(
        boolean defaultDrop,
        List<String> keep,
        List<String> drop,
        List<LabelValue> keepWithLabelValue,
        Map<String, String> dropLabels)
        implements Serializable {
    /** Keeps everything. */
    public static final MetricFilterSpec NONE = new MetricFilterSpec(false, List.of(), List.of(), List.of(), Map.of());

    /** Expressions for a label's name and its value. */
    public record LabelValue(String labelRegex, String valueRegex) implements Serializable {}
}
