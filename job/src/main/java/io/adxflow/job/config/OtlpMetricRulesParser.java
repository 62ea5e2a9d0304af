package io.adxflow.job.config;

import io.adxflow.sources.wire.otlp.metrics.MetricNaming;
import io.adxflow.sources.wire.otlp.metrics.OtlpMetricRules;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes {@link OtlpMetricRules} of the settings under {@code namespaces.<name>}. */
final class OtlpMetricRulesParser {
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;

    OtlpMetricRulesParser(String prefix, SortedMap<String, Setting> settings, List<ConfigProblem> problems) {
        this.prefix = prefix;
        this.settings = settings;
        this.problems = problems;
    }

    OtlpMetricRules parse() {
        OtlpMetricRules usual = OtlpMetricRules.DEFAULT;
        return new OtlpMetricRules(
                names(usual.names()),
                promoted(usual.promoteResourceAttributes()),
                flag("otlp-target-info", usual.targetInfo()),
                flag("otlp-scope-labels", usual.scopeLabels()));
    }

    private MetricNaming names(MetricNaming otherwise) {
        Setting setting = settings.get(prefix + "otlp-metric-names");
        if (setting == null) {
            return otherwise;
        }
        Optional<MetricNaming> naming = MetricNaming.ofText(setting.text());
        if (naming.isEmpty()) {
            String known =
                    Stream.of(MetricNaming.values()).map(MetricNaming::text).collect(Collectors.joining(", "));
            problem(setting, "'" + setting.text() + "' (expected one of: " + known + ")");
        }
        return naming.orElse(otherwise);
    }

    private List<String> promoted(List<String> otherwise) {
        Setting setting = settings.get(prefix + "otlp-promote-resource-attributes");
        if (setting == null) {
            return otherwise;
        }
        List<String> attributes = setting.parts();
        if (attributes.contains(OtlpMetricRules.ALL) && attributes.size() > 1) {
            problem(setting, "'*' promotes every attribute, so it stands alone");
        }
        return List.copyOf(attributes);
    }

    private boolean flag(String field, boolean otherwise) {
        Setting setting = settings.get(prefix + field);
        if (setting == null) {
            return otherwise;
        }
        if (!setting.text().equals("true") && !setting.text().equals("false")) {
            problem(setting, "'" + setting.text() + "' (expected: true or false)");
        }
        return setting.text().equals("true");
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), setting.key() + ": " + message));
    }
}
