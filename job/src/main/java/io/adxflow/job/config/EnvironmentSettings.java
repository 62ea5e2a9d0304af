package io.adxflow.job.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from environment variables: {@code ADXFLOW_BATCH_MAX_AGE} sets {@code batch.max-age}. A variable cannot
 * say where its key had dots and where dashes, so it is matched against the keys that exist.
 */
final class EnvironmentSettings {
    private static final String PREFIX = "ADXFLOW_";

    /** Read by the launcher and the log configuration. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("ADXFLOW_HEAP", "ADXFLOW_JAVA_OPTS", "ADXFLOW_LOG_FORMAT", "ADXFLOW_HOME");

    private final List<ConfigProblem> problems;
    private final List<String> warnings;
    private final List<Setting> settings = new ArrayList<>();

    private EnvironmentSettings(List<ConfigProblem> problems, List<String> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    /** @param named names of monikers and namespaces that other sources configure, which a variable may refer to */
    static List<Setting> read(
            Map<String, String> environment,
            Collection<String> named,
            List<ConfigProblem> problems,
            List<String> warnings) {
        EnvironmentSettings reader = new EnvironmentSettings(problems, warnings);
        Map<String, String> keys = new HashMap<>();
        for (String key : OptionRegistry.options().keySet()) {
            keys.put(variable(key), key);
        }
        Map<String, String> names = new HashMap<>();
        for (String name : named) {
            names.put(shout(name), name);
        }
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String variable = entry.getKey();
            if (variable.startsWith(PREFIX) && !NOT_SETTINGS.contains(variable)) {
                reader.add(variable, entry.getValue(), keys, names);
            }
        }
        return reader.settings;
    }

    private void add(String variable, String value, Map<String, String> keys, Map<String, String> names) {
        String key = keys.get(variable);
        String rest = variable.substring(PREFIX.length());
        if (key == null && rest.startsWith("NAMESPACES_")) {
            key = named(variable, "namespaces", rest.substring("NAMESPACES_".length()), NamespaceParser.FIELDS, names);
        } else if (key == null && rest.startsWith("MONIKERS_")) {
            key = named(variable, "monikers", rest.substring("MONIKERS_".length()), monikerFields(), names);
        } else if (key == null && rest.startsWith("SUBSCRIPTIONS_")) {
            key = named(
                    variable,
                    "subscriptions",
                    rest.substring("SUBSCRIPTIONS_".length()),
                    SubscriptionParser.FIELDS,
                    names);
        } else if (key == null && rest.startsWith("SENDERS_")) {
            key = named(
                    variable, SendersParser.SECTION, rest.substring("SENDERS_".length()), SendersParser.FIELDS, names);
        } else if (key == null && rest.startsWith("LISTEN_")) {
            key = named(variable, ListenParser.SECTION, rest.substring("LISTEN_".length()), ListenKeys.names(), names);
        } else if (key == null) {
            // Kubernetes sets such variables for every Service named adxflow, so this must not stop the start.
            warnings.add(variable + " is set, but no option is called so" + Nearest.hint(variable, keys.keySet()));
        }
        if (key != null) {
            settings.add(Setting.of(key, value, variable));
        }
    }

    private @Nullable String named(
            String variable, String section, String rest, Collection<String> fields, Map<String, String> names) {
        String best = null;
        for (String field : fields) {
            if (rest.endsWith("_" + shout(field)) && (best == null || field.length() > best.length())) {
                best = field;
            }
        }
        if (best == null) {
            problems.add(new ConfigProblem(
                    variable,
                    "names no setting of " + section + " (expected the end: " + String.join(", ", fields) + ")"));
            return null;
        }
        String shouted = rest.substring(0, rest.length() - best.length() - 1);
        String name = names.get(shouted);
        if (name == null && shouted.contains("_")) {
            problems.add(
                    new ConfigProblem(
                            variable,
                            "cannot tell whether the name has '-' or '_' in it; mention it in the pipeline file or by --set first"));
            return null;
        }
        return section + "." + (name == null ? shouted.toLowerCase(Locale.ROOT) : name) + "." + best;
    }

    private static Collection<String> monikerFields() {
        Set<String> fields = new HashSet<>(Set.of("kind"));
        for (DestinationKinds.Kind kind : DestinationKinds.kinds().values()) {
            for (DestinationKinds.KindOption option : kind.options()) {
                fields.add(option.key());
            }
        }
        DestinationKinds.common().forEach(option -> fields.add(option.key()));
        return fields;
    }

    private static String variable(String key) {
        return PREFIX + shout(key);
    }

    private static String shout(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
