package io.adxflow.job.config;

import io.adxflow.job.config.DestinationKinds.Kind;
import io.adxflow.sinks.delivery.DestinationFactory;
import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a {@link MonikerSpec} of the settings under {@code monikers.<name>}. */
final class MonikerParser {
    /** The destination that exists without being configured, as soon as something refers to it. */
    static final String LOCAL = "local";

    private final String name;
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;

    MonikerParser(String name, SettingLayers layers, List<ConfigProblem> problems) {
        this.name = name;
        this.prefix = "monikers." + name + ".";
        this.settings = layers.under(prefix);
        this.problems = problems;
    }

    /** Null when it is too wrong to have a kind; a problem says so then. */
    @Nullable
    MonikerSpec parse() {
        String origin = SettingLayers.firstOrigin(settings);
        if (!NamespaceParser.NAME.matcher(name).matches()) {
            problems.add(new ConfigProblem(
                    origin,
                    "moniker '" + name + "': a name is 1 to 64 letters, digits, '-' and '_', and begins with neither"));
        }
        String kind = kind(origin);
        DestinationFactory factory = kind == null ? null : DestinationKinds.factory(kind);
        if (kind == null || factory == null) {
            return null;
        }
        Map<String, String> options = new TreeMap<>();
        for (Setting setting : settings.values()) {
            String key = setting.key().substring(prefix.length());
            if (!key.equals("kind")) {
                options.put(key, setting.isList() ? String.join(",", setting.values()) : setting.text());
            }
        }
        MonikerSpec moniker = new MonikerSpec(name, kind, Map.copyOf(options));
        if (!refuseUnknown(kind)) {
            for (String problem : factory.validate(moniker)) {
                problems.add(new ConfigProblem(originOf(problem, origin), prefix + problem));
            }
        }
        return moniker;
    }

    private boolean refuseUnknown(String kind) {
        Kind documented = DestinationKinds.kinds().get(kind);
        boolean refused = false;
        for (Setting setting : settings.values()) {
            String key = setting.key().substring(prefix.length());
            if (documented != null && !documented.keys().contains(key)) {
                refused = true;
                problems.add(new ConfigProblem(
                        setting.origin(),
                        "unknown key " + setting.key() + Nearest.hint(key, documented.keys()) + " (kind " + kind
                                + " knows: " + String.join(", ", documented.keys()) + ")"));
            }
        }
        return refused;
    }

    /** A factory's problem begins with the option's name, whose line is the better place to look at. */
    private String originOf(String problem, String otherwise) {
        int colon = problem.indexOf(':');
        Setting setting = colon < 0 ? null : settings.get(prefix + problem.substring(0, colon));
        return setting == null ? otherwise : setting.origin();
    }

    private @Nullable String kind(String origin) {
        Setting setting = settings.get(prefix + "kind");
        if (setting == null && name.equals(LOCAL)) {
            return "directory";
        }
        String known = "known: " + String.join(", ", DestinationKinds.names());
        if (setting == null) {
            problems.add(new ConfigProblem(
                    origin, "moniker " + name + " has no kind; set " + prefix + "kind (" + known + ")"));
            return null;
        }
        if (DestinationKinds.factory(setting.text()) == null) {
            problems.add(new ConfigProblem(
                    setting.origin(),
                    setting.key() + ": there is no kind '" + setting.text() + "'"
                            + Nearest.hint(setting.text(), DestinationKinds.names()) + " (" + known + ")"));
            return null;
        }
        return setting.text();
    }
}
