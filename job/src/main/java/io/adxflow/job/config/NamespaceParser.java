package io.adxflow.job.config;

import io.adxflow.job.config.NamespaceSpec.LiftedLabel;
import io.adxflow.job.rules.RulesSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Makes a {@link NamespaceSpec} of the settings under {@code namespaces.<name>}. */
final class NamespaceParser {
    static final String DEFAULT_NAME = "default";
    static final String DEFAULT_DATABASE = "Metrics";
    static final List<String> FIELDS = List.of(
            "database",
            "databases",
            "monikers",
            "add-labels",
            "lift-labels",
            "logs-table",
            "traces-table",
            "lift-attributes",
            "lift-resources",
            "otlp-metric-names",
            "otlp-promote-resource-attributes",
            "otlp-target-info",
            "otlp-scope-labels",
            "relabel",
            "keep-metrics",
            "drop-metrics",
            "keep-metrics-with-label-value",
            "default-drop-metrics",
            "drop-labels",
            "normalise",
            "transform.logs",
            "transform.traces",
            "transform.metrics",
            "transform.on-error",
            "scrub",
            "metrics-from");
    private static final List<String> MAPS = List.of(
            "add-labels.",
            "lift-labels.",
            "lift-attributes.",
            "lift-resources.",
            "drop-labels.",
            "normalise.",
            "metrics-from.");

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final List<String> FIXED_COLUMNS = List.of("Timestamp", "SeriesId", "Labels", "Value");

    private final String name;
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;
    private final boolean subscribed;

    /** @param subscribed whether a subscription takes from it, so that it needs no monikers of its own */
    NamespaceParser(String name, SettingLayers layers, boolean subscribed, List<ConfigProblem> problems) {
        this.name = name;
        this.subscribed = subscribed;
        this.prefix = "namespaces." + name + ".";
        this.settings = layers.under(prefix);
        this.problems = problems;
    }

    NamespaceSpec parse() {
        String origin = SettingLayers.firstOrigin(settings);
        if (!NAME.matcher(name).matches()) {
            problems.add(new ConfigProblem(
                    origin,
                    "namespace '" + name
                            + "': a name is 1 to 64 letters, digits, '-' and '_', and begins with neither"));
        }
        refuseUnknown();
        Setting given = settings.get(prefix + "database");
        String database = given == null ? DEFAULT_DATABASE : given.text();
        if (given != null) {
            checkDatabase(given, database);
        }
        OtlpRules otlp = new OtlpRulesParser(prefix, settings, problems).parse();
        RulesSpec rules = new RulesParser(prefix, settings, otlp, problems).parse();
        return new NamespaceSpec(name, database, databases(), monikers(origin), addLabels(), liftLabels(), otlp, rules);
    }

    private void refuseUnknown() {
        for (Setting setting : settings.values()) {
            String field = setting.key().substring(prefix.length());
            boolean known = FIELDS.contains(field) || MAPS.stream().anyMatch(field::startsWith);
            if (!known) {
                problem(
                        setting,
                        "unknown key " + setting.key() + Nearest.hint(field, FIELDS) + " (known: "
                                + String.join(", ", FIELDS) + ")");
            }
        }
    }

    private void checkDatabase(Setting setting, String database) {
        if (!EntityNames.isValid(database)) {
            problem(
                    setting,
                    setting.key() + ": '" + database + "' is not a database name (expected: " + EntityNames.EXPECTED
                            + ")");
        }
    }

    private List<String> databases() {
        Setting setting = settings.get(prefix + "databases");
        if (setting == null) {
            return List.of("*");
        }
        List<String> databases = setting.parts();
        Map<String, String> taken = new HashMap<>();
        for (String database : databases) {
            String other = taken.putIfAbsent(database.toLowerCase(Locale.ROOT), database);
            if (other != null) {
                problem(
                        setting,
                        setting.key() + ": '" + database + "' and '" + other
                                + "' are one database, as names of databases compare regardless of case");
            }
            if (!database.equals("*")) {
                checkDatabase(setting, database);
            } else if (databases.size() > 1) {
                problem(setting, setting.key() + ": '*' allows every database, so it stands alone");
            }
        }
        return List.copyOf(databases);
    }

    private List<String> monikers(String origin) {
        Setting setting = settings.get(prefix + "monikers");
        if (setting == null && name.equals(DEFAULT_NAME) && !subscribed) {
            return List.of(MonikerParser.LOCAL);
        }
        List<String> monikers = setting == null ? List.of() : setting.parts();
        if (monikers.isEmpty() && !subscribed) {
            problems.add(new ConfigProblem(
                    setting == null ? origin : setting.origin(),
                    "namespace " + name + " has no moniker, so its rows would go nowhere; set " + prefix
                            + "monikers, or subscribe to it (subscriptions.<name>.from)"));
        } else if (setting != null && monikers.stream().distinct().count() < monikers.size()) {
            problem(setting, setting.key() + ": a moniker stands there twice");
        }
        return List.copyOf(monikers);
    }

    /** Where {@code namespaces.<name>.monikers} was set, for messages about the monikers it names. */
    String monikersOrigin() {
        Setting setting = settings.get(prefix + "monikers");
        return setting == null ? "" : setting.origin();
    }

    private Map<String, String> addLabels() {
        Map<String, String> labels = new TreeMap<>();
        pairs("add-labels").forEach((label, pair) -> {
            if (label.isEmpty() || label.equals("__name__")) {
                problem(pair.setting(), prefix + "add-labels: '" + label + "' cannot be added as a label");
            } else if (pair.value() == null || pair.value().isEmpty()) {
                problem(pair.setting(), prefix + "add-labels: '" + label + "' has no value (expected: label=value)");
            } else {
                labels.put(label, pair.value());
            }
        });
        return labels;
    }

    private List<LiftedLabel> liftLabels() {
        List<LiftedLabel> lifted = new ArrayList<>();
        Map<String, String> taken = new HashMap<>();
        FIXED_COLUMNS.forEach(column -> taken.put(column.toLowerCase(Locale.ROOT), "a column of every table"));
        pairs("lift-labels").forEach((label, pair) -> {
            String column = pair.value() == null || pair.value().isEmpty() ? ColumnNames.ofLabel(label) : pair.value();
            if (!EntityNames.isValid(column)) {
                problem(
                        pair.setting(),
                        prefix + "lift-labels: '" + column + "' is not a column name for " + label + " (expected: "
                                + EntityNames.EXPECTED + ")");
                return;
            }
            String other = taken.putIfAbsent(column.toLowerCase(Locale.ROOT), "the column of label " + label);
            if (other != null) {
                problem(
                        pair.setting(),
                        prefix + "lift-labels: column " + column + " of label " + label + " is already " + other
                                + "; give it another name (" + label + "=OtherColumn)");
                return;
            }
            lifted.add(new LiftedLabel(label, column));
        });
        lifted.sort(Comparator.comparing(entry -> entry.label().toLowerCase(Locale.ROOT)));
        return List.copyOf(lifted);
    }

    private Map<String, SettingPairs.Pair> pairs(String field) {
        return SettingPairs.of(prefix + field, settings, problems);
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
