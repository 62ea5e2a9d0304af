package io.adxflow.job.config;

import io.adxflow.sinks.batch.TableSchema;
import io.adxflow.sinks.delivery.MonikerSpec;
import io.adxflow.sources.listen.ListenInput;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** Makes a {@link ListenInput} of the settings under {@code listen.<name>}. */
final class ListenParser {
    static final String SECTION = "listen";

    private final String name;
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;

    ListenParser(String name, SettingLayers layers, List<ConfigProblem> problems) {
        this.name = name;
        this.prefix = SECTION + "." + name + ".";
        this.settings = layers.under(prefix);
        this.problems = problems;
    }

    /** Null when it cannot be one; the problems are told then. */
    @Nullable
    ListenInput parse(PipelineDocument document) {
        Map<String, MonikerSpec> monikers = document.monikers();
        Map<String, NamespaceSpec> namespaces = document.namespaces();
        int before = problems.size();
        Map<String, String> options = new TreeMap<>();
        for (Setting setting : settings.values()) {
            String key = setting.key().substring(prefix.length());
            if (!ListenKeys.names().contains(key)) {
                problem(
                        setting,
                        "unknown key " + setting.key() + Nearest.hint(key, ListenKeys.names()) + " (known: "
                                + String.join(", ", ListenKeys.names()) + ")");
            }
            options.put(key, setting.text());
        }
        MonikerSpec moniker = moniker(monikers);
        oneOf("format", ListenKeys.FORMATS);
        oneOf("header", List.of("auto", "true", "false"));
        checkTable();
        if (moniker != null) {
            checkKind(moniker);
            checkLoop(moniker.name(), document);
        }
        NamespaceSpec namespace = namespaces.get(text("namespace", NamespaceParser.DEFAULT_NAME));
        if (namespace == null) {
            told(
                    "namespace",
                    "there is no namespace '" + text("namespace", "") + "'"
                            + Nearest.hint(text("namespace", ""), namespaces.keySet()));
        }
        String database = settings.containsKey(prefix + "database") ? text("database", "") : null;
        if (database != null && !EntityNames.isValid(database)) {
            told("database", "'" + database + "' (expected: " + EntityNames.EXPECTED + ")");
        }
        Duration interval = duration("interval", Duration.ofSeconds(10));
        Duration remember = duration("remember", Duration.ofDays(7));
        duration("settle", Duration.ZERO);
        int maxRemembered = number("max-remembered", 100_000, 1_000_000);
        if (problems.size() > before || moniker == null || namespace == null) {
            return null;
        }
        return new ListenInput(
                name, moniker.kind(), namespace.name(), database, interval, remember, maxRemembered, options);
    }

    private @Nullable MonikerSpec moniker(Map<String, MonikerSpec> monikers) {
        String of = text("moniker", "");
        MonikerSpec moniker = monikers.get(of);
        if (of.isEmpty()) {
            problems.add(new ConfigProblem(
                    SettingLayers.firstOrigin(settings),
                    prefix + "moniker: not set (expected: a moniker of kind " + String.join(", ", ListenKeys.KINDS)
                            + ")"));
        } else if (moniker == null) {
            told(
                    "moniker",
                    "there is no moniker '" + of + "'" + Nearest.hint(of, monikers.keySet()) + " (set monikers." + of
                            + ".kind)");
        } else if (!ListenKeys.KINDS.contains(moniker.kind())) {
            told(
                    "moniker",
                    of + " is of kind " + moniker.kind() + " (expected: " + String.join(", ", ListenKeys.KINDS) + ")");
            return null;
        }
        return moniker;
    }

    private void checkKind(MonikerSpec moniker) {
        if (!moniker.options().getOrDefault("share-below", "0").equals("0")) {
            told(
                    "moniker",
                    moniker.name() + " has share-below (expected: a moniker without it, as blobs of many tables are not"
                            + " listened to)");
        }
        for (Setting setting : settings.values()) {
            String key = setting.key().substring(prefix.length());
            List<String> kinds = ListenKeys.kindsOf(key);
            if (!kinds.isEmpty() && !kinds.contains(moniker.kind())) {
                problem(
                        setting,
                        setting.key() + ": not for a moniker of kind " + moniker.kind() + " (only for "
                                + String.join(", ", kinds) + ")");
            }
        }
        if (text("format", "auto").equals("archive") && moniker.kind().equals("eventhubs")) {
            told("format", "archive (of blobs only: a moniker of kind directory, blob or pair)");
        }
        boolean isOtlp = text("format", "auto").startsWith("otlp-");
        if (isOtlp && !moniker.kind().equals("eventhubs")) {
            told("format", text("format", "") + " (of events only: a moniker of kind eventhubs)");
        }
    }

    /** What is listened to would come round for ever. */
    private void checkLoop(String moniker, PipelineDocument document) {
        for (NamespaceSpec namespace : document.namespaces().values()) {
            if (namespace.monikers().contains(moniker)) {
                told(
                        "moniker",
                        moniker + " is where this job itself writes to (namespaces." + namespace.name()
                                + ".monikers): its rows would come round for ever");
            }
        }
        for (SubscriptionSpec subscription : document.subscriptions().values()) {
            if (subscription.to().equals(moniker)) {
                told(
                        "moniker",
                        moniker + " is where this job itself writes to (subscriptions." + subscription.name()
                                + ".to): its rows would come round for ever");
            }
        }
    }

    private void checkTable() {
        String table = text("table", "x");
        if (!EntityNames.isValid(table)) {
            told("table", "'" + table + "' (expected: " + EntityNames.EXPECTED + ")");
        }
        if (settings.containsKey(prefix + "schema")) {
            try {
                TableSchema unused = TableSchema.parse(text("schema", ""));
            } catch (IllegalArgumentException e) {
                told("schema", "'" + text("schema", "") + "' (expected: name:type,name:type)");
            }
        }
    }

    private String text(String key, String otherwise) {
        Setting setting = settings.get(prefix + key);
        // A list is how commas are written in YAML's flow form.
        return setting == null ? otherwise : String.join(",", setting.values()).strip();
    }

    private void oneOf(String key, Collection<String> known) {
        Setting setting = settings.get(prefix + key);
        if (setting != null && !known.contains(setting.text())) {
            told(
                    key,
                    "'" + setting.text() + "'" + Nearest.hint(setting.text(), known) + " (expected: one of "
                            + String.join(", ", known) + ")");
        }
    }

    private Duration duration(String key, Duration otherwise) {
        Setting setting = settings.get(prefix + key);
        if (setting == null) {
            return otherwise;
        }
        try {
            Duration duration = TimeUtils.parseDuration(setting.text().strip());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException notOne) {
            // Told below, as negative ones are.
        }
        told(key, "'" + setting.text() + "' (expected: a duration such as 10s or 7d)");
        return otherwise;
    }

    private int number(String key, int otherwise, int max) {
        Setting setting = settings.get(prefix + key);
        if (setting == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(setting.text().strip());
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Told below, as numbers out of bounds are.
        }
        told(key, "'" + setting.text() + "' (expected: 1 to " + max + ")");
        return otherwise;
    }

    private void told(String key, String what) {
        Setting setting = settings.get(prefix + key);
        problems.add(new ConfigProblem(
                setting == null ? SettingLayers.firstOrigin(settings) : setting.origin(), prefix + key + ": " + what));
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
