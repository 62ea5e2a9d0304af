package io.adxflow.job.config;

import io.adxflow.job.config.SubscriptionSpec.Signal;
import io.adxflow.job.select.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Makes a {@link SubscriptionSpec} of the settings under {@code subscriptions.<name>}. */
final class SubscriptionParser {
    static final List<String> FIELDS = List.of("from", "signals", "tables", "where", "to", "paused");
    private static final List<String> SIGNALS =
            Stream.of(Signal.values()).map(Signal::text).toList();

    private final String name;
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;

    SubscriptionParser(String name, SettingLayers layers, List<ConfigProblem> problems) {
        this.name = name;
        this.prefix = "subscriptions." + name + ".";
        this.settings = layers.under(prefix);
        this.problems = problems;
    }

    SubscriptionSpec parse() {
        if (!NamespaceParser.NAME.matcher(name).matches()) {
            problems.add(new ConfigProblem(
                    origin(),
                    "subscription '" + name
                            + "': a name is 1 to 64 letters, digits, '-' and '_', and begins with neither"));
        }
        for (Setting setting : settings.values()) {
            String field = setting.key().substring(prefix.length());
            if (!FIELDS.contains(field)) {
                problem(
                        setting,
                        "unknown key " + setting.key() + Nearest.hint(field, FIELDS) + " (known: "
                                + String.join(", ", FIELDS) + ")");
            }
        }
        Setting to = settings.get(prefix + "to");
        if (to == null) {
            missing("to", "the moniker that gets the rows");
        }
        return new SubscriptionSpec(
                name, from(), signals(), list("tables"), where(), to == null ? "" : to.text(), paused());
    }

    private List<String> from() {
        List<String> from = list("from");
        Setting setting = settings.get(prefix + "from");
        if (from.isEmpty()) {
            missing("from", "the namespaces, or '*'");
        } else if (setting != null && from.contains(SubscriptionSpec.ANY) && from.size() > 1) {
            problem(setting, setting.key() + ": '*' stands for every namespace, so it stands alone");
        }
        return from;
    }

    /** Tells of namespaces that are not there. */
    void check(Collection<String> namespaces) {
        Setting setting = settings.get(prefix + "from");
        for (String namespace : list("from")) {
            if (setting != null && !namespace.equals(SubscriptionSpec.ANY) && !namespaces.contains(namespace)) {
                problem(
                        setting,
                        setting.key() + ": there is no namespace '" + namespace + "'"
                                + Nearest.hint(namespace, namespaces));
            }
        }
    }

    private List<Signal> signals() {
        Setting setting = settings.get(prefix + "signals");
        if (setting == null) {
            return List.of(Signal.values());
        }
        List<Signal> signals = new ArrayList<>();
        for (String part : setting.parts()) {
            int index = SIGNALS.indexOf(part);
            if (index < 0) {
                problem(
                        setting,
                        setting.key() + ": there is no signal '" + part + "'" + Nearest.hint(part, SIGNALS)
                                + " (known: " + String.join(", ", SIGNALS) + ")");
            } else {
                Stream.of(Signal.values())
                        .filter(signal -> signal.text().equals(part))
                        .forEach(signals::add);
            }
        }
        if (setting.parts().isEmpty()) {
            problem(setting, setting.key() + ": no signal (known: " + String.join(", ", SIGNALS) + ")");
        }
        return signals.stream().distinct().sorted().toList();
    }

    private List<String> list(String field) {
        Setting setting = settings.get(prefix + field);
        return setting == null ? List.of() : setting.parts().stream().distinct().toList();
    }

    private String where() {
        Setting setting = settings.get(prefix + "where");
        if (setting == null || setting.text().isBlank()) {
            return "";
        }
        String where = setting.text().strip();
        try {
            Selector.parse(where);
        } catch (IllegalArgumentException e) {
            problem(setting, setting.key() + ": " + e.getMessage());
            return "";
        }
        return where;
    }

    private boolean paused() {
        Setting setting = settings.get(prefix + "paused");
        if (setting != null && !setting.text().equals("true") && !setting.text().equals("false")) {
            problem(setting, setting.key() + ": '" + setting.text() + "' (expected: true or false)");
        }
        return setting != null && setting.text().equals("true");
    }

    /** Where {@code to} was set, for messages about the moniker it names. */
    String toOrigin() {
        Setting setting = settings.get(prefix + "to");
        return setting == null ? origin() : setting.origin();
    }

    private String origin() {
        return SettingLayers.firstOrigin(settings);
    }

    private void missing(String field, String what) {
        problems.add(new ConfigProblem(
                origin(), "subscription " + name + " has no " + field + "; set " + prefix + field + " (" + what + ")"));
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
