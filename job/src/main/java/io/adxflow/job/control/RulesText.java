package io.adxflow.job.control;

import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.metrics.MetricFromSpec;
import io.adxflow.job.rules.normalise.Normalisation;
import io.adxflow.job.rules.normalise.NormaliseSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.relabel.RelabelSpec;
import io.adxflow.job.rules.scrub.ScrubPlace;
import io.adxflow.job.rules.scrub.ScrubSpec;
import io.adxflow.job.rules.transform.TransformSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of a namespace's rules in a document's canonical form. Rules that are not there have none: they will never mean
 * anything else, and documents without them keep their hashes.
 */
final class RulesText {
    private RulesText() {}

    static void put(RulesSpec rules, Map<String, Object> keys) {
        putUnlessEmpty(
                keys, "relabel", rules.relabel().stream().map(RulesText::rule).toList());
        put(rules.filter(), keys);
        if (!rules.normalise().on().isEmpty()) {
            keys.put("normalise", normalise(rules.normalise()));
        }
        put(rules.transform(), keys);
        putUnlessEmpty(
                keys, "scrub", rules.scrub().stream().map(RulesText::scrub).toList());
        if (!rules.metricsFrom().isEmpty()) {
            Map<String, Object> metrics = new TreeMap<>();
            rules.metricsFrom().forEach(metric -> metrics.put(metric.metric(), metric(metric)));
            keys.put("metrics-from", metrics);
        }
    }

    private static Map<String, Object> metric(MetricFromSpec metric) {
        Map<String, Object> keys = new TreeMap<>();
        keys.put("query", metric.query());
        keys.put("temporality", metric.temporality().text());
        keys.put("lateness", metric.latenessMillis() + "ms");
        keys.put("amend-for", metric.amendMillis() + "ms");
        keys.put("max-groups", Integer.toString(metric.maxGroups()));
        return keys;
    }

    private static void put(TransformSpec transform, Map<String, Object> keys) {
        if (transform.equals(TransformSpec.NONE)) {
            return;
        }
        Map<String, Object> programs = new TreeMap<>();
        programs.put("logs", transform.logs());
        programs.put("traces", transform.traces());
        programs.put("metrics", transform.metrics());
        programs.put("on-error", transform.onError().text());
        keys.put("transform", programs);
    }

    private static Map<String, Object> scrub(ScrubSpec rule) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", rule.name());
        keys.put("find", rule.find());
        keys.put("patterns", rule.patterns());
        keys.put("in", rule.in().stream().map(ScrubPlace::text).toList());
        keys.put("action", rule.action().text());
        keys.put("replacement", rule.replacement());
        keys.put("key", rule.key());
        return keys;
    }

    private static void put(MetricFilterSpec filter, Map<String, Object> keys) {
        if (filter.defaultDrop()) {
            keys.put("default-drop-metrics", true);
        }
        putUnlessEmpty(keys, "keep-metrics", filter.keep());
        putUnlessEmpty(keys, "drop-metrics", filter.drop());
        putUnlessEmpty(
                keys,
                "keep-metrics-with-label-value",
                filter.keepWithLabelValue().stream()
                        .map(each -> new TreeMap<>(
                                Map.of("label-regex", each.labelRegex(), "value-regex", each.valueRegex())))
                        .toList());
        if (!filter.dropLabels().isEmpty()) {
            keys.put("drop-labels", new TreeMap<>(filter.dropLabels()));
        }
    }

    private static Map<String, Object> rule(RelabelSpec rule) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("action", rule.action().text());
        keys.put("source_labels", rule.sourceLabels());
        keys.put("separator", rule.separator());
        keys.put("regex", rule.regex());
        keys.put("modulus", Long.toUnsignedString(rule.modulus()));
        keys.put("target_label", rule.targetLabel());
        keys.put("replacement", rule.replacement());
        return keys;
    }

    private static Map<String, Object> normalise(NormaliseSpec normalise) {
        Map<String, Object> keys = new TreeMap<>();
        for (Normalisation each : Normalisation.values()) {
            keys.put(each.text(), normalise.has(each));
        }
        keys.put("max-past", normalise.maxPastMillis() + "ms");
        keys.put("max-future", normalise.maxFutureMillis() + "ms");
        return keys;
    }

    private static void putUnlessEmpty(Map<String, Object> keys, String key, List<?> values) {
        if (!values.isEmpty()) {
            keys.put(key, values);
        }
    }
}
