package io.adxflow.job.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.adxflow.job.rules.RulesSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec;
import io.adxflow.job.rules.relabel.MetricFilterSpec.LabelValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes {@link RulesSpec} of the settings under {@code namespaces.<name>}. */
final class RulesParser {
    private static final List<String> LABEL_VALUE = List.of("label-regex", "value-regex");

    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final OtlpRules otlp;
    private final List<ConfigProblem> problems;

    /** @param otlp what tables of records look like */
    RulesParser(String prefix, SortedMap<String, Setting> settings, OtlpRules otlp, List<ConfigProblem> problems) {
        this.otlp = otlp;
        this.prefix = prefix;
        this.settings = settings;
        this.problems = problems;
    }

    RulesSpec parse() {
        return new RulesSpec(
                new RelabelParser(settings.get(prefix + "relabel"), problems).parse(),
                filter(),
                new NormaliseParser(prefix + "normalise", settings, problems).parse(),
                new TransformParser(prefix + "transform.", settings, otlp, problems).parse(),
                new ScrubParser(settings.get(prefix + "scrub"), problems).parse(),
                new MetricsFromParser(prefix + "metrics-from.", settings, otlp, problems).parse());
    }

    private MetricFilterSpec filter() {
        return new MetricFilterSpec(
                defaultDrop(),
                expressions("keep-metrics"),
                expressions("drop-metrics"),
                keepWithLabelValue(),
                dropLabels());
    }

    private boolean defaultDrop() {
        Setting setting = settings.get(prefix + "default-drop-metrics");
        if (setting != null && !setting.text().equals("true") && !setting.text().equals("false")) {
            problem(setting, setting.key() + ": '" + setting.text() + "' (expected: true or false)");
        }
        return setting != null && setting.text().equals("true");
    }

    /** A list, or one expression, which may have commas in it. */
    private List<String> expressions(String field) {
        Setting setting = settings.get(prefix + field);
        if (setting == null) {
            return List.of();
        }
        setting.values().forEach(regex -> check(setting, setting.key(), regex));
        return setting.values();
    }

    private List<LabelValue> keepWithLabelValue() {
        List<LabelValue> keep = new ArrayList<>();
        for (SettingMaps.Entry entry :
                SettingMaps.of(settings.get(prefix + "keep-metrics-with-label-value"), problems)) {
            entry.refuseUnknown(LABEL_VALUE, problems);
            for (String key : LABEL_VALUE) {
                Setting setting = entry.get(key);
                if (setting == null) {
                    problems.add(new ConfigProblem(entry.origin(), entry.where() + ": has no " + key));
                } else {
                    check(setting, entry.where() + ": " + key, setting.text());
                }
            }
            keep.add(new LabelValue(entry.text("label-regex", ""), entry.text("value-regex", "")));
        }
        return List.copyOf(keep);
    }

    private Map<String, String> dropLabels() {
        Map<String, String> labels = new TreeMap<>();
        SettingPairs.of(prefix + "drop-labels", settings, problems).forEach((metric, pair) -> {
            if (pair.value() == null || pair.value().isEmpty()) {
                problem(
                        pair.setting(),
                        prefix + "drop-labels: '" + metric
                                + "' has no expression for labels (expected: <metric's name>=<label's name>)");
                return;
            }
            check(pair.setting(), prefix + "drop-labels", metric);
            check(pair.setting(), prefix + "drop-labels: " + metric, pair.value());
            labels.put(metric, pair.value());
        });
        return labels;
    }

    private void check(Setting setting, String where, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            problem(setting, where + ": '" + regex + "' is not a regular expression of RE2: " + e.getDescription());
        }
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
