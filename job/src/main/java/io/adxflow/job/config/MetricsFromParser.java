package io.adxflow.job.config;

import io.adxflow.job.rules.metrics.MetricFromSpec;
import io.adxflow.job.rules.metrics.MetricFromSpec.Temporality;
import io.adxflow.job.rules.metrics.MetricProgram;
import io.adxflow.job.rules.transform.RuleFunctions;
import io.adxflow.kql.syntax.KqlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** Makes {@link MetricFromSpec}s of {@code namespaces.<name>.metrics-from}: a query by the metric's name, or a map with the query and more. Each query is bound once, so that its problems are told here. */
final class MetricsFromParser {
    private static final String QUERY = "query";
    private static final List<String> FIELDS = List.of(QUERY, "temporality", "lateness", "amend-for", "max-groups");
    private static final Pattern METRIC = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,199}");
    private static final int MOST_RULES = 100;
    private static final int MOST_GROUPS = 100_000;
    private static final Duration MOST_LATENESS = Duration.ofDays(1);
    private static final Duration MOST_AMENDING = Duration.ofDays(7);

    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final OtlpRules otlp;
    private final List<ConfigProblem> problems;

    MetricsFromParser(
            String prefix, SortedMap<String, Setting> settings, OtlpRules otlp, List<ConfigProblem> problems) {
        this.prefix = prefix;
        this.settings = settings;
        this.otlp = otlp;
        this.problems = problems;
    }

    List<MetricFromSpec> parse() {
        Setting whole = settings.get(prefix.substring(0, prefix.length() - 1));
        if (whole != null) {
            problem(whole, "is not one value (expected: a query by each metric's name)");
        }
        SortedMap<String, SortedMap<String, Setting>> metrics = new TreeMap<>();
        for (Setting setting : settings.values()) {
            if (setting.key().startsWith(prefix)) {
                String name = setting.key().substring(prefix.length());
                int dot = name.indexOf('.');
                String field = dot < 0 ? QUERY : name.substring(dot + 1);
                metrics.computeIfAbsent(dot < 0 ? name : name.substring(0, dot), metric -> new TreeMap<>())
                        .put(field, setting);
            }
        }
        if (metrics.size() > MOST_RULES) {
            metrics.values().stream()
                    .limit(1)
                    .forEach(fields -> problem(
                            fields.values().iterator().next(),
                            metrics.size() + " metrics (at most " + MOST_RULES + " in a namespace)"));
        }
        List<MetricFromSpec> specs = new ArrayList<>();
        metrics.forEach((metric, fields) -> specs.add(spec(metric, fields)));
        return List.copyOf(specs);
    }

    private MetricFromSpec spec(String metric, SortedMap<String, Setting> fields) {
        Setting first = fields.values().iterator().next();
        if (!METRIC.matcher(metric).matches()) {
            problem(
                    first,
                    "'" + metric
                            + "' is not a metric's name (expected: 1 to 200 ASCII letters, digits and '_', not"
                            + " beginning with a digit)");
        }
        fields.forEach((field, setting) -> {
            if (!FIELDS.contains(field)) {
                problem(
                        setting,
                        "unknown key" + Nearest.hint(field, FIELDS) + " (known: " + String.join(", ", FIELDS) + ")");
            }
        });
        Setting query = fields.get(QUERY);
        MetricFromSpec spec = new MetricFromSpec(
                metric,
                query == null ? "" : query.text().strip(),
                temporality(fields.get("temporality")),
                millis(fields.get("lateness"), MetricFromSpec.DEFAULT_LATENESS_MILLIS, MOST_LATENESS),
                millis(fields.get("amend-for"), MetricFromSpec.DEFAULT_AMEND_MILLIS, MOST_AMENDING),
                groups(fields.get("max-groups")));
        if (query == null) {
            problem(first, "metric " + metric + " has no query");
        } else {
            bind(query, spec);
        }
        return spec;
    }

    private void bind(Setting query, MetricFromSpec spec) {
        try {
            MetricProgram.bind("", "", otlp, spec, RuleFunctions.WITHOUT_KEYS);
        } catch (KqlException e) {
            problem(query, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            problem(query, String.valueOf(e.getMessage()));
        }
    }

    private Temporality temporality(@Nullable Setting setting) {
        if (setting == null) {
            return Temporality.DELTA;
        }
        for (Temporality each : Temporality.values()) {
            if (each.text().equals(setting.text())) {
                return each;
            }
        }
        problem(setting, "'" + setting.text() + "' (expected: delta or cumulative)");
        return Temporality.DELTA;
    }

    private long millis(@Nullable Setting setting, long otherwise, Duration most) {
        if (setting == null) {
            return otherwise;
        }
        try {
            Duration duration = TimeUtils.parseDuration(setting.text());
            if (!duration.isNegative() && duration.compareTo(most) <= 0) {
                return duration.toMillis();
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Told below.
        }
        problem(
                setting,
                "'" + setting.text() + "' is not a duration from 0s to " + most.toDays()
                        + "d (expected: a number and a unit, as in 30s, 1h)");
        return otherwise;
    }

    private int groups(@Nullable Setting setting) {
        if (setting == null) {
            return MetricFromSpec.DEFAULT_MAX_GROUPS;
        }
        try {
            int groups = Integer.parseInt(setting.text());
            if (groups >= 1 && groups <= MOST_GROUPS) {
                return groups;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        problem(setting, "'" + setting.text() + "' (expected: 1 to " + MOST_GROUPS + ")");
        return MetricFromSpec.DEFAULT_MAX_GROUPS;
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), setting.key() + ": " + message));
    }
}
